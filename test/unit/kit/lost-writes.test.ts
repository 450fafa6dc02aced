import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test, vi } from 'vitest'
import { compileShim, countSyncs, losePower, lostWritesEnv } from '#test/kit/lost-writes/lost-writes'

vi.setConfig({ testTimeout: 30_000 })

const folders: string[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

function setUp() {
  const folder = mkdtempSync(join(tmpdir(), 'openzc-lost-writes-test-'))
  folders.push(folder)
  const directory = join(folder, 'data')
  mkdirSync(directory)
  return { directory, journal: join(folder, 'journal'), database: join(directory, 'chat.db') }
}

const script = (name: string) => fileURLToPath(new URL(`lost-writes/${name}`, import.meta.url))

/** Returns the rows that the writer had called committed when it was killed. */
async function writeAndKill(place: ReturnType<typeof setUp>, synchronous: string, rows = 300) {
  const child = spawn(process.execPath, [script('writer.ts'), place.database, synchronous], {
    env: { ...process.env, ...lostWritesEnv(place) },
    stdio: ['ignore', 'pipe', 'inherit']
  })
  const committed: number[] = []
  createInterface(child.stdout).on('line', line => {
    committed.push(Number(line))
    if (committed.length === rows) child.kill('SIGKILL')
  })
  await once(child, 'close')
  return committed
}

function rowsOf(file: string): number[] {
  const database = new DatabaseSync(file)
  const rows = database.prepare('SELECT n FROM t ORDER BY n').all()
  database.close()
  return rows.map(row => Number(row['n']))
}

test('a database with synchronous=FULL keeps every committed row', async () => {
  const place = setUp()
  const committed = await writeAndKill(place, 'FULL')

  losePower(place.journal)

  expect(rowsOf(place.database)).toEqual(expect.arrayContaining(committed))
  expect(countSyncs(place.journal)).toBeGreaterThanOrEqual(committed.length)
})

test('a database with synchronous=NORMAL loses committed rows and stays whole', async () => {
  const place = setUp()
  const committed = await writeAndKill(place, 'NORMAL')

  const losses = losePower(place.journal)

  const kept = rowsOf(place.database)
  expect(losses.map(loss => loss.file)).toContain(`${place.database}-wal`)
  expect(kept.length).toBeLessThan(committed.length)
  expect(kept).toEqual(committed.slice(0, kept.length))
})

test('a kill alone loses nothing with NORMAL, which is why this kit exists', async () => {
  const place = setUp()
  const committed = await writeAndKill(place, 'NORMAL')

  expect(rowsOf(place.database)).toEqual(expect.arrayContaining(committed))
})

test('goes on through several losses of power', async () => {
  const place = setUp()
  const committed: number[] = []

  for (let round = 0; round < 4; round++) {
    committed.push(...(await writeAndKill(place, 'FULL', 100)))
    losePower(place.journal)
    expect(losePower(place.journal)).toEqual([])
  }

  const rows = rowsOf(place.database)
  expect(rows).toEqual(expect.arrayContaining(committed))
  expect(new Set(committed).size).toBe(committed.length)
})

test('puts files back as they were at their last sync, whatever changed them', async () => {
  const place = setUp()
  const child = spawn(process.execPath, [script('files.ts'), place.directory], {
    env: { ...process.env, ...lostWritesEnv(place) },
    stdio: 'inherit'
  })
  await once(child, 'exit')
  const textOf = (name: string) => readFileSync(join(place.directory, name), 'utf8')
  expect(textOf('emptied')).toBe('new')

  losePower(place.journal)

  expect(textOf('overwritten')).toBe('synced text')
  expect(textOf('emptied')).toBe('synced text')
  expect(textOf('shortened')).toBe('synced text')
  expect(textOf('never-synced')).toBe('')
  expect(textOf('renamed')).toBe('')
  expect(textOf('after-removed')).toBe('')
  expect(textOf('replaced')).toBe('new text')
  expect(textOf('db-shm')).toBe('mapped')
})

test('leaves other folders alone', async () => {
  const place = setUp()
  const other = setUp()
  const child = spawn(process.execPath, [script('files.ts'), other.directory], {
    env: { ...process.env, ...lostWritesEnv(place) }
  })
  await once(child, 'exit')

  expect(losePower(place.journal)).toEqual([])
  expect(readFileSync(join(other.directory, 'never-synced'), 'utf8')).toBe('all of it')
})

test('refuses to lose power where no process has run under it', () => {
  const { journal } = setUp()

  expect(existsSync(journal)).toBe(false)
  expect(() => losePower(journal)).toThrow('No process has run with the lost-writes shim')
})

test('says what is missing when there is no compiler', () => {
  const { directory } = setUp()

  expect(() => compileShim({ compilers: ['no-such-compiler'], cache: directory })).toThrow(
    /C compiler.*no-such-compiler.*apt-get install gcc/
  )
})
