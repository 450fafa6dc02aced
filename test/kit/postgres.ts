import { execFile } from 'node:child_process'
import { chownSync, cpSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { Client, escapeIdentifier } from 'pg'
import { findAccount, isReachable, type Account } from './postgres/account.ts'
import { findBinaries, type Binaries } from './postgres/binaries.ts'
import { startGuard } from './postgres/guard.ts'
import { findFreePort, SERVER_ENV, startServer, type Server } from './postgres/server.ts'

/** A real PostgreSQL of the test's own; nothing of it is left after `stop` or the end of the process. */
export type Postgres = {
  /** Of the database `postgres`. */
  url: string
  /** Creates an empty database and returns its url. */
  createDatabase(name: string): Promise<string>
  /** Ends it without a checkpoint, as a crash would, and starts it again on the same port and data. */
  crash(): Promise<void>
  /** Ends it as its administrator would, with people connected; `up` starts it again on the same port and data. */
  down(): Promise<void>
  up(): Promise<void>
  stop(): Promise<void>
}

export type PostgresOptions = {
  /** No fsync: what is committed survives a crash of the server, but not of the machine. */
  fast?: boolean
  binaries?: Binaries
}

const FAST = { fsync: 'off', full_page_writes: 'off' }

export async function startPostgres(options: PostgresOptions = {}): Promise<Postgres> {
  const account = findAccount()
  const folder = createFolder(account)
  const guard = startGuard(folder)
  const data = join(folder, 'data')
  let server: Server | undefined

  async function start(): Promise<string> {
    const binaries = makeReachable(options.binaries ?? findBinaries(), folder, account)
    await initialise(binaries, data, account)
    const common = { binaries, data, account, settings: options.fast ? FAST : {} }
    const port = await findFreePort()
    restart = async () => {
      server = await startServer({ ...common, port })
    }
    await restart()
    return `postgres://postgres@127.0.0.1:${port}/postgres`
  }

  let restart: () => Promise<void>
  const url = await start().catch(async error => {
    await guard.finish()
    throw error
  })

  return {
    url,
    createDatabase: name => createDatabase(url, name),
    async crash() {
      await server?.stop('SIGQUIT')
      await restart()
    },
    down: async () => server?.stop('SIGINT'),
    up: () => restart(),
    async stop() {
      await server?.stop('SIGINT')
      await guard.finish()
    }
  }
}

function createFolder({ uid, gid }: Account): string {
  const base = uid === undefined || isReachable(tmpdir()) ? tmpdir() : '/tmp'
  const folder = mkdtempSync(join(base, 'openzc-postgres-'))
  if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid)
  return folder
}

/** As root we run it as somebody else, who cannot look into, say, root's home. */
function makeReachable({ folder, from }: Binaries, into: string, { uid }: Account): string {
  if (uid === undefined || from === 'machine' || isReachable(folder)) return folder
  const copy = join(into, 'native')
  cpSync(dirname(folder), copy, { recursive: true, verbatimSymlinks: true })
  return join(copy, 'bin')
}

async function initialise(binaries: string, data: string, account: Account) {
  const flags = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync']
  await promisify(execFile)(join(binaries, 'initdb'), flags, { ...account, cwd: '/', env: SERVER_ENV })
}

async function createDatabase(url: string, name: string): Promise<string> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`create database ${escapeIdentifier(name)}`)
  } finally {
    await client.end()
  }
  const created = new URL(url)
  created.pathname = `/${encodeURIComponent(name)}`
  return created.href
}
