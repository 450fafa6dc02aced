import type { Clock } from './clock.ts'
import type { Timeout } from '#protocol/timeouts'
import { dueOf, type Due } from './desk/timeouts.ts'
import { speakerOf, textsOf } from './desk/words.ts'
import type { Hub } from './hub.ts'
import type { Report } from './report.ts'
import { channelsOf, companyById, pickChannel, type Channel } from './store/companies.ts'
import type { Outcome } from './store/commit.ts'
import type { Database } from './store/db.ts'
import { companiesWithTimeouts, openTalks, saveSeen, saveVisitorLeft, type OpenTalk } from './store/quiet.ts'
import { findTimeline } from './store/timelines.ts'
import type { Writer } from './store/writer.ts'

// TO1 Silence and absence are read from what is stored, so a restart forgets nothing, and any process may sweep.
// TO2 What a time-out does is done only if nothing has happened in the timeline since it was found due: of several processes one
//     succeeds, and a message that comes in the same moment wins.
// TO3 Who is connected here is noted; nobody is gone for longer than the server itself has been there.

export type Timeouts = {
  /** Sweeps now and for ever; returns the stop. */
  start(): () => void
  /** A visitor's last connection to this process has ended. */
  left(companyId: string, uid: string): void
  /** Resolves when no sweep is under way. */
  settled(): Promise<void>
}

export type TimeoutsOptions = {
  database: Database
  hub: Hub
  clock: Clock
  report: Report
  writer(): Writer
}

const SWEEP_MS = 5_000
const PORTION = 200
/** Who is here is written so many times within the shortest time that counts. */
const PARTS = 6

type Sweep = { companyId: string; company: string; channels: Channel[]; now: number }

export function createTimeouts({ database, hub, clock, report, writer }: TimeoutsOptions): Timeouts {
  const startedAt = clock.now()
  let companies = new Set<string>()
  /** Reminders that were given: to ask the database again would be a transaction each time. */
  let reminded = new Set<string>()
  let stillDue = new Set<string>()
  let sweeping: Promise<void> = Promise.resolve()
  let stopped = false

  const failed = (error: unknown) => report('timeout-failed', { error: String(error) })

  async function sweep() {
    companies = new Set(await companiesWithTimeouts(database))
    stillDue = new Set()
    for (const companyId of companies) await sweepCompany(companyId)
    reminded = stillDue
  }

  async function sweepCompany(companyId: string) {
    const channels = await channelsOf(database, companyId)
    const company = (await companyById(database, companyId))?.name ?? ''
    const around = new Set(hub.agentIdsOf(companyId))
    let after = ''
    while (true) {
      const talks = await openTalks(database, companyId, { after, limit: PORTION })
      const given = { companyId, company, channels, now: clock.now() }
      await look(talks, around, given)
      if (talks.length < PORTION || stopped) return
      after = talks.at(-1)!.cid
      // Acks come first
      await new Promise(resolve => setImmediate(resolve))
    }
  }

  async function look(talks: OpenTalk[], around: ReadonlySet<string>, given: Sweep) {
    const { now, channels } = given
    const seen: Record<'visitor_seen_at' | 'agent_seen_at', string[]> = {
      visitor_seen_at: [],
      agent_seen_at: []
    }
    for (const talk of talks) {
      const timeouts = pickChannel(channels, talk.channel ?? undefined)?.settings.timeouts ?? []
      const isStale = (when: Timeout['when'], at: number | null) => {
        const times = timeouts.filter(one => one.when === when).map(({ afterS }) => afterS * 1_000)
        return times.length > 0 && now - (at ?? 0) >= Math.min(...times) / PARTS
      }
      const visitorIsHere = hub.isOnline(talk.uid)
      const agentIsHere = talk.agentId !== null && around.has(talk.agentId)
      if (visitorIsHere && isStale('visitor-gone', talk.visitorSeenAt)) seen.visitor_seen_at.push(talk.cid)
      if (agentIsHere && isStale('agent-gone', talk.agentSeenAt)) seen.agent_seen_at.push(talk.cid)
      const known = {
        ...talk,
        visitorSeenAt: visitorIsHere ? null : Math.max(talk.visitorSeenAt ?? 0, startedAt),
        agentSeenAt: agentIsHere || talk.agentId === null ? null : Math.max(talk.agentSeenAt ?? 0, startedAt)
      }
      await act(talk, dueOf(timeouts, known, now), given)
    }
    await saveSeen(database, 'visitor_seen_at', seen.visitor_seen_at, now)
    await saveSeen(database, 'agent_seen_at', seen.agent_seen_at, now)
  }

  async function act(talk: OpenTalk, due: Due[], given: Sweep) {
    const [first] = due
    if (!first) return
    if (first.timeout.do !== 'remind') return await change(talk, first, given)
    let head = talk.headSeq
    for (const one of due) {
      const key = clientIdOf(talk, one)
      stillDue.add(key)
      if (reminded.has(key)) continue
      const outcome = await say(talk, one, { ...given, head })
      if (!outcome.ok) return
      head = Math.max(head, outcome.entry?.seq ?? 0)
    }
  }

  async function change({ cid, uid, headSeq }: OpenTalk, due: Due, given: Sweep) {
    const { companyId } = given
    let ifHead = headSeq
    if (due.timeout.text) {
      const said = await say({ cid, uid, headSeq }, due, { ...given, head: headSeq })
      if (!said.ok) return
      ifHead = Math.max(ifHead, said.entry?.seq ?? 0)
    }
    const by = { role: 'system', id: 'system', rank: 'admin' } as const
    const kind = due.timeout.do === 'end' ? 'end' : 'release'
    await writer().submit({ companyId, uid, intent: { kind, by, cid }, ifHead })
  }

  async function say(
    { cid, uid }: Pick<OpenTalk, 'cid' | 'uid' | 'headSeq'>,
    { timeout, since }: Due,
    { companyId, company, head }: Sweep & { head: number }
  ): Promise<Outcome> {
    const text = timeout.text ?? (await reminder(uid, timeout.when))
    return await writer().submit({
      companyId,
      uid,
      ifHead: head,
      intent: {
        kind: 'send',
        by: speakerOf(company),
        clientId: clientIdOf({ cid }, { timeout, since }),
        cid,
        content: { kind: 'text', text }
      }
    })
  }

  async function reminder(uid: string, when: Timeout['when']): Promise<string> {
    const { t } = textsOf((await findTimeline(database, uid))?.profile ?? {})
    return t(when === 'visitor-silent' ? 'timeout.visitor' : 'timeout.agent')
  }

  return {
    start() {
      let timer: unknown
      const again = () => {
        sweeping = sweep()
          .catch(failed)
          .then(() => {
            if (!stopped) timer = clock.setTimeout(again, SWEEP_MS)
          })
      }
      again()
      return () => {
        stopped = true
        clock.clearTimeout(timer)
      }
    },
    left(companyId, uid) {
      if (companies.has(companyId)) saveVisitorLeft(database, uid, clock.now()).catch(failed)
    },
    settled: () => sweeping
  }
}

/** Of one silence each is said once: the next begins at another time. */
const clientIdOf = ({ cid }: Pick<OpenTalk, 'cid'>, { timeout, since }: Due) =>
  `${timeout.when}-${timeout.afterS}-${since.toString(36)}-${cid.slice(-8)}`
