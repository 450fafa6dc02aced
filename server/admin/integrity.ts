import { DatabaseSync } from 'node:sqlite'

/** Throws with the path when SQLite finds the file damaged. */
export function checkIntegrity(path: string) {
  const db = new DatabaseSync(path, { readOnly: true })
  const result = db.prepare('pragma quick_check(1)').get() as { quick_check: string }
  db.close()
  if (result.quick_check !== 'ok') throw new Error(`${path}: ${result.quick_check}`)
}
