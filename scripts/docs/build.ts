// Writes the integration guide to dist/docs.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { guideFiles } from './files.ts'

const out = fileURLToPath(new URL('../../dist', import.meta.url))

rmSync(join(out, 'docs'), { recursive: true, force: true })
for (const [name, text] of guideFiles()) {
  const file = join(out, name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
