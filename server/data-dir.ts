import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** The folder of all state, made if need be; only the user who runs the server may read it. */
export function prepareDataDir(folder: string) {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
}

export const databasePath = (folder: string) => join(folder, 'openzc.sqlite')
export const filesPath = (folder: string) => join(folder, 'files')
/** Scripts that pages have pinned. */
export const pinnedPath = (folder: string) => join(folder, 'pinned')
export const adminSocketPath = (folder: string) => join(folder, 'admin.sock')

/**
 * Holds the folder for this process, until `release` or the process ends in whatever way: the lock is SQLite's own file
 * lock, which the operating system takes back. Undefined when another process holds it.
 */
export function lockDataDir(folder: string): { release(): void } | undefined {
  const lock = new DatabaseSync(join(folder, 'lock'), { timeout: 0 })
  try {
    lock.exec('pragma journal_mode = delete; begin exclusive')
    return { release: () => lock.close() }
  } catch {
    lock.close()
    return undefined
  }
}

/** The key that signs and encrypts: from the settings, else from a file beside the database, never in it. */
export function readMasterKey(folder: string, configured: string | undefined): Buffer {
  if (configured) return Buffer.from(configured, 'hex')
  const path = join(folder, 'secret.key')
  if (!existsSync(path)) writeSynced(path, randomBytes(32).toString('hex'))
  const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'hex')
  if (key.length !== 32) throw new Error(`${path} has to hold 64 hex digits; restore it from a backup`)
  return key
}

/** Whole or not at all, also when the power fails: without the key nothing that was signed or encrypted is any good. */
function writeSynced(path: string, text: string) {
  const part = `${path}.part`
  const file = openSync(part, 'w', 0o600)
  writeSync(file, text)
  fsyncSync(file)
  closeSync(file)
  renameSync(part, path)
  const folder = openSync(join(path, '..'), 'r')
  fsyncSync(folder)
  closeSync(folder)
}
