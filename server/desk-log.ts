import { encode } from '#protocol/codec'
import type { Summary } from '#protocol/desk'
import type { Position } from '#protocol/client-frame'
import type { Bus } from './bus/bus.ts'
import type { Clock } from './clock.ts'
import type { Hub, Member } from './hub.ts'
import { maskEntry, type Masking } from './privacy/masking.ts'
import type { Report } from './report.ts'
import type { Database } from './store/db.ts'
import {
  changesAfter,
  conversationsOf,
  deskHead,
  deskIdAt,
  inboxOf,
  summariesOf,
  type Change
} from './store/inbox.ts'

// DK1 What an agent gets is a range of the log, `from` = its cursor + 1, and the present state of the conversations that the
//     range changed: nothing that happened is missed, however long the absence.
// DK2 The ranges come from the database in its own order, never from the order in which processes heard of them.
// DK3 A position that is not of this log, or too far back, gets the whole inbox with `reset`.
// DK4 A message in a colleague's conversation moves the cursor and says no more.

export type DeskLog = {
  /** Tells an agent everything after its position; from then on it hears each change. */
  open(member: Member, at: Position): Promise<void>
  close(member: Member): void
  /** Something of this company was stored here; the other processes are told. */
  nudge(companyId: string): void
  /** Something may have been stored anywhere. */
  nudgeHere(companyId: string): void
}

const FLUSH_MS = 100
/** The other processes hear of the stored at most so often. */
const SPREAD_MS = 50
/** After a flush that took long, the next waits this many times as long: inboxes may take a tenth of the time, acks come first. */
const REST = 9
const AFTER_FAILURE_MS = 1_000
const FARTHEST_BACK = 2_000
// Between portions the loop turns: an ack waits for one of them at most
const READ_AT_ONCE = 8
const TOLD_AT_ONCE = 10

export type DeskLogOptions = {
  database: Database
  hub: Hub
  bus: Bus
  clock: Clock
  report: Report
  masking: Masking
}

