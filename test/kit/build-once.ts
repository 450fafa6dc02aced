import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Browser tests run on what the build makes, never on an old one. */
export default function buildOnce() {
  const { status } = spawnSync(
    process.execPath,
    [fileURLToPath(new URL('../../scripts/build.mjs', import.meta.url))],
    { stdio: 'inherit' }
  )
  if (status !== 0) throw new Error('the build failed')
}
