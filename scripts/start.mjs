// npm start: builds when needed, then the server with the demo company, and the demo shop on a site of its own.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const build = spawnSync(process.execPath, [fileURLToPath(new URL('./build.mjs', import.meta.url))], { stdio: 'inherit' })
if (build.status !== 0) process.exit(build.status ?? 1)
await import('../demo/start.ts')
