import { CompiledQuery, Kysely, PostgresDialect, sql, type DatabaseConnection } from 'kysely'
import pg from 'pg'
import { keepLogShort } from './checkpoint.ts'
import { BUSY_MS, nodeSqliteDialect } from './node-sqlite.ts'
import type { Db, Tables } from './schema.ts'

export type Database = {
  kind: 'sqlite' | 'postgres'
  /** For transactions and every other write. */
  write: Db
  /** Sees what is committed; never waits for a writer. */
  read: Db
  close(): Promise<void>
}

/** `url` is a path of a SQLite file, or postgres://… */
export async function openDatabase(url: string): Promise<Database> {
  return /^postgres(ql)?:/.test(url) ? openPostgres(url) : openSqlite(url)
}

async function openSqlite(path: string): Promise<Database> {
  const write = new Kysely<Tables>({ dialect: nodeSqliteDialect({ path }) })
  // The first query opens the file and makes it WAL, which the reader needs
  await write.connection().execute(async () => {})
  const read = new Kysely<Tables>({ dialect: nodeSqliteDialect({ path, readOnly: true }) })
  const stop = keepLogShort(path, () => beginLogAnew(write))
  return {
    kind: 'sqlite',
    write,
    read,
    async close() {
      await stop()
      await closeAll([read, write])
    }
  }
}

/** Only where nobody reads: a report may read for many seconds, and every ack would wait for it. It is asked again soon. */
export async function beginLogAnew(write: Db) {
  await write.connection().execute(async connection => {
    await sql`pragma busy_timeout = 0`.execute(connection)
    try {
      await sql`pragma wal_checkpoint(restart)`.execute(connection)
    } finally {
      await sql`pragma busy_timeout = ${sql.lit(BUSY_MS)}`.execute(connection)
    }
  })
}

async function openPostgres(connectionString: string): Promise<Database> {
  const types = {
    getTypeParser: ((oid: number, format: 'text') =>
      oid === pg.types.builtins.INT8
        ? Number
        : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser
  }
  const pool = new pg.Pool({ connectionString, types, max: 10, connectionTimeoutMillis: 5_000 })
  // A connection that dies is replaced by the pool; without listeners it would end the process, at rest (the pool's) or
  // between two statements of a transaction (its own)
  pool.on('error', () => {})
  pool.on('connect', client => client.on('error', () => {}))
  await assertDurable(pool)
  const db = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool, onCreateConnection: withoutCompiler })
  })
  return { kind: 'postgres', write: db, read: db, close: () => db.destroy() }
}

/** To compile a query took 400 ms, with the company's row locked; to carry it out takes one. */
async function withoutCompiler(connection: DatabaseConnection) {
  await connection.executeQuery(CompiledQuery.raw('set jit = off'))
}

async function assertDurable(pool: pg.Pool) {
  for (const name of ['fsync', 'synchronous_commit', 'full_page_writes']) {
    const { rows } = await pool.query<{ value: string }>(`select current_setting($1) as value`, [name])
    if (rows[0]?.value === 'off')
      throw new Error(`PostgreSQL has ${name}=off: what it confirms could be lost. Set ${name}=on.`)
  }
}

// SQLite: TOOBIG, CONSTRAINT, MISMATCH, RANGE. PostgreSQL: classes 22 (data) and 23 (integrity).
const SQLITE_DATA_ERRORS = [18, 19, 20, 25]

/** True when the statement's data was refused; false when the database could not do its work. */
export function isDataError(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { errcode, code } = error as { errcode?: number; code?: string }
  if (typeof errcode === 'number') return SQLITE_DATA_ERRORS.includes(errcode & 0xff)
  return typeof code === 'string' && /^2[23]/.test(code)
}

async function closeAll(dbs: Db[]) {
  for (const db of dbs) await db.destroy()
}
