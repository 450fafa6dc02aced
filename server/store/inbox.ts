import { sql } from 'kysely'
import { asKnown, type Customer } from '#protocol/customer'
import type { Entry } from '#protocol/entry'
import { contactOf, type Profile, type Summary } from '#protocol/desk'
import { isPartner } from '#server/desk/overflow'
import type { Trace } from '#server/desk/route'
import type { Database } from './db.ts'
import { endOf } from './blocks.ts'
import { toEntry } from './entries.ts'
import { toIds } from './ids.ts'
import { companyNames } from './referrals.ts'
import type { ConversationRow, EntryRow } from './schema.ts'

/** What a read of an inbox holds at most: open conversations, and ended ones beside them. */
export const INBOX_OPEN = 1_000
export const INBOX_ENDED = 100

export type Change = {
  deskSeq: number
  id: string
  uid: string
  cid: string
  kind: 'message' | 'status' | 'erased'
}

/** The log of a company after a place, in its order. */
export async function changesAfter(
  { read }: Database,
  companyId: string,
  deskSeq: number,
  limit: number
): Promise<Change[]> {
  return await read
    .selectFrom('entry')
    .select([
      'desk_seq as deskSeq',
      'id',
      'uid',
      'cid',
      sql<
        Change['kind']
      >`case when content like '{"kind":"erased"%' then 'erased' when client_id is null or role = 'system' then 'status' else 'message' end`.as(
        'kind'
      )
    ])
    .where('company_id', '=', companyId)
    .where('desk_seq', '>', deskSeq)
    .orderBy('desk_seq')
    .limit(limit)
    .execute()
}

