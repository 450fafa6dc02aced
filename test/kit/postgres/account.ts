import { execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { dirname } from 'node:path'

/** Whom to run a server as; empty when we are not root already. */
export type Account = { uid?: number; gid?: number }

/** PostgreSQL refuses to run as root, and so do we: any account without rights will do. */
export function findAccount(): Account {
  if (process.getuid?.() !== 0) return {}
  for (const name of ['postgres', 'nobody']) {
    try {
      return { uid: idOf('-u', name), gid: idOf('-g', name) }
    } catch {
      continue // no such account
    }
  }
  throw new Error('PostgreSQL does not run as root, and this machine has no account `postgres` or `nobody`')
}

function idOf(kind: '-u' | '-g', name: string): number {
  return Number(execFileSync('id', [kind, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
}

/** Whether any account can go down to this folder. */
export function isReachable(folder: string): boolean {
  const isOpen = (statSync(folder).mode & 0o001) !== 0
  const parent = dirname(folder)
  return isOpen && (parent === folder || isReachable(parent))
}
