import { sql } from 'kysely'
import { asKnown, type Customer } from '#protocol/customer'
import type { Profile } from '#protocol/desk'
import type { BusinessRecord } from '#protocol/api/records'
import type { Database } from './db.ts'
import { likes } from './organisations.ts'
import { pageOf, type Asked, type Page } from './page.ts'

type Wanted = {
  visitor?: string | undefined
  conversation?: string | undefined
  template?: string | undefined
  /** Id of who has made it. */
  by?: string | undefined
  search?: string | undefined
}

/** The newest first. */
export async function recordsOf(
  { read }: Database,
  companyId: string,
  asked: Asked & Wanted
): Promise<Page<BusinessRecord>> {
  let query = rowsOf(read, companyId)
    .orderBy('r.id', 'desc')
    .limit(asked.limit + 1)
  if (asked.after) query = query.where('r.id', '<', asked.after)
  if (asked.visitor) query = query.where('r.uid', '=', asked.visitor)
  if (asked.conversation) query = query.where('r.cid', '=', asked.conversation)
  if (asked.template) query = query.where('r.template_id', '=', asked.template)
  if (asked.by) query = query.where('r.created_by_id', '=', asked.by)
  for (const like of likes(asked.search))
    query = query.where(
      sql<boolean>`(lower(r.title) like ${like} escape '\\' or lower(r.note) like ${like} escape '\\')`
    )
  const { items, next } = pageOf(await query.execute(), asked, ({ id }) => id)
  return { items: items.map(toRecord), next }
}

export async function findRecord(
  { write }: Database,
  companyId: string,
  id: string
): Promise<BusinessRecord | undefined> {
  const row = await rowsOf(write, companyId).where('r.id', '=', id).executeTakeFirst()
  return row && toRecord(row)
}

export type NewRecord = Pick<
  BusinessRecord,
  'id' | 'visitor' | 'conversation' | 'template' | 'title' | 'fields' | 'note' | 'createdBy' | 'createdAt'
> & { createdById: string }

export async function createRecord({ write }: Database, companyId: string, given: NewRecord): Promise<void> {
  await write
    .insertInto('business_record')
    .values({
      id: given.id,
      company_id: companyId,
      uid: given.visitor,
      cid: given.conversation,
      template_id: given.template,
      title: given.title,
      fields: JSON.stringify(given.fields),
      note: given.note,
      created_by: given.createdBy,
      created_by_id: given.createdById,
      created_at: given.createdAt
    })
    .execute()
}

export async function saveRecord(
  { write }: Database,
  { id, template, title, fields, note, changedBy, changedAt }: BusinessRecord
): Promise<void> {
  await write
    .updateTable('business_record')
    .set({
      template_id: template,
      title,
      fields: JSON.stringify(fields),
      note,
      changed_by: changedBy,
      changed_at: changedAt
    })
    .where('id', '=', id)
    .execute()
}

/** False when there is none. */
export async function deleteRecord({ write }: Database, companyId: string, id: string): Promise<boolean> {
  const result = await write
    .deleteFrom('business_record')
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .executeTakeFirst()
  return Number(result.numDeletedRows) > 0
}

const rowsOf = (db: Database['read'], companyId: string) =>
  db
    .selectFrom('business_record as r')
    .innerJoin('timeline as t', 't.uid', 'r.uid')
    .select([
      'r.id',
      'r.uid',
      'r.cid',
      'r.template_id',
      'r.title',
      'r.fields',
      'r.note',
      'r.created_by',
      'r.created_at',
      'r.changed_by',
      'r.changed_at',
      't.profile',
      't.customer'
    ])
    .where('r.company_id', '=', companyId)

type Row = Awaited<ReturnType<ReturnType<typeof rowsOf>['executeTakeFirstOrThrow']>>

const toRecord = (row: Row): BusinessRecord => ({
  id: row.id,
  visitor: row.uid,
  name: asKnown(JSON.parse(row.profile) as Profile, JSON.parse(row.customer) as Customer).name ?? '',
  conversation: row.cid,
  template: row.template_id,
  title: row.title,
  fields: JSON.parse(row.fields) as Record<string, string>,
  note: row.note,
  createdBy: row.created_by,
  createdAt: row.created_at,
  changedBy: row.changed_by,
  changedAt: row.changed_at
})
