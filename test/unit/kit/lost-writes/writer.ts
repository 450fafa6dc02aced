import { DatabaseSync } from 'node:sqlite'

/** Commits rows until it is killed and says so on stdout after each commit. */
const [file, synchronous] = process.argv.slice(2) as [string, string]

function open() {
  const database = new DatabaseSync(file)
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}`)
  return database
}

const first = open()
first.exec('CREATE TABLE IF NOT EXISTS t (n INTEGER PRIMARY KEY, text TEXT)')
first.close()

const database = open()
const insert = database.prepare('INSERT INTO t (text) VALUES (?)')

function commit() {
  const { lastInsertRowid } = insert.run('x'.repeat(200))
  process.stdout.write(`${lastInsertRowid}\n`)
  setImmediate(commit)
}
commit()
