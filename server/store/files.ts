import type { Content } from '#protocol/entry'
import type { Database } from './db.ts'
import type { Db } from './schema.ts'

export type StoredFile = {
  id: string
  companyId: string
  /** The timeline in which it may be sent. */
  uid: string
  /** uid or agent id. */
  uploadedBy: string
  name: string
  type: string
  size: number
  width: number | null
  height: number | null
}

export async function saveFile(
  { write }: Database,
  { companyId, uploadedBy, ...file }: StoredFile,
  now: number
): Promise<void> {
  await write
    .insertInto('file')
    .values({ ...file, company_id: companyId, uploaded_by: uploadedBy, created_at: now })
    .execute()
}

/** `goneAt`: it was recalled, and nobody gets its bytes any more. */
export async function findFile(
  { read }: Database,
  id: string
): Promise<(StoredFile & { goneAt: number | null }) | undefined> {
  return await read
    .selectFrom('file')
    .select([
      'id',
      'company_id as companyId',
      'uid',
      'uploaded_by as uploadedBy',
      'name',
      'type',
      'size',
      'width',
      'height',
      'gone_at as goneAt'
    ])
    .where('id', '=', id)
    .executeTakeFirst()
}

/** A file as an entry holds it. The URL is signed for each reader. */
export function contentOf(
  { id, name, type, size, width, height }: StoredFile,
  kind: 'image' | 'file'
): Extract<Content, { file: unknown }> {
  const measures = width === null || height === null ? {} : { width, height }
  return { kind, file: { id, name, type, size, ...measures, url: '' } }
}

/** Whether an entry of the timeline has it, that was not recalled. */
export async function isFileTold(db: Db, uid: string, id: string): Promise<boolean> {
  const entry = await db
    .selectFrom('entry')
    .select('seq')
    .where('uid', '=', uid)
    .where('content', 'like', `%"id":"${id}"%`)
    .limit(1)
    .executeTakeFirst()
  return entry !== undefined
}

/** Gone for readers; its name is content, too. The row stays for who sends the message again, the bytes are the caller's. */
export async function buryRow(db: Db, id: string, now: number): Promise<void> {
  await db.updateTable('file').set({ gone_at: now, name: '' }).where('id', '=', id).execute()
}
