import { sql } from 'kysely'
import { createId } from '#protocol/ids'
import type { Database } from './db.ts'
import { pageOf, type Page } from './page.ts'
import type { TicketRow } from './schema.ts'

export type TicketStatus = 'open' | 'closed'

/** What a visitor has left. `template` and `group` are what the link has named; nobody has checked them. */
export type Ticket = {
  id: string
  companyId: string
  uid: string
  name: string
  email: string
  phone: string
  content: string
  template: string
  group: string
  fileId: string | null
  status: TicketStatus
  answer: string | null
  answeredBy: string | null
  /** ms since epoch, as `createdAt`. */
  answeredAt: number | null
  createdAt: number
  /** What was filled in, by the ids of its fields. */
  fields: Record<string, string>
  log: { what: string; field: string }[]
}

export type NewTicket = Omit<
  Ticket,
  'id' | 'status' | 'answer' | 'answeredBy' | 'answeredAt' | 'createdAt'
> & { formId: string }

/** The same form is stored once, however often it is sent: the id of what is new. */
export async function saveTicket(
  { write }: Database,
  { companyId, formId, group, fileId, fields, log, ...given }: NewTicket,
  now: number
): Promise<string | undefined> {
  const row = await write
    .insertInto('ticket')
    .values({
      ...given,
      id: createId(now),
      company_id: companyId,
      form_id: formId,
      skill_group: group,
      file_id: fileId,
      status: 'open',
      created_at: now,
      fields: JSON.stringify(fields),
      log: JSON.stringify(log)
    })
    .onConflict(conflict => conflict.columns(['company_id', 'form_id']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return row?.id
}

export async function hasTicket({ read }: Database, companyId: string, formId: string): Promise<boolean> {
  const row = await read
    .selectFrom('ticket')
    .select('id')
    .where('company_id', '=', companyId)
    .where('form_id', '=', formId)
    .executeTakeFirst()
  return row !== undefined
}

/** What a list of them is asked for; `undefined` narrows nothing. */
export type TicketsAsked = {
  status?: TicketStatus | undefined
  /** Id of a template; empty: those of none. */
  template?: string | undefined
  /** Occurs in what was left, or in who left it. */
  text?: string | undefined
  /** The last of the page before. */
  after?: string | undefined
  limit: number
}

/** The newest first. */
export async function ticketsOf(
  { read }: Database,
  companyId: string,
  { status, template, text, after, limit }: TicketsAsked
): Promise<Page<Ticket>> {
  let query = read.selectFrom('ticket').selectAll().where('company_id', '=', companyId)
  if (status !== undefined) query = query.where('status', '=', status)
  if (template !== undefined) query = query.where('template', '=', template)
  if (text) {
    const like = `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`
    const has = (column: string) => sql<boolean>`lower(${sql.ref(column)}) like ${like} escape '\\'`
    query = query.where(eb => eb.or(SEARCHED.map(column => has(column))))
  }
  if (after !== undefined) {
    // One that is gone meanwhile begins no list anew: its id says when it was made
    const last = await read
      .selectFrom('ticket')
      .select('created_at')
      .where('company_id', '=', companyId)
      .where('id', '=', after)
      .executeTakeFirst()
    query = last
      ? query.where(eb =>
          eb.or([
            eb('created_at', '<', last.created_at),
            eb.and([eb('created_at', '=', last.created_at), eb('id', '<', after)])
          ])
        )
      : query.where('id', '<', after)
  }
  const rows = await query
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  return pageOf(rows.map(toTicket), { limit, after }, ({ id }) => id)
}

const SEARCHED = ['content', 'name', 'email', 'phone', 'fields', 'answer']

/** The newest first, whatever became of them. */
export async function ticketsOfVisitor(
  { read }: Database,
  { companyId, uid }: { companyId: string; uid: string },
  limit: number
): Promise<Ticket[]> {
  const rows = await read
    .selectFrom('ticket')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('uid', '=', uid)
    .orderBy('created_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map(toTicket)
}

export async function findTicket(
  { read }: Database,
  companyId: string,
  id: string
): Promise<Ticket | undefined> {
  const row = await read
    .selectFrom('ticket')
    .selectAll()
    .where('id', '=', id)
    .where('company_id', '=', companyId)
    .executeTakeFirst()
  return row && toTicket(row)
}

export async function setTicketStatus({ write }: Database, id: string, status: TicketStatus): Promise<void> {
  await write.updateTable('ticket').set({ status }).where('id', '=', id).execute()
}

export async function setTicketAnswer(
  { write }: Database,
  id: string,
  { text, by }: { text: string; by: string },
  now: number
): Promise<void> {
  await write
    .updateTable('ticket')
    .set({ answer: text, answered_by: by, answered_at: now })
    .where('id', '=', id)
    .execute()
}

const toTicket = (row: TicketRow): Ticket => ({
  id: row.id,
  companyId: row.company_id,
  uid: row.uid,
  name: row.name,
  email: row.email,
  phone: row.phone,
  content: row.content,
  template: row.template,
  group: row.skill_group,
  fileId: row.file_id,
  status: row.status,
  answer: row.answer,
  answeredBy: row.answered_by,
  answeredAt: row.answered_at,
  createdAt: row.created_at,
  fields: JSON.parse(row.fields) as Ticket['fields'],
  log: JSON.parse(row.log) as Ticket['log']
})
