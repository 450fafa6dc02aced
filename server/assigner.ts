import type { Bus } from './bus/bus.ts'
import type { Clock } from './clock.ts'
import type { Hub } from './hub.ts'
import type { Report } from './report.ts'
import type { Database } from './store/db.ts'
import { assign } from './store/assign.ts'
import { forgetGone, saySoFor, takeBackFor } from './store/agent-presence.ts'
import { companiesThatAssign, hasQueue } from './store/groups.ts'
import { companiesOnPlatforms } from './store/platforms.ts'
import type { Writer } from './store/writer.ts'

// AS1 Whatever may free an agent or bring somebody who waits nudges; a nudge while one is at work has it look once more.
// AS2 What a nudge missed (a process died between two steps, the hour of opening has come) the next round finds.
// AS3 Who is connected is in the database, with a time to live: any process may give to an agent of any other.

/** Gives conversations to agents, for the companies that have it so; costs the others nothing. */
export type Assigner = {
  /** Reads which companies assign, and begins its rounds. */
  start(): Promise<void>
  nudge(companyId: string): void
  /** An agent's session came or went. */
  agentsMoved(companyId: string): void
  /** Settings, groups or capacities are others now; the other processes are told. */
  changed(companyId: string): void
  isOn(companyId: string): boolean
  /** Resolves when nothing is under way; tests wait for it. */
  settled(): Promise<void>
  close(): Promise<void>
}

export type AssignerOptions = {
  database: Database
  writer(): Writer
  hub: Hub
  bus: Bus
  processId: string
  clock: Clock
  report: Report
  /** The queues of a company may have moved. */
  onLooked(companyId: string): void
}

const ROUND_MS = 2_000
const LEASE_MS = 15_000
const RENEW_MS = 5_000

type Company = {
  /** Agents that this process has said to be there, and until when. */
  said: Set<string>
  renewAt: number
  /** The looks of this company, one after the other. */
  tail: Promise<void>
  waiting: boolean
  /** Words about who is here, one after the other; they wait for no look. */
  saying: Promise<void>
  willSay: boolean
}

export function createAssigner({
  database,
  writer,
  hub,
  bus,
  processId,
  clock,
  report,
  onLooked
}: AssignerOptions): Assigner {
  const companies = new Map<string, Company>()
  /** Of these, those whose desk gives out; the others may only overflow into other companies of a platform. */
  let assigning = new Set<string>()
  const stop = bus.subscribe('desk', companyId => void again(companyId))
  let timer: unknown
  let closed = false
  let rounding: Promise<void> = Promise.resolve()
  let refreshing: Promise<void> = Promise.resolve()

  /** What fails is tried again in the next round. */
  const failed = (error: unknown) => report('assign-failed', { error: String(error) })

  function nudge(companyId: string) {
    const company = companies.get(companyId)
    if (!company || company.waiting || closed) return
    company.waiting = true
    company.tail = company.tail
      .then(() => {
        company.waiting = false
        return giveOut(companyId)
      })
      .catch(failed)
  }

  async function giveOut(companyId: string) {
    let more = false
    await writer().enlist(async () => {
      const given = await assign(database, { companyId, now: clock.now() })
      more = given.more
      return given.done
    })
    onLooked(companyId)
    if (more) nudge(companyId)
  }

  /** Says which agents are connected here, where that has changed or would run out. */
  async function sayWhoIsHere(companyId: string, company: Company) {
    const now = clock.now()
    const here = new Set([...hub.agentsHere(companyId)].map(member => member.who))
    const gone = [...company.said].filter(id => !here.has(id))
    const isDue = now >= company.renewAt
    const agentIds = [...here].filter(id => isDue || !company.said.has(id))
    company.said = here
    if (isDue) company.renewAt = now + RENEW_MS
    try {
      await takeBackFor(database, processId, gone)
      await saySoFor(database, { processId, companyId, agentIds, until: now + LEASE_MS })
    } catch (error) {
      company.said = new Set([...here, ...gone])
      company.renewAt = 0
      throw error
    }
  }

  function agentsMoved(companyId: string) {
    const company = companies.get(companyId)
    if (!company || company.willSay || closed) return
    company.willSay = true
    company.saying = company.saying
      .then(() => {
        company.willSay = false
        return sayWhoIsHere(companyId, company)
      })
      .catch(failed)
      .then(() => nudge(companyId))
  }

  async function again(companyId: string) {
    await refresh()
    agentsMoved(companyId)
  }

  /** Companies begin and stop to assign while the server runs. */
  function refresh(): Promise<void> {
    // One that is under way may have read before the change
    refreshing = refreshing.catch(() => {}).then(readCompanies)
    return refreshing
  }

  async function readCompanies() {
    assigning = new Set(await companiesThatAssign(database))
    const ids = new Set([...assigning, ...(await companiesOnPlatforms(database))])
    for (const id of companies.keys()) if (!ids.has(id)) companies.delete(id)
    for (const id of ids) {
      if (companies.has(id)) continue
      const done = Promise.resolve()
      companies.set(id, {
        said: new Set(),
        renewAt: 0,
        tail: done,
        waiting: false,
        saying: done,
        willSay: false
      })
      agentsMoved(id)
    }
  }

  async function visit(companyId: string, company: Company) {
    if (hub.agentsHere(companyId).size > 0 || company.said.size > 0) await sayWhoIsHere(companyId, company)
    if (await hasQueue(database, companyId)) nudge(companyId)
  }

  async function round() {
    await refresh()
    for (const [companyId, company] of companies) {
      company.saying = company.saying.then(() => visit(companyId, company)).catch(failed)
    }
    if (companies.size > 0) await forgetGone(database, clock.now() - LEASE_MS)
  }

  function goRound() {
    timer = clock.setTimeout(() => {
      rounding = round()
        .catch(error => report('assign-failed', { error: String(error) }))
        .finally(() => void (closed || goRound()))
    }, ROUND_MS)
  }

  return {
    async start() {
      await refresh()
      goRound()
    },
    nudge,
    agentsMoved,
    changed(companyId) {
      bus.publish('desk', companyId)
      again(companyId).catch(error => report('assign-failed', { error: String(error) }))
    },
    isOn: companyId => assigning.has(companyId),
    async settled() {
      await rounding
      await refreshing.catch(() => {})
      for (const company of companies.values()) await quiet(company)
    },
    async close() {
      closed = true
      clock.clearTimeout(timer)
      stop()
      await Promise.all([...companies.values()].map(quiet))
      if (companies.size > 0) await takeBackFor(database, processId).catch(() => {})
    }
  }
}

/** Resolves when neither a word nor a look is under way. */
async function quiet(company: Company) {
  for (let seen; seen !== company.tail || company.willSay;) {
    await company.saying
    await (seen = company.tail)
  }
}
