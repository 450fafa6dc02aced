import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { openDatabase } from '#server/store/db'
import { assertDurable } from '#server/store/node-sqlite'
import { migrate } from '#server/store/migrate'

const folder = mkdtempSync(join(tmpdir(), 'openzc-durable-'))
const path = join(folder, 'db.sqlite')

test('every open of a SQLite file has WAL and synchronous=FULL, also a reopen', async () => {
  for (let open = 1; open <= 3; open++) {
    const database = await openDatabase(path)
    await migrate(database.write)
    for (const connection of [database.write, database.read]) {
      const { rows } = await sql<{ synchronous: number }>`pragma synchronous`.execute(connection)
      expect({ open, rows }).toEqual({ open, rows: [{ synchronous: 2 }] })
    }
    await database.close()
  }
  rmSync(folder, { recursive: true })
})

test('a connection that would not sync is refused', () => {
  const other = mkdtempSync(join(tmpdir(), 'openzc-durable-'))
  const db = new DatabaseSync(join(other, 'db.sqlite'))
  db.exec('pragma journal_mode = wal; pragma synchronous = normal')
  expect(() => assertDurable(db, 'db.sqlite')).toThrow('synchronous=2 (FULL)')
  db.close()
  rmSync(other, { recursive: true })
})
