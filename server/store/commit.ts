import { createId } from '#protocol/ids'
import type { Content, Entry } from '#protocol/entry'
import { ERRORS } from '#protocol/errors'
import { decide, type Intent, type OpenConversation, type TimelineState } from '#server/desk/rules'
import { onceKey, placeKey, type Batch, type Decided, type Op, type Outcome, type Stored } from './batch.ts'
import type { Database } from './db.ts'
import { toRow } from './entries.ts'
import { emptyAll } from './emptying.ts'
import { closeGate, passesGate } from './gate.ts'
import { loadBatch } from './load-batch.ts'
import { buryFile, saveBatch } from './save-batch.ts'
import type { NewConversationRow, Tx } from './schema.ts'

// ST1 What is stored gets the next seq of its timeline and the next desk_seq of its company in the transaction that stores it.
// ST2 The company's row is locked first, then the timelines in the order of their ids: both counters are dense, and no two
//     transactions can wait for each other.
// ST3 (timeline, sender, clientId) is stored once, for ever: a repeated send gets the stored entry back.
// ST4 A refused intent changes nothing and does not disturb the others of its batch, but for later sends behind its gate.

export type { Op, Outcome } from './batch.ts'

export async function commitBatch(database: Database, ops: Op[], now: number): Promise<Outcome[]> {
  if (ops.every(op => op.refusal)) return ops.map(refuse)
  return await database.write.transaction().execute(tx => commitIn(tx, database, ops, now))
}

/** As a part of a transaction that has locked nothing, or the company's row. */
export async function commitIn(tx: Tx, database: Database, ops: Op[], now: number): Promise<Outcome[]> {
  const real = ops.filter(op => !op.refusal)
  const batch: Batch = {
    ...(await loadBatch(tx, database, real, now)),
    rows: [],
    started: [],
    later: new Map(),
    conversations: new Map(),
    served: new Set(),
    blocks: new Map(),
    tombstones: [],
    now
  }
  const outcomes = ops.map(op => carryOut(batch, op))
  await saveBatch(tx, database.kind, batch)
  for (const { uid, target, outcome } of batch.tombstones)
    outcome.goneFiles = await buryFile(tx, uid, target, now)
  // What came between the sweep of the timeline and this
  for (const { uid, intent } of real)
    if (intent.kind === 'erase')
      await emptyAll(tx, uid, { from: intent.from, upTo: batch.timelines.get(uid)?.headSeq ?? 0 })
  return outcomes
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

/** With what the store alone knows. */
function informed({ targets, timelines, now }: Batch, uid: string, intent: Intent): Intent {
  if (intent.kind === 'recall') return { ...intent, now, target: targets.get(placeKey(uid, intent.seq)) }
  return intent.kind === 'erase' ? { ...intent, upTo: timelines.get(uid)!.headSeq } : intent
}

function apply(batch: Batch, { uid, companyId, intent, ifHead }: Op): Outcome {
  const { now } = batch
  const timeline = batch.timelines.get(uid)
  if (!timeline || timeline.companyId !== companyId)
    return { ok: false, code: 'not-found', why: 'no such visitor' }
  if (intent.kind === 'send') {
    const stored = batch.stored.get(onceKey(uid, intent.by.id, intent.clientId))
    if (stored) return { ok: true, entries: [], entry: stored, repeated: true }
  }
  if (ifHead !== undefined && timeline.headSeq !== ifHead)
    return { ok: false, code: 'conflict', why: 'the conversation has gone on' }
  const decision = decide(timeline.state, informed(batch, uid, intent), () => createId(now))
  if (!decision.ok) return decision
  const entries = decision.entries.map((entry): Entry => ({
    seq: ++timeline.headSeq,
    id: createId(now),
    at: now,
    ...entry
  }))
  for (const entry of entries) place(batch, uid, entry)
  moveOn(batch, uid, decision, { entries, channel: intent.kind === 'send' ? intent.channel : undefined })
  const entry = entries.find(one => one.clientId !== undefined)
  const outcome: Stored = { ok: true, entries, entry, repeated: false, ...answering(decision.next) }
  if (decision.tombstone) bury(batch, uid, decision.tombstone, outcome)
  return outcome
}

function bury(
  batch: Batch,
  uid: string,
  { seq, content }: { seq: number; content: Content },
  outcome: Stored
) {
  const key = placeKey(uid, seq)
  const target = batch.targets.get(key)!
  batch.tombstones.push({ uid, target, content, outcome })
  // Asked for twice in one batch
  batch.targets.set(key, { ...target, content })
}
const answering = ({ open }: TimelineState) =>
  open?.status === 'bot' && open.robotId
    ? { robotId: open.robotId }
    : open?.status === 'queued'
      ? { isQueued: true }
      : {}

function place(batch: Batch, uid: string, entry: Entry) {
  const timeline = batch.timelines.get(uid)!
  const deskSeq = batch.deskHeads.get(timeline.companyId)! + 1
  batch.deskHeads.set(timeline.companyId, deskSeq)
  batch.rows.push(toRow(entry, { uid, companyId: timeline.companyId, deskSeq }))
  if (entry.clientId) batch.stored.set(onceKey(uid, entry.by.id, entry.clientId), entry)
  timeline.changed = true
}

/** Takes over the next state and notes what the conversation table has to say about it. */
function moveOn(
  batch: Batch,
  uid: string,
  { next, place }: Decided,
  { entries, channel }: { entries: Entry[]; channel: number | undefined }
) {
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
      lastSeq: timeline.headSeq,
      guests: []
    })
  }
  if (next.open && next.open.cid !== open?.cid)
    batch.started.push(
      startedRow({ uid, companyId: timeline.companyId, firstSeq: entries[0]!.seq, now, channel }, next.open)
    )
  else if (next.open && next.open !== open) {
    batch.conversations.set(next.open.cid, {
      uid,
      status: next.open.status,
      agentId: next.open.agentId,
      endedAt: null,
      lastSeq: null,
      guests: next.open.guests ?? [],
      ...(place ? { route: JSON.stringify(place.trace) } : {}),
      ...(isQueuedNow(open!, next.open) || place?.groupId ? { queued: { avoid: open!.agentId, place } } : {})
    })
  }
  if (!open && !next.open)
    for (const { cid, seq } of entries) if (cid === next.lastCid) batch.later.set(cid, seq)
  if (next.block !== timeline.state.block) batch.blocks.set(uid, next.block ?? null)
  timeline.state = next
}

const isQueuedNow = (before: OpenConversation, now: OpenConversation) =>
  now.status === 'queued' && before.status !== 'queued'

function startedRow(
  {
    uid,
    companyId,
    firstSeq,
    now,
    channel
  }: { uid: string; companyId: string; firstSeq: number; now: number; channel: number | undefined },
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
    queued_at: open.status === 'queued' ? now : null,
    channel: channel ?? null
  }
}
