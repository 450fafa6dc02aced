import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { tail, type Tail } from '../stats.ts'

/** What no durable server can go below here: a synced write, and the smallest SQLite transaction. */
export function measureDisk(): { sync: Tail; commit: Tail } {
  const folder = mkdtempSync(join(tmpdir(), 'openzc-disk-'))
  try {
    return { sync: syncs(join(folder, 'file')), commit: commits(join(folder, 'sqlite')) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function syncs(path: string): Tail {
  const file = openSync(path, 'w')
  const block = Buffer.alloc(8_192)
  const times = timed(() => {
    writeSync(file, block)
    fdatasyncSync(file)
  })
  closeSync(file)
  return times
}

function commits(path: string): Tail {
  const db = new DatabaseSync(path)
  db.exec('pragma journal_mode = wal; pragma synchronous = full; create table entry (text text)')
  const insert = db.prepare('insert into entry values (?)')
  const body = 'x'.repeat(200)
  const times = timed(() => void insert.run(body))
  db.close()
  return times
}

function timed(work: () => void): Tail {
  const times = Array.from({ length: 2_000 }, () => {
    const startedAt = performance.now()
    work()
    return performance.now() - startedAt
  })
  return tail(times)
}
