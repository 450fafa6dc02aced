import { sql } from 'kysely'
import { createId } from '#protocol/ids'
import type { Entry } from '#protocol/entry'
import { ERRORS, type ErrorCode } from '#protocol/errors'
import { decide, type Intent, type OpenConversation, type TimelineState } from '#server/desk/rules'
import type { Origin } from '#server/hub'
import { closeGate, passesGate, type Gate } from './gate.ts'
import type { Database } from './db.ts'
import { toEntry, toRow } from './entries.ts'
import { groupsOf, listOf, repeat, run } from './hot-sql.ts'
import type { ConversationRow, EntryRow, NewConversationRow, NewEntryRow, TimelineRow, Tx } from './schema.ts'

// ST1 What is stored gets the next seq of its timeline and the next desk_seq of its company in the transaction that stores it.
// ST2 The company's row is locked first, then the timelines in the order of their ids: both counters are dense, and no two
//     transactions can wait for each other.
// ST3 (timeline, sender, clientId) is stored once, for ever: a repeated send gets the stored entry back.
// ST4 A refused intent changes nothing and does not disturb the others of its batch, but for later sends behind its gate.

export type Op = {
  companyId: string
  uid: string
  intent: Intent
  origin?: Origin
  gate?: Gate
  first?: boolean
  /** Refused already; takes its place in the order all the same, so that what came before it is not held back. */
  refusal?: { code: ErrorCode; why: string }
}

export type Outcome =
  | {
      ok: true
      entries: Entry[]
      entry: Entry | undefined
      repeated: boolean
      /** Who is to answer now, while it is no person. */
      robotId?: string
    }
  | { ok: false; code: ErrorCode; why: string }

type Loaded = {
  companyId: string
  headSeq: number
  state: TimelineState
  changed: boolean
}

/** Carries out a batch in one transaction; when it resolves, all of it is on the disk. */
export async function commitBatch(database: Database, ops: Op[], now: number): Promise<Outcome[]> {
  if (ops.every(op => op.refusal)) return ops.map(refuse)
  return await database.write.transaction().execute(tx => commitIn(tx, database, ops, now))
}

/** As a part of a transaction that has locked nothing, or the company's row. */
export async function commitIn(tx: Tx, database: Database, ops: Op[], now: number): Promise<Outcome[]> {
  const real = ops.filter(op => !op.refusal)
  const batch: Batch = {
    ...(await load(tx, database, real)),
    rows: [],
    started: [],
    later: new Map(),
    conversations: new Map(),
    served: new Set(),
    now
  }
  const outcomes = ops.map(op => carryOut(batch, op))
  await save(tx, database.kind, batch)
  return outcomes
}

type Batch = {
  deskHeads: Map<string, number>
  timelines: Map<string, Loaded>
  stored: Map<string, Entry>
  rows: NewEntryRow[]
  started: NewConversationRow[]
  /** The newest place of conversations that went on after their end. */
  later: Map<string, number>
  conversations: Map<
    string,
    {
      uid: string
      status: ConversationRow['status']
      agentId: string | null
      endedAt: number | null
      lastSeq: number | null
      queued?: Queued
    }
  >
  /** Agents who got a conversation. */
  served: Set<string>
  now: number
}

/** What the desk has to know of a conversation that comes to it, or comes back. */
type Queued = { avoid: string | null }

const onceKey = (uid: string, senderId: string, clientId: string) => `${uid} ${senderId} ${clientId}`

