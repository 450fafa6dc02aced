import type { FileStore } from '#server/file-store'
import type { Database } from '#server/store/db'
import { filesOf, personalRows } from '#server/store/personal'
import { zipOf, type ZipFile } from './zip.ts'

/** Everything that is stored of a visitor: `data.jsonl`, an object in each line whose `record` says what it is, and `files/`. */
export const exportPerson = (
  from: { database: Database; files: FileStore },
  uid: string
): AsyncGenerator<Uint8Array> => zipOf(contents(from, uid))

async function* contents(
  { database, files }: { database: Database; files: FileStore },
  uid: string
): AsyncGenerator<ZipFile> {
  yield { name: 'data.jsonl', chunks: lines(database, uid) }
  for (const { id, name } of await filesOf(database, uid)) {
    const bytes = await files.read(id)
    if (bytes)
      yield { name: `files/${id}-${safeName(name)}`, chunks: bytes.stream as AsyncIterable<Uint8Array> }
  }
}

async function* lines(database: Database, uid: string): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  for await (const rows of personalRows(database, uid))
    if (rows.length > 0) yield encoder.encode(rows.map(row => `${JSON.stringify(row)}\n`).join(''))
}

/** A name stays inside the folder that it is unpacked into. */
const safeName = (name: string) => name.replace(/[\\/:*?"<>|\p{Cc}]/gu, '_').replace(/^\.+/, '_')
