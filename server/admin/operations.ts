import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { backup as copyDatabase, DatabaseSync } from 'node:sqlite'
import { ChatError } from '#protocol/errors'
import { readConfig, type Config } from '#server/config'
import { databasePath, lockDataDir, prepareDataDir } from '#server/data-dir'
import { openDatabase } from '#server/store/db'
import { migrate } from '#server/store/migrate'
import { checkIntegrity } from './integrity.ts'

type Answer = Record<string, unknown>
type Options = Record<string, string | boolean>

const KEY = 'secret.key'

/**
 * openzc backup FOLDER: while the server runs, too. The database first, then the uploads: no row without its file.
 * With --keep N, a folder of its own in FOLDER, named by the time; of these the newest N stay.
 */
export async function backup([folder]: string[], { keep }: Options): Promise<Answer> {
  const config = requireSqlite(readConfig(process.env), 'pg_dump makes its backup')
  if (!folder) throw new ChatError('bad-request', 'Name a folder: openzc backup FOLDER')
  if (!existsSync(databasePath(config.dataDir)))
    throw new ChatError('not-found', `${config.dataDir} holds no database`)
  if (keep === undefined) return await copyInto(config, folder)
  const most = Number(keep)
  if (!Number.isInteger(most) || most < 1)
    throw new ChatError('bad-request', '--keep has to be a whole number from 1 on: how many backups stay')
  const name = new Date().toISOString().slice(0, 19).replaceAll(':', '-')
  const unfinished = join(folder, `${name}${UNFINISHED}`)
  const { pages } = await copyInto(config, unfinished)
  renameSync(unfinished, join(folder, name))
  const removed = readdirSync(folder)
    .filter(one => BACKUP.test(one))
    .toSorted()
    .slice(0, -most)
  for (const one of removed) rmSync(join(folder, one), { recursive: true })
  return { folder: join(folder, name), pages, removed: removed.length }
}

/** What a backup is called until it is whole: it never pushes out one that is. */
const UNFINISHED = '.unfinished'
const BACKUP = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d$/

async function copyInto({ dataDir }: Config, folder: string) {
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new ChatError('conflict', `${folder} is not empty`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const source = new DatabaseSync(databasePath(dataDir), { readOnly: true })
  const pages = await copyDatabase(source, databasePath(folder))
  source.close()
  for (const name of ['files', 'pinned', KEY]) {
    if (existsSync(join(dataDir, name)))
      cpSync(join(dataDir, name), join(folder, name), { recursive: true, preserveTimestamps: true })
  }
  return { folder, pages }
}

/** openzc restore FOLDER: only into a data folder that holds no database. */
export async function restore([folder]: string[]): Promise<Answer> {
  const config = requireSqlite(readConfig(process.env), 'pg_restore brings it back')
  if (!folder || !existsSync(databasePath(folder)))
    throw new ChatError('bad-request', 'Name the folder of a backup: openzc restore FOLDER')
  prepareDataDir(config.dataDir)
  if (existsSync(databasePath(config.dataDir)))
    throw new ChatError('conflict', `${config.dataDir} holds a database; move it away first`)
  checkIntegrity(databasePath(folder))
  for (const name of readdirSync(folder))
    cpSync(join(folder, name), join(config.dataDir, name), { recursive: true, preserveTimestamps: true })
  return { dataDir: config.dataDir }
}

export async function migrateNow(): Promise<Answer> {
  const config = readConfig(process.env)
  prepareDataDir(config.dataDir)
  const lock = lockDataDir(config.dataDir)
  if (!lock) throw new ChatError('conflict', `A server works on ${config.dataDir}: stop it first`)
  const database = await openDatabase(config.databaseUrl ?? databasePath(config.dataDir))
  const migrated = await migrate(database.write)
  await database.close()
  lock.release()
  return { migrated }
}

function requireSqlite(config: Config, how: string): Config {
  if (config.databaseUrl)
    throw new ChatError('bad-request', `The data is in PostgreSQL: ${how}; copy ${config.dataDir} beside it`)
  return config
}
