import { createId } from '#protocol/ids'
import type { Entry } from '#protocol/entry'
import { ERRORS, type ErrorCode } from '#protocol/errors'
import { decide, type Intent, type OpenConversation, type TimelineState } from '#server/desk/rules'
import type { Origin } from '#server/hub'
import { closeGate, passesGate, type Gate } from './gate.ts'
import type { Database } from './db.ts'
import { toEntry, toRow } from './entries.ts'
import { inList, insertRows, listOf, run, updateRows } from './hot-sql.ts'
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
  const companyIds = inList(kind, [...new Set(ops.map(op => op.companyId))].sort())
  const companies = await run<{ id: string; desk_head: number }>(
    tx,
    kind,
    `select id, desk_head from company where id ${companyIds.text} order by id${lock}`,
    companyIds.values
  )
  const uids = inList(kind, [...new Set(ops.map(op => op.uid))].sort())
  const rows = await run<Pick<TimelineRow, 'uid' | 'company_id' | 'head_seq' | 'cid'>>(
    tx,
    kind,
    `select uid, company_id, head_seq, cid from timeline where uid ${uids.text} order by uid${lock}`,
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
  const list = inList(kind, cids)
  const rows = await run<Pick<ConversationRow, 'cid' | 'status' | 'agent_id' | 'robot_id'>>(
    tx,
    kind,
    `select cid, status, agent_id, robot_id from conversation where cid ${list.text}`,
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
const STARTED_COLUMNS = [
  'cid',
  'uid',
  'company_id',
  'status',
  'agent_id',
  'robot_id',
  'started_at',
  'ended_at',
  'first_seq',
  'last_seq',
  'queued_at'
] as const satisfies (keyof NewConversationRow)[]
const CHANGED_COLUMNS = ['cid', 'status', 'agent_id', 'ended_at', 'last_seq', 'served_at'] as const
const QUEUED_COLUMNS = [...CHANGED_COLUMNS, 'avoid_agent_id', 'queued_at'] as const

const CHANGE = `status = given.status, agent_id = given.agent_id, ended_at = given.ended_at, last_seq = given.last_seq,
  served_at = coalesce(conversation.served_at, given.served_at)`
/** Without a route the desk finds a place for it. Whoever was served already keeps the place of before: at the front, as a rule. */
const QUEUE = `${CHANGE}, group_id = null, wanted_agent_id = null, route = null, avoid_agent_id = given.avoid_agent_id,
  queued_at = coalesce(conversation.queued_at, given.queued_at)`

async function save(tx: Tx, kind: Database['kind'], batch: Batch) {
  if (batch.rows.length === 0) return
  await insertRows(tx, kind, { table: 'conversation', columns: STARTED_COLUMNS, rows: batch.started })
  await insertRows(tx, kind, { table: 'entry', columns: ENTRY_COLUMNS, rows: batch.rows })
  await saveChanges(tx, kind, batch)
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

async function saveChanges(tx: Tx, kind: Database['kind'], { conversations, now }: Batch) {
  const rows = [...conversations].map(([cid, { status, agentId, endedAt, lastSeq, queued }]) => ({
    cid,
    status,
    agent_id: agentId,
    ended_at: endedAt,
    last_seq: lastSeq,
    served_at: status === 'active' ? now : null,
    isQueued: queued !== undefined,
    avoid_agent_id: queued?.avoid ?? null,
    queued_at: now
  }))
  for (const [isQueued, columns, set] of [
    [false, CHANGED_COLUMNS, CHANGE],
    [true, QUEUED_COLUMNS, QUEUE]
  ] as const) {
    const changed = rows.filter(row => row.isQueued === isQueued).map(({ isQueued: _, ...row }) => row)
    await updateRows(tx, kind, { table: 'conversation', columns, rows: changed, set })
  }
}

const ONE_HEAD = 'update timeline set head_seq = ?, cid = ? where uid = ?'

async function saveHeads(tx: Tx, kind: Database['kind'], batch: Batch) {
  const changed = [...batch.timelines].filter(([, timeline]) => timeline.changed)
  const rows = changed.map(([uid, { headSeq, state }]) => ({
    uid,
    head_seq: headSeq,
    cid: state.open?.cid ?? null
  }))
  const set = 'head_seq = given.head_seq, cid = given.cid'
  // Where it is no way to another machine, the plainest statement is the fastest
  if (kind === 'sqlite')
    for (const { uid, head_seq, cid } of rows) await run(tx, kind, ONE_HEAD, [head_seq, cid, uid])
  else await updateRows(tx, kind, { table: 'timeline', columns: ['uid', 'head_seq', 'cid'], rows, set })
  for (const id of new Set(changed.map(([, { companyId }]) => companyId)))
    await run(tx, kind, 'update company set desk_head = ? where id = ?', [batch.deskHeads.get(id)!, id])
}
