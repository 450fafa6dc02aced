import type { Database } from './db.ts'
import { PORTION, emptyPortion } from './emptying.ts'
import { buryRow, isFileTold } from './files.ts'
import { forgetSearchedPeople } from './search.ts'

// What is older than a company keeps it goes a portion at a time: each is a statement or two of its own, and between them acks have their turn.

/** True when there may be more. */
export type Portion = (database: Database, companyId: string, before: number) => Promise<boolean>

/** An ended conversation of which the newest entry is too old. */
export type Overdue = { cid: string; uid: string; endedAt: number; firstSeq: number; lastSeq: number }

/** The oldest first, behind one of them. */
export async function overdueConversations(
  { read }: Database,
  companyId: string,
  { before, after, limit }: { before: number; after: Overdue | undefined; limit: number }
): Promise<Overdue[]> {
  let query = read
    .selectFrom('conversation')
    .innerJoin('entry', join =>
      join.onRef('entry.uid', '=', 'conversation.uid').onRef('entry.seq', '=', 'conversation.last_seq')
    )
    .select([
      'conversation.cid',
      'conversation.uid',
      'conversation.ended_at as endedAt',
      'conversation.first_seq as firstSeq',
      'entry.seq as lastSeq'
    ])
    .where('conversation.company_id', '=', companyId)
    .where('conversation.ended_at', 'is not', null)
    .where('conversation.ended_at', '<', before)
    .where('conversation.cleared_at', 'is', null)
    .where('entry.at', '<', before)
    .orderBy('conversation.ended_at')
    .orderBy('conversation.cid')
    .limit(limit)
  if (after)
    query = query
      .where('conversation.ended_at', '>=', after.endedAt)
      .where(eb =>
        eb.or([eb('conversation.ended_at', '>', after.endedAt), eb('conversation.cid', '>', after.cid)])
      )
  const rows = await query.execute()
  return rows.map(row => ({ ...row, endedAt: row.endedAt! }))
}

/** The next portion of it: where it goes on, or undefined at the end. */
export const emptyConversation = async (
  { write }: Database,
  { uid, lastSeq }: Overdue,
  from: number
): Promise<number | undefined> => (await emptyPortion(write, uid, { from, upTo: lastSeq })).next

export async function conversationCleared(
  { write }: Database,
  { cid, lastSeq }: Overdue,
  now: number
): Promise<void> {
  await write
    .updateTable('conversation')
    .set({ cleared_at: now, route: null, summary: null })
    .where('cid', '=', cid)
    // Somebody has written meanwhile: it is looked at again
    .where('last_seq', '=', lastSeq)
    .execute()
}

/** Files of a timeline that were uploaded before and are in nothing that is kept: gone for readers, their bytes are the caller's. */
export async function buryUnused(
  { write }: Database,
  uid: string,
  before: number,
  now: number
): Promise<string[]> {
  const files = await write
    .selectFrom('file')
    .select('id')
    .where('uid', '=', uid)
    .where('gone_at', 'is', null)
    .where('created_at', '<', before)
    .limit(PORTION)
    .execute()
  const buried: string[] = []
  for (const { id } of files) {
    if (await isFileTold(write, uid, id)) continue
    const ticket = await write
      .selectFrom('ticket')
      .select('id')
      .where('uid', '=', uid)
      .where('file_id', '=', id)
      .executeTakeFirst()
    if (ticket) continue
    await buryRow(write, id, now)
    buried.push(id)
  }
  return buried
}

/** What is known of visitors who have not come since. */
export const forgetProfiles: Portion = async ({ write }, companyId, before) => {
  const forgotten = await write
    .updateTable('timeline')
    .set({ profile: '{}', customer: '{}', searched: 0 })
    .where('uid', 'in', eb =>
      eb
        .selectFrom('timeline')
        .select('uid')
        .where('company_id', '=', companyId)
        .where('last_seen_at', '<', before)
        .where(one => one.or([one('profile', '<>', '{}'), one('customer', '<>', '{}')]))
        .where('cid', 'is', null)
        .limit(PORTION)
    )
    .returning('uid')
    .execute()
  await forgetSearchedPeople(
    write,
    forgotten.map(({ uid }) => uid)
  )
  return forgotten.length === PORTION
}

/** What was recorded of visitors who have not come since. */
export const forgetRecords: Portion = async ({ write }, companyId, before) => {
  const { numDeletedRows } = await write
    .deleteFrom('business_record')
    .where('id', 'in', eb =>
      eb
        .selectFrom('business_record as r')
        .innerJoin('timeline as t', 't.uid', 'r.uid')
        .select('r.id')
        .where('r.company_id', '=', companyId)
        .where('t.last_seen_at', '<', before)
        .where(one => one.fn.coalesce('r.changed_at', 'r.created_at'), '<', before)
        .where('t.cid', 'is', null)
        .limit(PORTION)
    )
    .executeTakeFirst()
  return numDeletedRows === BigInt(PORTION)
}

