import { isMessage, type Entry } from '#protocol/entry'
import type { Summary } from '#protocol/desk'
import type { Intent } from '#server/desk/rules'
import type { Clock } from '#server/clock'
import type { Deliveries } from '#server/deliveries'
import type { Report } from '#server/report'
import type { Roster } from '#server/roster'
import type { Database } from '#server/store/db'
import { groupsOf } from '#server/store/groups'
import { summariesOf } from '#server/store/inbox'
import { companiesToTell, listenersOf, type Listener } from '#server/store/push'
import type { Outcome } from '#server/store/commit'

// WB-inbox: agents who look at no workbench are told by their browser's push service. What has happened is gathered for a moment and then
// judged by what is so by then: who holds the conversation now, who looks now. A process that dies in that moment leaves it out: the
// inbox has it all the same.

export const PUSH_KINDS = ['queued', 'message', 'assigned', 'invited'] as const
export type PushKind = (typeof PUSH_KINDS)[number]

/** What is stored of a push message until it is sent: nobody's words, nobody's name. */
export type PushPayload = { kind: PushKind; cid: string }

export type Push = {
  stored(op: { companyId: string; intent: Intent }, outcome: Outcome): void
  /** Resolves when what was gathered is in the deliveries. */
  drain(): Promise<void>
}

export type PushOptions = {
  database: Database
  roster: Pick<Roster, 'isWatching'>
  clock: Clock
  report: Report
  deliveries(): Deliveries
}

type Happened = {
  companyId: string
  /** The seq of the last of each. */
  kinds: Map<PushKind, number>
  /** And of the last that somebody has done: who acts has seen what came before. */
  acts: Map<string, number>
  invited: Set<string>
}

/** So long what just happens may still change: the desk gives it to somebody, who looks at it. */
const GATHER_MS = 1_000
/** Between portions the loop turns: an ack waits for one of them at most. */
const READ_AT_ONCE = 8

export function createPush({ database, roster, clock, report, deliveries }: PushOptions): Push {
  let gathered = new Map<string, Happened>()
  let timer: unknown
  let telling: Promise<void> = Promise.resolve()

  function note(companyId: string, entry: Entry, by: string) {
    const { cid, seq } = entry
    const known = gathered.get(cid)
    const happened = known ?? { companyId, kinds: new Map(), acts: new Map(), invited: new Set() }
    if (!known) gathered.set(cid, happened)
    happened.acts.set(by, seq)
    const kind = kindOf(entry)
    if (kind) happened.kinds.set(kind, seq)
    if (entry.content.kind === 'joined') happened.invited.add(entry.content.agent.id)
  }

  function tellSoon() {
    const happened = gathered
    gathered = new Map()
    timer = undefined
    telling = telling
      .then(() => tellAll(happened))
      .catch((error: unknown) => report('push-failed', { error: String(error) }))
  }

  async function tellAll(happened: Map<string, Happened>) {
    const companies = [...new Set([...happened.values()].map(({ companyId }) => companyId))]
    const listening = companies.length > 0 ? await companiesToTell(database, companies) : new Set()
    for (const companyId of companies) {
      if (!listening.has(companyId)) continue
      const listeners = await listenersOf(database, companyId, clock.now())
      const free = listeners.filter(one => !roster.isWatching(one.agentId))
      if (free.length === 0) continue
      const cids = [...happened]
        .filter(([, one]) => one.companyId === companyId && one.kinds.size > 0)
        .map(([cid]) => cid)
      await tellCompany(companyId, cids, { happened, free })
    }
  }

  async function tellCompany(
    companyId: string,
    cids: string[],
    { happened, free }: { happened: Map<string, Happened>; free: Listener[] }
  ) {
    const groups = new Map((await groupsOf(database.read, companyId)).map(one => [one.id, one.agentIds]))
    for (let from = 0; from < cids.length; from += READ_AT_ONCE) {
      if (from > 0) await new Promise(resolve => setImmediate(resolve))
      for (const summary of await summariesOf(database, cids.slice(from, from + READ_AT_ONCE))) {
        const members = summary.groupId === undefined ? undefined : groups.get(summary.groupId)
        for (const listener of free) {
          const kind = newsFor(listener, summary, happened.get(summary.cid)!, members)
          if (!kind) continue
          const payload: PushPayload = { kind, cid: summary.cid }
          await deliveries().add({ companyId, kind: 'push', ref: listener.id, payload })
        }
      }
    }
  }

  return {
    stored({ companyId, intent }, outcome) {
      if (!outcome.ok) return
      for (const entry of outcome.entries) note(companyId, entry, intent.by.id)
      if (gathered.size > 0) timer ??= clock.setTimeout(tellSoon, GATHER_MS)
    },
    async drain() {
      clock.clearTimeout(timer)
      if (gathered.size > 0) tellSoon()
      await telling
    }
  }
}

function kindOf(entry: Entry): PushKind | undefined {
  const { content, by } = entry
  if (content.kind === 'started' || content.kind === 'released') return 'queued'
  if (content.kind === 'assigned') return 'assigned'
  if (content.kind === 'joined') return 'invited'
  return by.role === 'visitor' && isMessage(entry) && content.kind !== 'rating' ? 'message' : undefined
}

/** What of it is this agent's business, as things stand now; what they did themselves is no news. */
export function newsFor(
  { agentId, status }: Pick<Listener, 'agentId' | 'status'>,
  summary: Pick<Summary, 'status' | 'agentId' | 'guests'>,
  { kinds, acts, invited }: Pick<Happened, 'kinds' | 'acts' | 'invited'>,
  members: readonly string[] | undefined
): PushKind | undefined {
  const is = (kind: PushKind) => (kinds.get(kind) ?? 0) > (acts.get(agentId) ?? 0)
  if (summary.status === 'queued') {
    const isTheirs = members === undefined || members.includes(agentId)
    return is('queued') && isTheirs && status !== 'away' ? 'queued' : undefined
  }
  if (summary.status !== 'active') return undefined
  const isGuest = summary.guests?.includes(agentId) === true
  if (summary.agentId === agentId && is('assigned')) return 'assigned'
  if (isGuest && invited.has(agentId) && is('invited')) return 'invited'
  return (summary.agentId === agentId || isGuest) && is('message') ? 'message' : undefined
}
