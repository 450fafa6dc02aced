// Installs the locked dependencies when they are missing or stale. Uses nothing that is not part of Node.js,
// and runs on whatever Node the shell has: the scripts behind it run on the Node 24 that npm installs here.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'

const root = fileURLToPath(new URL('..', import.meta.url))
const stampFile = join(root, 'node_modules/.cache/openzc-install')
const stamp = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .update(`${process.platform}-${process.arch}`)
  .digest('hex')

const installed = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp
if (!installed) install()
requireNode24()

function install() {
  console.log('Installing dependencies …')
  const npm = spawnSync('npm ci --no-fund --no-audit --loglevel=error', {
    cwd: root,
    stdio: 'inherit',
    shell: true
  })
  if (npm.status !== 0)
    fail(
      `npm ci failed (exit code ${npm.status}). Its message is above; fix that and run the same command again.`
    )
  mkdirSync(join(root, 'node_modules/.cache'), { recursive: true })
  writeFileSync(stampFile, stamp)
}

function requireNode24() {
  const packaged = existsSync(
    join(root, 'node_modules/.bin', process.platform === 'win32' ? 'node.cmd' : 'node')
  )
  if (packaged || Number(process.versions.node.split('.')[0]) >= 24) return
  fail(
    `OpenZC needs Node.js 24 or newer; this is ${process.version}, and no packaged Node.js exists for ${process.platform}-${process.arch}. Install it from nodejs.org.`
  )
}

function fail(message) {
  console.error(message)
  process.exit(1)
}
