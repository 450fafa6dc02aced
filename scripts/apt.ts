import { spawnSync } from 'node:child_process'

/** Installs Debian's packages where that is possible; else ends with what has to be installed for `whose` sake. */
export function install(wanted: string[], whose: string) {
  if (wanted.length === 0) return
  const canInstall = process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0
  if (!canInstall) {
    console.error(`${whose} need ${wanted.join(', ')}: apt-get install ${wanted.join(' ')}`)
    process.exit(1)
  }
  console.log(`Installing ${wanted.join(', ')} …`)
  apt(wanted, 'update')
  apt(wanted, 'install', '--yes', '--no-install-recommends', ...wanted)
}

function apt(wanted: string[], ...args: string[]) {
  const { status } = spawnSync('apt-get', ['-qq', ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
    // Its own service is of no use here, and would hold the usual port
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  })
  if (status === 0) return
  console.error(`apt-get ${args.join(' ')} failed: ${wanted.join(', ')} cannot be had here`)
  process.exit(1)
}