async function load(
  tx: Tx,
  { kind }: Database,
  ops: Op[]
): Promise<Pick<Batch, 'deskHeads' | 'timelines' | 'stored'>> {
  const lock = kind === 'postgres' ? ' for no key update' : ''
  const companyIds = listOf([...new Set(ops.map(op => op.companyId))].sort())
  const companies = await run<{ id: string; desk_head: number }>(
    tx,
    kind,
    `select id, desk_head from company where id in (${companyIds.marks}) order by id${lock}`,
    companyIds.values
  )
  const uids = listOf([...new Set(ops.map(op => op.uid))].sort())
  const rows = await run<Pick<TimelineRow, 'uid' | 'company_id' | 'head_seq' | 'cid'>>(
    tx,
    kind,
    `select uid, company_id, head_seq, cid from timeline where uid in (${uids.marks}) order by uid${lock}`,
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
  for (const { uid, company_id, head_seq, cid } of rows) {
    const state: TimelineState = { open: (cid && open.get(cid)) || null, lastCid: lastCids.get(uid) ?? null }
    timelines.set(uid, { companyId: company_id, headSeq: head_seq, state, changed: false })
  }
  const deskHeads = new Map(companies.map(row => [row.id, row.desk_head]))
  return { deskHeads, timelines, stored: await alreadyStored(tx, kind, ops) }
}

async function openConversations(
  tx: Tx,
  kind: Database['kind'],
  cids: string[]
): Promise<Map<string, OpenConversation>> {
  if (cids.length === 0) return new Map()
  const list = listOf(cids)
  const rows = await run<Pick<ConversationRow, 'cid' | 'status' | 'agent_id' | 'robot_id'>>(
    tx,
    kind,
    `select cid, status, agent_id, robot_id from conversation where cid in (${list.marks})`,
    list.values
  )
  return new Map(
    rows.flatMap(({ cid, status, agent_id, robot_id }) =>
      status === 'ended' ? [] : [[cid, { cid, status, agentId: agent_id, robotId: robot_id }]]
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
  const list = listOf(sends, '(?, ?, ?)')
  const rows = await run<EntryRow>(
    tx,
    kind,
    `select * from entry where (uid, sender_id, client_id) in (values ${list.marks})`,
    list.values.flat()
  )
  return new Map(rows.map(row => [onceKey(row.uid, row.sender_id, row.client_id!), toEntry(row)]))
}

function refuse(op: Op): Outcome {
  closeGate(op)
  return { ok: false, ...op.refusal! }
}

function carryOut(batch: Batch, op: Op): Outcome {
  if (op.refusal) return refuse(op)
  if (!passesGate(op)) return { ok: false, code: 'blocked', why: ERRORS.blocked.says }
  const outcome = apply(batch, op)
  if (!outcome.ok) closeGate(op)
  return outcome
}

function apply(batch: Batch, { uid, companyId, intent }: Op): Outcome {
  const { now } = batch
  const timeline = batch.timelines.get(uid)
  if (!timeline || timeline.companyId !== companyId)
    return { ok: false, code: 'not-found', why: 'no such visitor' }
  if (intent.kind === 'send') {
    const stored = batch.stored.get(onceKey(uid, intent.by.id, intent.clientId))
    if (stored) return { ok: true, entries: [], entry: stored, repeated: true }
  }
  const decision = decide(timeline.state, intent, () => createId(now))
  if (!decision.ok) return decision
  const entries = decision.entries.map((entry): Entry => ({
    seq: ++timeline.headSeq,
    id: createId(now),
    at: now,
    ...entry
  }))
  for (const entry of entries) place(batch, uid, entry)
  moveOn(batch, uid, decision.next, entries)
  const entry = entries.find(one => one.clientId !== undefined)
  return { ok: true, entries, entry, repeated: false, ...answering(decision.next) }
}

const answering = ({ open }: TimelineState) =>
  open?.status === 'bot' && open.robotId ? { robotId: open.robotId } : {}

function place(batch: Batch, uid: string, entry: Entry) {
  const timeline = batch.timelines.get(uid)!
  const deskSeq = batch.deskHeads.get(timeline.companyId)! + 1
  batch.deskHeads.set(timeline.companyId, deskSeq)
  batch.rows.push(toRow(entry, { uid, companyId: timeline.companyId, deskSeq }))
  if (entry.clientId) batch.stored.set(onceKey(uid, entry.by.id, entry.clientId), entry)
  timeline.changed = true
}

/** Takes over the next state and notes what the conversation table has to say about it. */
function moveOn(batch: Batch, uid: string, next: TimelineState, entries: Entry[]) {
  const { now } = batch
  const timeline = batch.timelines.get(uid)!
  const { open } = timeline.state
  if (next.open?.agentId && next.open.agentId !== open?.agentId) batch.served.add(next.open.agentId)
  if (open && open.cid !== next.open?.cid) {
    batch.conversations.set(open.cid, {
      uid,
      status: 'ended',
      agentId: open.agentId,
      endedAt: now,
      lastSeq: timeline.headSeq
    })
  }
  if (next.open && next.open.cid !== open?.cid)
    batch.started.push(
      startedRow({ uid, companyId: timeline.companyId, firstSeq: entries[0]!.seq, now }, next.open)
    )
  else if (next.open && next.open !== open) {
    batch.conversations.set(next.open.cid, {
      uid,
      status: next.open.status,
      agentId: next.open.agentId,
      endedAt: null,
      lastSeq: null,
      ...(isQueuedNow(open!, next.open) ? { queued: { avoid: open!.agentId } } : {})
    })
  }
  if (!open && !next.open) for (const { cid, seq } of entries) batch.later.set(cid, seq)
  timeline.state = next
}

const isQueuedNow = (before: OpenConversation, now: OpenConversation) =>
  now.status === 'queued' && before.status !== 'queued'

function startedRow(
  { uid, companyId, firstSeq, now }: { uid: string; companyId: string; firstSeq: number; now: number },
  open: OpenConversation
): NewConversationRow {
  return {
    cid: open.cid,
    uid,
    company_id: companyId,
    status: open.status,
    agent_id: open.agentId,
    robot_id: open.robotId ?? null,
    started_at: now,
    ended_at: null,
    first_seq: firstSeq,
    last_seq: null,
    queued_at: open.status === 'queued' ? now : null
  }
}

const ENTRY_COLUMNS = [
  'uid',
  'seq',
  'company_id',
  'desk_seq',
  'id',
  'cid',
  'role',
  'sender_id',
  'sender_name',
  'client_id',
  'content',
  'at'
] as const
const ENTRY_MARKS = `(${repeat('?', ENTRY_COLUMNS.length)})`

async function save(tx: Tx, kind: Database['kind'], batch: Batch) {
  if (batch.rows.length === 0) return
  for (const rows of groupsOf(batch.started)) await tx.insertInto('conversation').values(rows).execute()
  for (const rows of groupsOf(batch.rows)) {
    const values = rows.flatMap(row => ENTRY_COLUMNS.map(column => row[column] ?? null))
    await run(
      tx,
      kind,
      `insert into entry (${ENTRY_COLUMNS.join(', ')}) values ${repeat(ENTRY_MARKS, rows.length)}`,
      values
    )
  }
  for (const [cid, { status, agentId, endedAt, lastSeq, queued }] of batch.conversations) {
    await tx
      .updateTable('conversation')
      .set({
        status,
        agent_id: agentId,
        ended_at: endedAt,
        last_seq: lastSeq,
        ...(status === 'active' ? { served_at: sql<number>`coalesce(served_at, ${batch.now})` } : {}),
        ...queuedColumns(queued, batch.now)
      })
      .where('cid', '=', cid)
      .execute()
  }
  for (const [cid, seq] of batch.later)
    await run(tx, kind, 'update conversation set last_seq = ? where cid = ?', [seq, cid])
  if (batch.served.size > 0)
    await tx
      .updateTable('agent')
      .set({ served_at: batch.now })
      .where('id', 'in', [...batch.served])
      .execute()
  await saveHeads(tx, kind, batch)
}

/** Without a route the desk finds a place for it. Whoever was served already keeps the place of before: at the front, as a rule. */
const queuedColumns = (queued: Queued | undefined, now: number) =>
  queued && {
    group_id: null,
    wanted_agent_id: null,
    route: null,
    avoid_agent_id: queued.avoid,
    queued_at: sql<number>`coalesce(queued_at, ${now})`
  }

const ONE_HEAD = 'update timeline set head_seq = ?, cid = ? where uid = ?'

/** Where each statement is a way to another machine and back; SQLite is as fast with one after the other. */
const manyHeads = (count: number) => `with head (head_seq, cid, uid) as (values ${repeat('(?, ?, ?)', count)})
  update timeline set head_seq = cast(head.head_seq as bigint), cid = head.cid from head where timeline.uid = head.uid`

async function saveHeads(tx: Tx, kind: Database['kind'], batch: Batch) {
  const changed = [...batch.timelines].filter(([, timeline]) => timeline.changed)
  const companies = new Set(changed.map(([, { companyId }]) => companyId))
  for (const rows of kind === 'postgres' ? groupsOf(changed) : changed.map(one => [one])) {
    const values = rows.flatMap(([uid, { headSeq, state }]) => [headSeq, state.open?.cid ?? null, uid])
    await run(tx, kind, rows.length === 1 ? ONE_HEAD : manyHeads(rows.length), values)
  }
  for (const id of companies)
    await run(tx, kind, 'update company set desk_head = ? where id = ?', [batch.deskHeads.get(id)!, id])
}