export function createDeskLog({ database, hub, bus, clock, report, masking }: DeskLogOptions): DeskLog {
  const cursors = new Map<Member, number>()
  const flushing = new Map<string, { again: boolean }>()
  const spreading = new Set<string>()
  bus.subscribe('stored', nudgeHere)

  async function flush(companyId: string) {
    const open = [...hub.agentsHere(companyId)].filter(member => cursors.has(member))
    if (open.length === 0) return
    const from = Math.min(...open.map(member => cursors.get(member)!))
    const found = await changesAfter(database, companyId, from, FARTHEST_BACK)
    if (found.length === 0) return
    const changes = await withErased(database, found)
    const byCid = await summaries(companyId, changes)
    await inPortions(open, TOLD_AT_ONCE, async members =>
      members.forEach(member => tell(member, changes, byCid))
    )
    if (found.length === FARTHEST_BACK) await flush(companyId)
  }

  function tell(member: Member, changes: Change[], byCid: Map<string, Summary>) {
    const cursor = cursors.get(member)
    const last = changes.at(-1)!
    if (cursor === undefined || cursor >= last.deskSeq) return
    const cids = new Set<string>()
    for (const change of changes) {
      if (change.deskSeq > cursor && concerns(member, change, byCid.get(change.cid))) cids.add(change.cid)
    }
    cursors.set(member, last.deskSeq)
    const conversations = [...cids].flatMap(cid => byCid.get(cid) ?? [])
    member.deliver(
      encode({
        type: 'desk',
        from: cursor + 1,
        to: last.deskSeq,
        lastId: last.id,
        reset: false,
        conversations
      })
    )
  }

  async function summaries(companyId: string, changes: Change[]): Promise<Map<string, Summary>> {
    const found = new Map<string, Summary>()
    const masked = await isMasked(companyId)
    await inPortions([...new Set(changes.map(change => change.cid))], READ_AT_ONCE, async cids => {
      for (const summary of await summariesOf(database, cids))
        found.set(summary.cid, asShown(summary, masked))
    })
    return found
  }

  const isMasked = async (companyId: string) => (await masking.modeOf(companyId)) !== 'off'

  const asShown = (summary: Summary, masked: boolean): Summary => ({
    ...summary,
    last: summary.last && masked ? maskEntry(summary.last) : summary.last,
    online: hub.isOnline(summary.uid)
  })

  async function resume(member: Member, at: Position): Promise<boolean> {
    if (!at) return false
    const head = await deskHead(database, member.companyId)
    if (at.cursor > head.seq || head.seq - at.cursor > FARTHEST_BACK) return false
    if (at.cursor > 0 && (await deskIdAt(database, member.companyId, at.cursor)) !== at.lastId) return false
    cursors.set(member, at.cursor)
    await flushOrRetry(member.companyId)
    return true
  }

  async function reset(member: Member) {
    // The head first: what is stored while the inbox is read is told again, never left out
    const head = await deskHead(database, member.companyId)
    const masked = await isMasked(member.companyId)
    const conversations = (await inboxOf(database, member.companyId)).map(one => asShown(one, masked))
    cursors.set(member, head.seq)
    member.deliver(
      encode({ type: 'desk', from: 1, to: head.seq, lastId: head.id, reset: true, conversations })
    )
    await flushOrRetry(member.companyId)
  }

  /** False when the database could not be read. */
  async function flushNow(companyId: string): Promise<boolean> {
    try {
      await flush(companyId)
      return true
    } catch (error) {
      report('desk-failed', { error: String(error) })
      return false
    }
  }

  async function flushOrRetry(companyId: string) {
    if (!(await flushNow(companyId))) nudgeHere(companyId)
  }

  function later(companyId: string, waitMs: number) {
    clock.setTimeout(() => {
      const startedAt = performance.now()
      void flushNow(companyId).then(isDone => {
        if (isDone && !flushing.get(companyId)?.again) return flushing.delete(companyId)
        flushing.set(companyId, { again: false })
        const rest = Math.max(FLUSH_MS, (performance.now() - startedAt) * REST)
        // Nobody may store anything for a long time: what was not told now would wait for it
        later(companyId, isDone ? rest : AFTER_FAILURE_MS)
      })
    }, waitMs)
  }

  function nudge(companyId: string) {
    nudgeHere(companyId)
    if (spreading.has(companyId)) return
    spreading.add(companyId)
    clock.setTimeout(() => {
      spreading.delete(companyId)
      bus.publish('stored', companyId)
    }, SPREAD_MS)
  }

  function nudgeHere(companyId: string) {
    if (hub.agentsHere(companyId).size === 0) return
    const running = flushing.get(companyId)
    if (running) running.again = true
    else {
      flushing.set(companyId, { again: false })
      later(companyId, FLUSH_MS)
    }
  }

  return {
    async open(member, at) {
      if (!(await resume(member, at))) await reset(member)
    },
    close: member => void cursors.delete(member),
    nudge,
    nudgeHere
  }
}

/** ER3 Of a visitor who was erased every conversation has changed. */
async function withErased(database: Database, changes: Change[]): Promise<Change[]> {
  const all: Change[] = []
  for (const change of changes) {
    if (change.kind === 'erased')
      for (const cid of await conversationsOf(database, change.uid))
        if (cid !== change.cid) all.push({ ...change, cid })
    all.push(change)
  }
  return all
}

function concerns(member: Member, change: Change, summary: Summary | undefined): boolean {
  if (change.kind !== 'message' || !summary) return change.kind !== 'message'
  const { agentId, guests } = summary
  return agentId === null || agentId === member.who || guests?.includes(member.who) === true
}

async function inPortions<T>(all: readonly T[], size: number, work: (portion: T[]) => Promise<void>) {
  for (let from = 0; from < all.length; from += size) {
    if (from > 0) await new Promise(resolve => setImmediate(resolve))
    await work(all.slice(from, from + size))
  }
}
