import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildMiniProgram } from '../../../scripts/mini-program.ts'

/** What a customer copies into a mini program, made anew. */
export async function createMiniProgramFiles() {
  const folder = mkdtempSync(join(tmpdir(), 'openzc-mini-'))
  await buildMiniProgram(folder)
  return {
    udesk: join(folder, 'ud-sdk.js'),
    sessionFrom: join(folder, 'session-from.js'),
    wechat: join(folder, 'wechat/QDTracker.js'),
    common: join(folder, 'common/QDTracker.js'),
    dispose: () => rmSync(folder, { recursive: true, force: true })
  }
}
