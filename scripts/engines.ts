// The second and third browser engine for the tests: installs what Debian has of them, or says exactly what is missing.
import { spawnSync } from 'node:child_process'
import { missing } from '../test/engines/find.ts'

const wanted = missing()
if (wanted.length > 0) {
  const canInstall = process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0
  if (!canInstall) {
    console.error(
      `The tests in Firefox and WebKit need ${wanted.join(', ')}: apt-get install ${wanted.join(' ')}`
    )
    process.exit(1)
  }
  console.log(`Installing ${wanted.join(', ')} …`)
  apt('update')
  apt('install', '--yes', '--no-install-recommends', ...wanted)
}

function apt(...args: string[]) {
  const { status } = spawnSync('apt-get', ['-qq', ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  })
  if (status === 0) return
  console.error(`apt-get ${args.join(' ')} failed: ${wanted.join(', ')} cannot be had here`)
  process.exit(1)
}