export async function deskHead({ read }: Database, companyId: string): Promise<{ seq: number; id: string }> {
  const row = await read
    .selectFrom('entry')
    .select(['desk_seq', 'id'])
    .where('company_id', '=', companyId)
    .orderBy('desk_seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return { seq: row?.desk_seq ?? 0, id: row?.id ?? '' }
}

export async function deskIdAt(
  { read }: Database,
  companyId: string,
  deskSeq: number
): Promise<string | undefined> {
  const row = await read
    .selectFrom('entry')
    .select('id')
    .where('company_id', '=', companyId)
    .where('desk_seq', '=', deskSeq)
    .executeTakeFirst()
  return row?.id
}

/** The newest of a visitor. */
export async function conversationsOf({ read }: Database, uid: string): Promise<string[]> {
  const rows = await read
    .selectFrom('conversation')
    .select('cid')
    .where('uid', '=', uid)
    .orderBy('first_seq', 'desc')
    .limit(INBOX_ENDED)
    .execute()
  return rows.map(({ cid }) => cid)
}

/** Every open conversation and the newest ended ones. */
export async function inboxOf(database: Database, companyId: string): Promise<Summary[]> {
  const base = database.read.selectFrom('conversation').selectAll().where('company_id', '=', companyId)
  const open = await base
    .where('ended_at', 'is', null)
    .orderBy('started_at', 'desc')
    .limit(INBOX_OPEN)
    .execute()
  const ended = await base
    .where('ended_at', 'is not', null)
    .orderBy('ended_at', 'desc')
    .limit(INBOX_ENDED)
    .execute()
  return await summarise(database, [...open, ...ended])
}

/** Ended ones that come behind that place, the newest first. */
export async function endedBefore(
  database: Database,
  companyId: string,
  { at, cid, limit }: { at: number; cid?: string | undefined; limit: number }
): Promise<Summary[]> {
  const rows = await database.read
    .selectFrom('conversation')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('ended_at', 'is not', null)
    .where(eb =>
      cid === undefined
        ? eb('ended_at', '<=', at)
        : eb.or([eb('ended_at', '<', at), eb.and([eb('ended_at', '=', at), eb('cid', '<', cid)])])
    )
    .orderBy('ended_at', 'desc')
    .orderBy('cid', 'desc')
    .limit(limit)
    .execute()
  return await summarise(database, rows)
}

export async function summaryOf(
  database: Database,
  companyId: string,
  cid: string
): Promise<Summary | undefined> {
  const rows = await database.read
    .selectFrom('conversation')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('cid', '=', cid)
    .execute()
  return (await summarise(database, rows))[0]
}

export async function summariesOf(database: Database, cids: string[]): Promise<Summary[]> {
  if (cids.length === 0) return []
  return await summarise(
    database,
    await database.read.selectFrom('conversation').selectAll().where('cid', 'in', cids).execute()
  )
}

async function summarise(database: Database, rows: ConversationRow[]): Promise<Summary[]> {
  if (rows.length === 0) return []
  const uids = [...new Set(rows.map(row => row.uid))]
  const timelines = await database.read
    .selectFrom('timeline')
    .select(['uid', 'head_seq', 'profile', 'customer', 'agent_read', 'blocked_until', 'referral_id'])
    .where('uid', 'in', uids)
    .execute()
  const byUid = new Map(timelines.map(row => [row.uid, row]))
  const last = await lastMessages(database, rows)
  const unread = await unreadCounts(database, rows)
  const statusAt = await statusTimes(database, rows)
  const partners = await partnersOf(database, rows, timelines)
  return rows.map(row => {
    const timeline = byUid.get(row.uid)!
    const customer = JSON.parse(timeline.customer) as Customer
    const profile = asKnown(JSON.parse(timeline.profile) as Profile, customer)
    return {
      cid: row.cid,
      uid: row.uid,
      status: row.status,
      agentId: row.agent_id,
      ...(row.guests === '' ? {} : { guests: toIds(row.guests) }),
      ...(row.group_id === null ? {} : { groupId: row.group_id }),
      ...partners(row),
      ...(timeline.blocked_until === null ? {} : { blockedUntil: endOf(timeline.blocked_until) }),
      startedAt: row.started_at,
      endedAt: row.ended_at,
      statusAt: row.ended_at ?? statusAt.get(row.cid) ?? row.started_at,
      name: profile.name ?? '',
      ...contactOf(profile),
      online: false,
      headSeq: timeline.head_seq,
      unread: unread.get(row.cid) ?? 0,
      last: last.get(row.cid) ?? null
    }
  })
}

/** Of conversations that are between two companies of a platform, which is the other. */
async function partnersOf(
  { read }: Database,
  rows: ConversationRow[],
  timelines: { uid: string; referral_id: string | null }[]
) {
  const referrals = timelines.flatMap(one => one.referral_id ?? [])
  const senders =
    referrals.length === 0
      ? []
      : await read
          .selectFrom('referral')
          .select(['mirror_uid', 'from_company_id'])
          .where('id', 'in', referrals)
          .execute()
  const from = new Map(senders.map(row => [row.mirror_uid, row.from_company_id]))
  const holders = rows.flatMap(({ agent_id }) => (isPartner(agent_id) ? agent_id!.slice(1) : []))
  const names = await companyNames(read, [...new Set([...from.values(), ...holders])])
  return ({ uid, agent_id }: ConversationRow): Pick<Summary, 'partner'> => {
    const sender = from.get(uid)
    if (sender !== undefined) return { partner: { way: 'from', name: names.get(sender) ?? '' } }
    if (!isPartner(agent_id)) return {}
    return { partner: { way: 'to', name: names.get(agent_id!.slice(1)) ?? '' } }
  }
}

/** The newest message of each: a walk back from the head that ends at the first hit. */
async function lastMessages({ read }: Database, rows: ConversationRow[]): Promise<Map<string, Entry>> {
  const found = await sql<EntryRow>`
    select e.* from conversation c join entry e on e.uid = c.uid and e.seq = (
      select x.seq from entry x
      where x.uid = c.uid and x.seq >= c.first_seq and x.seq <= coalesce(c.last_seq, 9007199254740991) and x.client_id is not null and x.role <> 'system'
      order by x.seq desc limit 1
    )
    where c.cid in (${sql.join(rows.map(row => row.cid))})`.execute(read)
  return new Map(found.rows.map(row => [row.cid, toEntry(row)]))
}

/** When the newest notice of each was written: what made it what it is. */
async function statusTimes({ read }: Database, rows: ConversationRow[]): Promise<Map<string, number>> {
  const open = rows.filter(row => row.ended_at === null)
  if (open.length === 0) return new Map()
  const found = await sql<{ cid: string; at: number | null }>`
    select c.cid, (
      select e.at from entry e
      where e.uid = c.uid and e.seq >= c.first_seq and e.client_id is null
      order by e.seq desc limit 1
    ) as at
    from conversation c where c.cid in (${sql.join(open.map(row => row.cid))})`.execute(read)
  return new Map(found.rows.flatMap(({ cid, at }) => (at === null ? [] : [[cid, Number(at)]])))
}

/** At most 99 each, so that a conversation that nobody reads costs no more than any other. */
async function unreadCounts({ read }: Database, rows: ConversationRow[]): Promise<Map<string, number>> {
  const open = rows.filter(row => row.ended_at === null)
  if (open.length === 0) return new Map()
  const counts = await sql<{ cid: string; unread: number }>`
    select c.cid, (
      select count(*) from (
        select 1 from entry e
        where e.uid = c.uid and e.seq > t.agent_read and e.seq >= c.first_seq and e.role = 'visitor' limit 99
      ) newest
    ) as unread
    from conversation c join timeline t on t.uid = c.uid
    where c.cid in (${sql.join(open.map(row => row.cid))})`.execute(read)
  return new Map(counts.rows.map(row => [row.cid, Number(row.unread)]))
}

export type Why = { route: (Trace & { leave?: string }) | null; groupId: string | null }

/** Why a conversation of this company is where it is. */
export async function routeOf({ read }: Database, companyId: string, cid: string): Promise<Why | undefined> {
  const row = await read
    .selectFrom('conversation')
    .select(['route', 'group_id'])
    .where('company_id', '=', companyId)
    .where('cid', '=', cid)
    .executeTakeFirst()
  return row && { route: row.route === null ? null : (JSON.parse(row.route) as Trace), groupId: row.group_id }
}
