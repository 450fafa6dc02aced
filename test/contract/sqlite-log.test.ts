import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { keepLogShort } from '#server/store/checkpoint'
import { beginLogAnew, openDatabase } from '#server/store/db'
import { migrate } from '#server/store/migrate'
import { BUSY_MS } from '#server/store/node-sqlite'
import { probeWrite } from '#server/store/probe'

const MB = 1024 * 1024

/** Commits rows of a page each without a pause until so much was written; the greatest length of the log on the way. */
async function write(path: string, db: DatabaseSync, bytes: number): Promise<number> {
  const insert = db.prepare('insert into entry values (zeroblob(4096))')
  let longest = 0
  for (let written = 0; written < bytes; written += 4_096) {
    insert.run()
    longest = Math.max(longest, statSync(`${path}-wal`).size)
    await setImmediate()
  }
  return longest
}

test.each([
  { kept: true, says: 'stays short under a steady load' },
  { kept: false, says: 'grows without end when nobody keeps it short' }
])('the write-ahead log $says', async ({ kept }) => {
  const folder = mkdtempSync(join(tmpdir(), 'openzc-log-'))
  const path = join(folder, 'db.sqlite')
  const db = new DatabaseSync(path)
  db.exec('pragma journal_mode = wal; pragma synchronous = full; pragma wal_autocheckpoint = 0')
  db.exec('create table entry (body blob)')
  const finish = async () => void db.prepare('pragma wal_checkpoint(restart)').get()
  const stop = kept ? keepLogShort(path, finish, { everyMs: 5, worthwhileBytes: MB / 8 }) : undefined
  const longest = await write(path, db, 8 * MB)
  await stop?.()
  db.close()
  rmSync(folder, { recursive: true })
  if (kept) expect(longest).toBeLessThan(4 * MB)
  else expect(longest).toBeGreaterThan(8 * MB)
})

test('whoever reads for a long time makes no commit wait, and the log begins anew once that has ended', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'openzc-log-'))
  const path = join(folder, 'db.sqlite')
  const database = await openDatabase(path)
  await migrate(database.write)
  const reader = new DatabaseSync(path, { readOnly: true })
  await probeWrite(database)
  reader.exec('begin')
  reader.prepare('select count(*) from company').get()
  await probeWrite(database)
  const startedAt = performance.now()
  await beginLogAnew(database.write)
  expect(performance.now() - startedAt).toBeLessThan(BUSY_MS / 2)
  reader.exec('commit')
  await beginLogAnew(database.write)
  const before = statSync(`${path}-wal`).size
  await probeWrite(database)
  expect(statSync(`${path}-wal`).size).toBe(before)
  reader.close()
  await database.close()
  rmSync(folder, { recursive: true })
})
