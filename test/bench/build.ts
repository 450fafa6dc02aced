import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Measures what the sources are now, never an old build. */
export function build() {
  const script = fileURLToPath(new URL('../../scripts/build.mjs', import.meta.url))
  const { status } = spawnSync(process.execPath, [script], { stdio: 'inherit' })
  if (status !== 0) throw new Error('the build failed')
}