export const forgetQuestions: Portion = async ({ write }, companyId, before) => {
  await write
    .deleteFrom('robot_unknown')
    .where('company_id', '=', companyId)
    .where('asked_at', '<', before)
    .execute()
  return false
}

export const forgetPoints: Portion = async ({ read, write }, companyId, before) => {
  const old = await read
    .selectFrom('track_point')
    .select(['visit_id', 'n'])
    .where('company_id', '=', companyId)
    .where('at', '<', before)
    .orderBy('at')
    .limit(PORTION)
    .execute()
  const mostOf = new Map<string, number>()
  for (const { visit_id, n } of old) mostOf.set(visit_id, Math.max(n, mostOf.get(visit_id) ?? 0))
  for (const [visit, n] of mostOf)
    await write.deleteFrom('track_point').where('visit_id', '=', visit).where('n', '<=', n).execute()
  return old.length === PORTION
}

/** Of mini programs: what they told, and who told nothing since. */
export const forgetTrail: Portion = async ({ write }, companyId, before) => {
  const { numDeletedRows } = await write
    .deleteFrom('trail_event')
    .where(({ eb, refTuple, selectFrom }) =>
      eb(
        refTuple('app', 'key'),
        'in',
        selectFrom('trail_event')
          .select(['app', 'key'])
          .where('company_id', '=', companyId)
          .where('at', '<', before)
          .limit(PORTION)
          .$asTuple('app', 'key')
      )
    )
    .executeTakeFirst()
  return Number(numDeletedRows) === PORTION
}

export const forgetTrailPersons: Portion = async ({ write }, companyId, before) => {
  const { numDeletedRows } = await write
    .deleteFrom('trail_person')
    .where('id', 'in', eb =>
      eb
        .selectFrom('trail_person')
        .select('id')
        .where('company_id', '=', companyId)
        .where('seen_at', '<', before)
        .where(({ not, exists, selectFrom }) =>
          not(exists(selectFrom('trail_event').select('key').whereRef('person', '=', 'trail_person.id')))
        )
        .limit(PORTION)
    )
    .executeTakeFirst()
  return Number(numDeletedRows) === PORTION
}

export const forgetKnownIds: Portion = async ({ write }, companyId, before) => {
  await write.deleteFrom('known_id').where('company_id', '=', companyId).where('at', '<', before).execute()
  return false
}

export const forgetVisits: Portion = async ({ write }, companyId, before) => {
  const { numDeletedRows } = await write
    .deleteFrom('visit')
    .where('id', 'in', eb =>
      eb
        .selectFrom('visit')
        .select('id')
        .where('company_id', '=', companyId)
        .where('seen_at', '<', before)
        .limit(PORTION)
    )
    .executeTakeFirst()
  return numDeletedRows === BigInt(PORTION)
}

/** Closed ones that nobody has answered since; mail about them goes, too. Answers with the timelines whose files may be of no use any more. */
export async function forgetTickets(
  { write }: Database,
  companyId: string,
  before: number
): Promise<string[]> {
  const old = await write
    .selectFrom('ticket')
    .select(['id', 'uid'])
    .where('company_id', '=', companyId)
    .where('status', '=', 'closed')
    .where('created_at', '<', before)
    .where(eb => eb.or([eb('answered_at', 'is', null), eb('answered_at', '<', before)]))
    .limit(PORTION)
    .execute()
  const ids = old.map(({ id }) => id)
  if (ids.length === 0) return []
  await write.deleteFrom('delivery').where('company_id', '=', companyId).where('ref', 'in', ids).execute()
  await write.deleteFrom('ticket').where('id', 'in', ids).execute()
  return [...new Set(old.map(({ uid }) => uid))]
}

export const forgetDeliveries: Portion = async ({ write }, companyId, before) => {
  const { numDeletedRows } = await write
    .deleteFrom('delivery')
    .where('id', 'in', eb =>
      eb
        .selectFrom('delivery')
        .select('id')
        .where('company_id', '=', companyId)
        .where('done_at', 'is not', null)
        .where('done_at', '<', before)
        .limit(PORTION)
    )
    .executeTakeFirst()
  return numDeletedRows === BigInt(PORTION)
}

/** The ids begin with the time: the oldest are the first. */
export const forgetAudit: Portion = async ({ read, write }, companyId, before) => {
  const oldest = await read
    .selectFrom('audit')
    .select(['id', 'at'])
    .where('company_id', '=', companyId)
    .orderBy('id')
    .limit(PORTION)
    .execute()
  const ids = oldest.filter(({ at }) => at < before).map(({ id }) => id)
  if (ids.length > 0) await write.deleteFrom('audit').where('id', 'in', ids).execute()
  return ids.length === PORTION
}
