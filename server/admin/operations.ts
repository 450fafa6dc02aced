import { cpSync, existsSync, mkdirSync, readdirSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { backup as copyDatabase, DatabaseSync } from 'node:sqlite'
import { ChatError } from '#protocol/errors'
import { readConfig, type Config } from '#server/config'
import { databasePath, filesPath, lockDataDir, prepareDataDir } from '#server/data-dir'
import { redisProblem } from '#server/bus/redis'
import { openDatabase } from '#server/store/db'
import { migrate } from '#server/store/migrate'

type Answer = Record<string, unknown>

const KEY = 'secret.key'

/** openzc backup FOLDER: while the server runs, too. The database first, then the uploads: no row without its file. */
export async function backup([folder]: string[]): Promise<Answer> {
  const config = requireSqlite(readConfig(process.env), 'pg_dump makes its backup')
  if (!folder) throw new ChatError('bad-request', 'Name a folder: openzc backup FOLDER')
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new ChatError('conflict', `${folder} is not empty`)
  if (!existsSync(databasePath(config.dataDir)))
    throw new ChatError('not-found', `${config.dataDir} holds no database`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const source = new DatabaseSync(databasePath(config.dataDir), { readOnly: true })
  const pages = await copyDatabase(source, databasePath(folder))
  source.close()
  for (const name of ['files', 'pinned', KEY]) {
    if (existsSync(join(config.dataDir, name)))
      cpSync(join(config.dataDir, name), join(folder, name), { recursive: true, preserveTimestamps: true })
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

type Check = { check: string; ok: boolean; says: string }

/** openzc doctor: each line a check; exit code 1 when one fails. */
export async function doctor(): Promise<Answer> {
  const config = readConfig(process.env)
  prepareDataDir(config.dataDir)
  const checks: Check[] = [
    nodeVersion(),
    diskSpace(config),
    buildIsThere(),
    publicAddress(config),
    await databaseAnswers(config),
    await processes(config)
  ]
  if (checks.some(({ ok }) => !ok)) process.exitCode = 1
  return Object.fromEntries(checks.map(({ check, ok, says }) => [check, `${ok ? 'ok' : 'MEND'}: ${says}`]))
}

const nodeVersion = (): Check => ({
  check: 'node',
  ok: Number(process.versions.node.split('.')[0]) >= 24,
  says: process.version
})

function diskSpace({ dataDir }: Config): Check {
  const { bavail, bsize } = statfsSync(dataDir)
  const free = Math.floor((bavail * bsize) / 1024 ** 2)
  return { check: 'disk', ok: free > 500, says: `${free} MB free for ${dataDir}` }
}

function buildIsThere(): Check {
  const ok = existsSync(new URL('../../dist/loader/entrance.js', import.meta.url))
  return { check: 'build', ok, says: ok ? 'the pages are built' : 'run npm run build' }
}

function publicAddress({ publicOrigin, host, trustProxy }: Config): Check {
  const loopback = host === '127.0.0.1' || host === 'localhost'
  if (publicOrigin?.startsWith('https:'))
    return {
      check: 'address',
      ok: trustProxy > 0 || !loopback,
      says: `${publicOrigin}${trustProxy > 0 ? '' : '; behind a proxy set TRUST_PROXY=1, else every visitor has its address'}`
    }
  return {
    check: 'address',
    ok: loopback,
    says: loopback
      ? 'only this machine can connect'
      : 'set PUBLIC_URL to the https address: over plain http identities can be read on the way'
  }
}

async function databaseAnswers(config: Config): Promise<Check> {
  try {
    if (!config.databaseUrl && existsSync(databasePath(config.dataDir)))
      checkIntegrity(databasePath(config.dataDir))
    if (config.databaseUrl) await (await openDatabase(config.databaseUrl)).close()
    return {
      check: 'database',
      ok: true,
      says: config.databaseUrl
        ? 'PostgreSQL, durable settings'
        : `SQLite in ${filesPath(config.dataDir).replace(/files$/, '')}`
    }
  } catch (error) {
    return { check: 'database', ok: false, says: String(error) }
  }
}

/** Several processes find each other by Redis; without it each believes itself to be alone. */
async function processes({ databaseUrl, redisUrl }: Config): Promise<Check> {
  const check = 'processes'
  if (!redisUrl)
    return {
      check,
      ok: true,
      says: `one process${databaseUrl ? ': before you start a second one on this database, set REDIS_URL, SECRET_KEY and SHARED_DIR for all' : ''}`
    }
  const problem = await redisProblem(redisUrl)
  return {
    check,
    ok: problem === undefined,
    says: problem ?? 'several; Redis answers, SECRET_KEY and SHARED_DIR have to be the same for all'
  }
}

function checkIntegrity(path: string) {
  const db = new DatabaseSync(path, { readOnly: true })
  const result = db.prepare('pragma quick_check(1)').get() as { quick_check: string }
  db.close()
  if (result.quick_check !== 'ok') throw new Error(`${path}: ${result.quick_check}`)
}

function requireSqlite(config: Config, how: string): Config {
  if (config.databaseUrl)
    throw new ChatError('bad-request', `The data is in PostgreSQL: ${how}; copy ${config.dataDir} beside it`)
  return config
}
