import type { Content, Entry } from '#protocol/entry'
import type { Database } from './db.ts'
import type { Db, EntryRow, NewEntryRow } from './schema.ts'

export function toEntry(row: Omit<EntryRow, 'company_id' | 'desk_seq' | 'uid'>): Entry {
  return {
    seq: row.seq,
    id: row.id,
    at: row.at,
    cid: row.cid,
    by: { role: row.role, id: row.sender_id, ...(row.sender_name === null ? {} : { name: row.sender_name }) },
    ...(row.client_id === null ? {} : { clientId: row.client_id }),
    content: JSON.parse(row.content) as Content
  }
}

export function toRow(entry: Entry, place: { uid: string; companyId: string; deskSeq: number }): NewEntryRow {
  return {
    uid: place.uid,
    seq: entry.seq,
    company_id: place.companyId,
    desk_seq: place.deskSeq,
    id: entry.id,
    cid: entry.cid,
    role: entry.by.role,
    sender_id: entry.by.id,
    sender_name: entry.by.name ?? null,
    client_id: entry.clientId ?? null,
    content: JSON.stringify(entry.content),
    at: entry.at
  }
}

const COLUMNS = [
  'seq',
  'id',
  'at',
  'cid',
  'role',
  'sender_id',
  'sender_name',
  'client_id',
  'content'
] as const

/** Entries after a seq, oldest first. */
export async function entriesAfter(db: Db, uid: string, seq: number, limit: number): Promise<Entry[]> {
  const rows = await db
    .selectFrom('entry')
    .select(COLUMNS)
    .where('uid', '=', uid)
    .where('seq', '>', seq)
    .orderBy('seq')
    .limit(limit)
    .execute()
  return rows.map(toEntry)
}

/** The newest entries before a seq, oldest first. */
export async function entriesBefore(db: Db, uid: string, seq: number, limit: number): Promise<Entry[]> {
  const rows = await db
    .selectFrom('entry')
    .select(COLUMNS)
    .where('uid', '=', uid)
    .where('seq', '<', seq)
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute()
  return rows.map(toEntry).toReversed()
}

export async function entryIdAt(db: Db, uid: string, seq: number): Promise<string | undefined> {
  const row = await db
    .selectFrom('entry')
    .select('id')
    .where('uid', '=', uid)
    .where('seq', '=', seq)
    .executeTakeFirst()
  return row?.id
}

/** Whether this message has been stored already. */
export async function isStored(
  { read }: Database,
  { uid, senderId, clientId }: { uid: string; senderId: string; clientId: string }
): Promise<boolean> {
  const row = await read
    .selectFrom('entry')
    .select('seq')
    .where('uid', '=', uid)
    .where('sender_id', '=', senderId)
    .where('client_id', '=', clientId)
    .executeTakeFirst()
  return row !== undefined
}

/** Whether there ever was a conversation with this visitor. */
export async function hasConversation({ read }: Database, uid: string): Promise<boolean> {
  const row = await read
    .selectFrom('conversation')
    .select('cid')
    .where('uid', '=', uid)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** What has happened in a company behind that desk_seq, in the order of the desk. */
export async function entriesOfDesk(
  { read }: Database,
  companyId: string,
  deskSeq: number,
  limit: number
): Promise<{ deskSeq: number; uid: string; entry: Entry }[]> {
  const rows = await read
    .selectFrom('entry')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('desk_seq', '>', deskSeq)
    .orderBy('desk_seq')
    .limit(limit)
    .execute()
  return rows.map(row => ({ deskSeq: row.desk_seq, uid: row.uid, entry: toEntry(row) }))
}
