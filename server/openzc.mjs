#!/usr/bin/env node
// The command runs on Node.js 24; started by an older one, it goes on with the one that npm installed beside it.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('./cli.ts', import.meta.url))
if (Number(process.versions.node.split('.')[0]) >= 24) await import('./cli.ts')
else {
  const packaged = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url))
  if (!existsSync(packaged)) {
    console.error(`openzc needs Node.js 24 or newer; this is ${process.version}`)
    process.exit(1)
  }
  const child = spawn(packaged, [main, ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
}
