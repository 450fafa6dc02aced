import type { Entry } from '#protocol/entry'
import type { Block, Intent, OpenConversation, TimelineState } from '#server/desk/rules'
import { onceKey, placeKey, type Batch, type Loaded, type Op } from './batch.ts'
import { FOR_GOOD } from './blocks.ts'
import type { Database } from './db.ts'
import { toEntry } from './entries.ts'
import { inList, listOf, run } from './hot-sql.ts'
import { toIds } from './ids.ts'
import type { ConversationRow, EntryRow, TimelineRow, Tx } from './schema.ts'

/** Locks what the batch is about (ST2), and reads what the rules want to know of it. */
export async function loadBatch(
  tx: Tx,
  { kind }: Database,
  ops: Op[],
  now: number
): Promise<Pick<Batch, 'deskHeads' | 'timelines' | 'stored' | 'targets'>> {
  const lock = kind === 'postgres' ? ' for no key update' : ''
  const companyIds = inList(kind, [...new Set(ops.map(op => op.companyId))].sort())
  const companies = await run<{ id: string; desk_head: number }>(
    tx,
    kind,
    `select id, desk_head from company where id ${companyIds.text} order by id${lock}`,
    companyIds.values
  )
  const uids = inList(kind, [...new Set(ops.map(op => op.uid))].sort())
  const rows = await run<TimelineHead>(
    tx,
    kind,
    `select uid, company_id, head_seq, cid, blocked_until, blocked_by, blocked_reason, referral_id from timeline where uid ${uids.text} order by uid${lock}`,
    uids.values
  )
  const open = await openConversations(
    tx,
    kind,
    rows.flatMap(row => row.cid ?? [])
  )
  const lastCids = await lastConversations(
    tx,
    rows.filter(row => !row.cid).map(row => row.uid),
    ops
  )
  const timelines = new Map<string, Loaded>()
  for (const row of rows) {
    const { uid, company_id, head_seq, cid } = row
    const state: TimelineState = {
      open: (cid && open.get(cid)) || null,
      lastCid: lastCids.get(uid) ?? null,
      block: blockOf(row, now),
      ...(row.referral_id === null ? {} : { isReferred: true })
    }
    timelines.set(uid, { companyId: company_id, headSeq: head_seq, state, changed: false })
  }
  const deskHeads = new Map(companies.map(row => [row.id, row.desk_head]))
  const targets = await targetsOf(tx, ops)
  return { deskHeads, timelines, stored: await alreadyStored(tx, kind, ops), targets }
}

type TimelineHead = Pick<
  TimelineRow,
  | 'uid'
  | 'company_id'
  | 'head_seq'
  | 'cid'
  | 'blocked_until'
  | 'blocked_by'
  | 'blocked_reason'
  | 'referral_id'
>

function blockOf(
  { blocked_until: until, blocked_by: by, blocked_reason: reason }: TimelineHead,
  now: number
): Block | null {
  if (until === null || until <= now) return null
  return { until: until === FOR_GOOD ? Infinity : until, by: by ?? '', reason: reason ?? '' }
}

/** Rare, so with a statement for each. */
async function targetsOf(tx: Tx, ops: Op[]): Promise<Map<string, Entry>> {
  const targets = new Map<string, Entry>()
  for (const { uid, intent } of ops) {
    if (intent.kind !== 'recall') continue
    const row = await tx
      .selectFrom('entry')
      .selectAll()
      .where('uid', '=', uid)
      .where('seq', '=', intent.seq)
      .executeTakeFirst()
    if (row) targets.set(placeKey(uid, intent.seq), toEntry(row))
  }
  return targets
}

async function openConversations(
  tx: Tx,
  kind: Database['kind'],
  cids: string[]
): Promise<Map<string, OpenConversation>> {
  if (cids.length === 0) return new Map()
  const list = inList(kind, cids)
  const rows = await run<Pick<ConversationRow, 'cid' | 'status' | 'agent_id' | 'robot_id' | 'guests'>>(
    tx,
    kind,
    `select cid, status, agent_id, robot_id, guests from conversation where cid ${list.text}`,
    list.values
  )
  return new Map(
    rows.flatMap(({ cid, status, agent_id, robot_id, guests }) =>
      status === 'ended'
        ? []
        : [[cid, { cid, status, agentId: agent_id, robotId: robot_id, guests: toIds(guests) }]]
    )
  )
}

/** Only an agent who writes after the end needs it, and a visitor who rates. */
async function lastConversations(tx: Tx, uids: string[], ops: Op[]): Promise<Map<string, string>> {
  const needed = uids.filter(uid => ops.some(op => op.uid === uid && looksBack(op.intent)))
  const last = new Map<string, string>()
  for (const uid of needed) {
    const row = await tx
      .selectFrom('conversation')
      .select('cid')
      .where('uid', '=', uid)
      .orderBy('first_seq', 'desc')
      .limit(1)
      .executeTakeFirst()
    if (row) last.set(uid, row.cid)
  }
  return last
}

const looksBack = (intent: Intent) =>
  intent.by.role !== 'visitor' || (intent.kind === 'send' && intent.content.kind === 'rating')

async function alreadyStored(tx: Tx, kind: Database['kind'], ops: Op[]): Promise<Map<string, Entry>> {
  const sends = ops.flatMap(({ uid, intent }) =>
    intent.kind === 'send' ? [[uid, intent.by.id, intent.clientId]] : []
  )
  if (sends.length === 0) return new Map()
  const rows =
    kind === 'postgres'
      ? await run<EntryRow>(
          tx,
          kind,
          SENT,
          [0, 1, 2].map(i => sends.map(send => send[i]!))
        )
      : await sentInSqlite(tx, sends)
  return new Map(rows.map(row => [onceKey(row.uid, row.sender_id, row.client_id!), toEntry(row)]))
}

const SENT = `select entry.* from unnest(?::text[], ?::text[], ?::text[]) as sent (uid, sender_id, client_id)
  join entry on entry.uid = sent.uid and entry.sender_id = sent.sender_id and entry.client_id = sent.client_id`

async function sentInSqlite(tx: Tx, sends: string[][]): Promise<EntryRow[]> {
  const list = listOf(sends, '(?, ?, ?)')
  const text = `select * from entry where (uid, sender_id, client_id) in (values ${list.marks})`
  return await run(tx, 'sqlite', text, list.values.flat())
}
