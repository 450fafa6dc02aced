#!/usr/bin/env node
// The command runs on Node.js 24; started by an older one, it goes on with the one that npm installed beside it.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module from 'node:module'
import { fileURLToPath } from 'node:url'

if (Number(process.versions.node.split('.')[0]) >= 24) await run()
else rerun()

async function run() {
  // Stripping the types of every file takes longer than most commands; a folder that cannot be written costs only that
  module.enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/openzc', import.meta.url)))
  await import('./cli.ts')
}

function rerun() {
  const packaged = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url))
  if (!existsSync(packaged)) {
    console.error(`openzc needs Node.js 24 or newer; this is ${process.version}`)
    process.exit(1)
  }
  const child = spawn(packaged, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit'
  })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
}
