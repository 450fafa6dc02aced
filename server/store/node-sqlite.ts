import { DatabaseSync, type StatementSync } from 'node:sqlite'
import {
  CompiledQuery,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryResult
} from 'kysely'
import { LOG_BYTES } from './checkpoint.ts'

/** How long a statement waits for another process that writes. */
export const BUSY_MS = 5_000

export type SqliteOptions = { path: string; readOnly?: boolean }

/**
 * Kysely on Node's own SQLite. One connection; a transaction holds it until it ends, other callers wait in line.
 * Every open sets and asserts WAL with synchronous=FULL: SQLite forgets the latter when a file is reopened.
 */
export function nodeSqliteDialect(options: SqliteOptions): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new NodeSqliteDriver(options),
    createIntrospector: (db: Kysely<unknown>) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler()
  }
}

class NodeSqliteDriver implements Driver {
  #options: SqliteOptions
  #connection: NodeSqliteConnection | undefined
  #tail: Promise<void> = Promise.resolve()
  #releases = new WeakMap<DatabaseConnection, () => void>()

  constructor(options: SqliteOptions) {
    this.#options = options
  }

  async init() {
    this.#connection = new NodeSqliteConnection(openSqlite(this.#options))
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const before = this.#tail
    let release!: () => void
    this.#tail = new Promise(resolve => (release = resolve))
    await before
    this.#releases.set(this.#connection!, release)
    return this.#connection!
  }

  async beginTransaction(connection: DatabaseConnection) {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }
  async commitTransaction(connection: DatabaseConnection) {
    await connection.executeQuery(CompiledQuery.raw('commit'))
  }
  async rollbackTransaction(connection: DatabaseConnection) {
    // A failed statement (disk full) may have rolled back already
    if ((connection as NodeSqliteConnection).inTransaction) {
      await connection.executeQuery(CompiledQuery.raw('rollback'))
    }
  }

  async releaseConnection(connection: DatabaseConnection) {
    this.#releases.get(connection)?.()
  }

  async destroy() {
    this.#connection?.close()
  }
}

class NodeSqliteConnection implements DatabaseConnection {
  #db: DatabaseSync
  #statements = new Map<string, { statement: StatementSync; reads: boolean }>()

  constructor(db: DatabaseSync) {
    this.#db = db
  }

  get inTransaction() {
    return this.#db.isTransaction
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { statement, reads } = this.#prepare(query.sql)
    const parameters = query.parameters as (string | number | null | Uint8Array)[]
    if (reads) return { rows: statement.all(...parameters) as R[] }
    const { changes, lastInsertRowid } = statement.run(...parameters)
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    for (const row of this.#prepare(query.sql).statement.iterate(...(query.parameters as string[]))) {
      yield { rows: [row as R] }
    }
  }

  close() {
    this.#statements.clear()
    this.#db.close()
  }

  #prepare(sql: string) {
    const known = this.#statements.get(sql)
    if (known) return known
    const statement = this.#db.prepare(sql)
    const prepared = { statement, reads: statement.columns().length > 0 }
    // Multi-row inserts differ by their number of rows: bounded, or a long life would keep them all
    if (this.#statements.size >= 500) this.#statements.delete(this.#statements.keys().next().value!)
    this.#statements.set(sql, prepared)
    return prepared
  }
}

function openSqlite({ path, readOnly = false }: SqliteOptions): DatabaseSync {
  const db = new DatabaseSync(path, { readOnly, enableForeignKeyConstraints: true, timeout: BUSY_MS })
  // What is deleted or overwritten is no longer in the file either (ADM-privacy)
  if (!readOnly) db.exec('pragma journal_mode = wal; pragma secure_delete = on')
  db.exec('pragma synchronous = full')
  // checkpoint.ts does it beside, in time for this never to come; it is for a process without it
  db.exec(`pragma wal_autocheckpoint = ${(4 * LOG_BYTES) / 4_096}; pragma journal_size_limit = ${LOG_BYTES}`)
  assertDurable(db, path)
  return db
}

/** Throws unless what this connection commits is on the disk when `commit` returns. */
export function assertDurable(db: DatabaseSync, path: string) {
  const mode = db.prepare('pragma journal_mode').get() as { journal_mode: string }
  const sync = db.prepare('pragma synchronous').get() as { synchronous: number }
  if (mode.journal_mode !== 'wal' || sync.synchronous !== 2) {
    throw new Error(
      `${path}: expected journal_mode=wal and synchronous=2 (FULL), got ${mode.journal_mode} and ${sync.synchronous}`
    )
  }
}
