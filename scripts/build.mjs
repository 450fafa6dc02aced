// Builds the pages and the script for customers' pages into dist/, when their sources are newer than the last build.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'

const root = fileURLToPath(new URL('..', import.meta.url))
const stampFile = join(root, 'dist/.stamp')
const SOURCES = [
  'protocol',
  'texts',
  'client',
  'ui',
  'loader',
  'widget',
  'h5-chat',
  'workbench',
  'miniprogram',
  'docs',
  'scripts/docs',
  'scripts/package.ts',
  'scripts/known-names.ts',
  'scripts/mini-program.ts',
  'vite.config.ts',
  'package-lock.json'
]

const stamp = fingerprint()
const built = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp
if (!built || process.argv.includes('--force')) build()

function build() {
  console.log('Building …')
  for (const mode of ['app', 'loader']) {
    const vite = spawnSync(
      process.execPath,
      [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--mode', mode, '--logLevel', 'warn'],
      { cwd: root, stdio: 'inherit' }
    )
    if (vite.status !== 0) process.exit(vite.status ?? 1)
  }
  for (const script of ['docs/build.ts', 'package.ts']) {
    const made = spawnSync(process.execPath, [join(root, 'scripts', script)], { cwd: root, stdio: 'inherit' })
    if (made.status !== 0) process.exit(made.status ?? 1)
  }
  mkdirSync(join(root, 'dist'), { recursive: true })
  writeFileSync(stampFile, stamp)
}

function fingerprint() {
  const hash = createHash('sha256')
  for (const path of SOURCES.flatMap(name => filesOf(join(root, name))))
    hash.update(path.slice(root.length)).update(readFileSync(path))
  return hash.digest('hex')
}

function filesOf(path) {
  if (!existsSync(path)) return []
  if (statSync(path).isFile()) return [path]
  return readdirSync(path)
    .sort()
    .flatMap(name => filesOf(join(path, name)))
}
