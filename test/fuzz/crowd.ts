import type { Bus } from '#server/bus/bus'
import { createMemoryBus } from '#server/bus/memory'
import type { AgentAccount } from '#server/store/agents'
import { systemClock } from '#server/clock'
import { contextOf } from '#server/admin/local'
import { runCommand } from '#server/admin/commands'
import { toEntry } from '#server/store/entries'
import type { Writer } from '#server/store/writer'
import type { Cluster } from '#test/kit/cluster'
import {
  checkDesk,
  type DeskEvent,
  type DeskFacts,
  type DeskVerdict,
  type Shift
} from '#test/kit/desk-history'
import { percentile } from '#test/bench/stats'
import { createRandom, type Random } from '#test/kit/random'
import { createWorld, type World } from '#test/kit/world'
import { siteAt, siteOf, type Assigned, type Site } from './crowd-site.ts'

export type CrowdOptions = {
  seed: number
  visitors: number
  agents: number
  /** Real processes, and real sockets. */
  cluster?: Cluster
  /** One process on SQLite without it, else as many as `processes` on this database. */
  databaseUrl?: string
  processes?: number
  /** All agents are there and stay. */
  calm?: boolean
  /** To plant bugs: between the desk and its turns, or in the database while all goes on. */
  wrapWriter?(writer: Writer): Writer
  disturb?(world: World, companyId: string): Promise<void>
  /** A slow machine is no excuse. */
  strict?: boolean
  withinMs?: number
}

/** `allowedMs`: what the machine's slowness is granted beyond each bound. */
export type CrowdVerdict = DeskVerdict & { log: DeskEvent[]; allowedMs: number }

const GROUPS = ['g1', 'g2', 'g3', 'g4']
/** In these, who carries queueFirst goes first. */
const NAMED_FIRST = new Set(['g2', 'g4'])
const BOUNDS = { idleMs: 3_000, absentMs: 1_000 }
/** So many plain commits, as slow as they are on this machine now, may come on top of every bound. */
const COMMITS = 20
/** Pages that open at the same time. */
const AT_ONCE = 50
let companies = 0

type Agent = AgentAccount & {
  capacity: number
  groups: string[]
  leave?: () => void
}
type Talk = { uid: string; site: Site; group: string; named: boolean }

type Crowd = {
  /** What looks into the database from beside. */
  office: World
  sites: Site[]
  companyId: string
  random: Random
  agents: Agent[]
  talks: Map<string, Talk>
  shifts: Shift[]
  /** When an assignment was heard of, by the entry's id. */
  heardAt: Map<string, number>
  over: boolean
}

/** Everybody asks at once, agents come and go, conversations end; then the log is judged. */
export async function runCrowd(options: CrowdOptions): Promise<CrowdVerdict> {
  const medium = createMemoryBus()
  const worlds: World[] = []
  for (let i = 0; i < (options.processes ?? 1); i++) worlds.push(await openWorld(options, medium.connect()))
  try {
    return await run(await openDesk(worlds, options), options)
  } finally {
    for (const world of worlds) await world.services.assigner.close()
    for (const world of worlds) {
      await world.services.queueNews.settled()
      await world.close()
    }
  }
}

async function run(crowd: Crowd, options: CrowdOptions): Promise<CrowdVerdict> {
  for (let i = 0; i < options.visitors; i += AT_ONCE)
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, options.visitors - i) }, () => prepare(crowd)))
  const first = crowd.agents.filter(() => options.calm || crowd.random.chance(0.7))
  await Promise.all(first.map(agent => comes(crowd, agent)))
  // A process that was not told of the company finds it in its next round
  await until(() => isSomebodyThere(crowd), 10_000)
  const pulse = feelPulse(crowd)
  const others = [
    ...(options.calm ? [] : crowd.agents).map(agent => comeAndGo(crowd, agent)),
    ...(options.disturb ? [disturbUntilOver(crowd, options.disturb)] : [])
  ]
  try {
    await Promise.all([...crowd.talks.values()].map(talk => asks(crowd, talk)))
    await until(() => allEnded(crowd, options.visitors), options.withinMs ?? 60_000)
  } finally {
    crowd.over = true
    await Promise.all([pulse, ...others])
    for (const { leave } of crowd.agents) leave?.()
    for (const site of crowd.sites) site.close()
  }
  return await judge(crowd, options.strict ? 0 : COMMITS * percentile(await pulse, 0.99))
}

async function openWorld(
  { cluster, databaseUrl = cluster?.databaseUrl, wrapWriter }: CrowdOptions,
  bus: Bus
): Promise<World> {
  const world = await createWorld({
    clock: systemClock,
    sysnum: String(++companies).padStart(32, 'a'),
    bus,
    ...(databaseUrl ? { databaseUrl } : {}),
    ...(wrapWriter ? { wrapWriter } : {})
  })
  if (!cluster) await world.services.assigner.start()
  return world
}

async function openDesk(worlds: World[], { seed, agents, cluster }: CrowdOptions): Promise<Crowd> {
  const random = createRandom(seed)
  const [world] = worlds as [World]
  const context = contextOf(world.services)
  const { company, sysnum } = (await runCommand(context, 'create-company', { name: 'Crowd' })) as {
    company: string
    sysnum: string
  }
  const people: Agent[] = []
  for (let i = 0; i < agents; i++) {
    const account = await world.makeAgent(`agent${i}`, 'agent', company)
    const capacity = 1 + random.int(3)
    await runCommand(context, 'set-capacity', { email: account.email, capacity: String(capacity) })
    // Every group has somebody
    const own = GROUPS[i % GROUPS.length]!
    const groups = random.chance(0.4) ? [...new Set([own, random.pick(GROUPS)])] : [own]
    people.push({ ...account, capacity, groups })
  }
  for (const id of GROUPS) {
    const mode = NAMED_FIRST.has(id) ? 'named-first' : 'in-turn'
    await runCommand(context, 'create-group', { sysnum, name: id, id, mode })
    for (const agent of people)
      if (agent.groups.includes(id))
        await world.database.write
          .insertInto('group_member')
          .values({ company_id: company, group_id: id, agent_id: agent.id })
          .execute()
  }
  await runCommand(context, 'set-desk', { sysnum, assign: 'auto', 'ask-group': 'off' })
  const heardAt = new Map<string, number>()
  return {
    office: world,
    sites: cluster
      ? cluster.servers.map(({ url }) => siteAt(url, world, company))
      : worlds.map(one => siteOf(one, company)),
    companyId: company,
    random,
    agents: people,
    talks: new Map(),
    shifts: [],
    heardAt,
    over: false
  }
}

async function comes(crowd: Crowd, agent: Agent) {
  const leave = await crowd.random.pick(crowd.sites).agentComes(agent)
  crowd.shifts.push({ agentId: agent.id, at: Date.now(), isHere: true })
  agent.leave = leave
}

async function isSomebodyThere({ office, companyId }: Crowd): Promise<boolean> {
  const row = await office.database.read
    .selectFrom('agent_presence')
    .select('agent_id')
    .where('company_id', '=', companyId)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

function goes(crowd: Crowd, agent: Agent) {
  agent.leave?.()
  delete agent.leave
  crowd.shifts.push({ agentId: agent.id, at: Date.now(), isHere: false })
}

async function comeAndGo(crowd: Crowd, agent: Agent) {
  const { random } = crowd
  while (!crowd.over) {
    await pause(50 + random.int(600))
    if (agent.leave && random.chance(0.4)) goes(crowd, agent)
    else if (!agent.leave) await comes(crowd, agent)
  }
}

/** A page is open, and has said who should answer. */
async function prepare(crowd: Crowd) {
  const { random, companyId, office } = crowd
  const site = random.pick(crowd.sites)
  const group = random.pick(GROUPS)
  const named = random.chance(0.3)
  const uid = await office.makeVisitor(companyId)
  const claims = { groupid: group, queueFirst: String(named) }
  await office.database.write
    .updateTable('timeline')
    .set({ profile: JSON.stringify({ claims }) })
    .where('uid', '=', uid)
    .execute()
  await site.visitorComes(uid, assigned => {
    if (crowd.heardAt.has(assigned.id)) return
    crowd.heardAt.set(assigned.id, Date.now())
    void isServed(crowd, uid, assigned)
  })
  crowd.talks.set(uid, { uid, site, group, named })
}

/** All at once: within a fifth of a second. */
async function asks({ random }: Crowd, { uid, site }: Talk) {
  await pause(random.int(200))
  site.asks(uid)
}

/** They talk for a while, then one of them ends it. */
async function isServed({ random, talks }: Crowd, uid: string, assigned: Assigned) {
  await pause(20 + random.int(150))
  talks.get(uid)!.site.ends(uid, assigned)
}

async function disturbUntilOver(crowd: Crowd, disturb: NonNullable<CrowdOptions['disturb']>) {
  while (!crowd.over) {
    await disturb(crowd.office, crowd.companyId)
    await pause(30)
  }
}

/** What a plain commit takes meanwhile, in ms. */
async function feelPulse(crowd: Crowd): Promise<number[]> {
  const { database, company } = crowd.office
  const beats: number[] = []
  while (!crowd.over) {
    const startedAt = Date.now()
    await database.write
      .updateTable('company')
      .set({ name: `Demo ${startedAt}` })
      .where('id', '=', company.id)
      .execute()
    beats.push(Date.now() - startedAt)
    await pause(20)
  }
  return beats
}

async function allEnded({ office, companyId }: Crowd, visitors: number): Promise<boolean> {
  const row = await office.database.read
    .selectFrom('conversation')
    .select(eb => eb.fn.countAll<number>().as('count'))
    .where('company_id', '=', companyId)
    .where('status', '=', 'ended')
    .executeTakeFirst()
  return Number(row?.count) === visitors
}

async function judge(crowd: Crowd, allowedMs: number): Promise<CrowdVerdict> {
  const rows = await crowd.office.database.read
    .selectFrom('entry')
    .selectAll()
    .where('company_id', '=', crowd.companyId)
    .orderBy('desk_seq')
    .execute()
  const cids = new Map(rows.map(row => [row.uid, row.cid]))
  const talks: DeskFacts['talks'] = new Map(
    [...crowd.talks.values()].map(({ uid, group, named }) => [
      cids.get(uid)!,
      { group, rank: NAMED_FIRST.has(group) && !named ? 1 : 0 }
    ])
  )
  const log = rows.flatMap((row): DeskEvent[] => {
    const { content, cid, id, at } = toEntry(row)
    const base = { seq: row.desk_seq, at, cid }
    if (content.kind === 'assigned')
      return [{ ...base, at: crowd.heardAt.get(id) ?? at, kind: 'assigned', agentId: content.agent.id }]
    return content.kind === 'started' || content.kind === 'released' || content.kind === 'ended'
      ? [{ ...base, kind: content.kind }]
      : []
  })
  const agents = new Map(crowd.agents.map(({ id, capacity, groups }) => [id, { capacity, groups }]))
  const verdict = checkDesk(log, crowd.shifts, {
    facts: { agents, talks },
    bounds: { idleMs: BOUNDS.idleMs + allowedMs, absentMs: BOUNDS.absentMs + allowedMs }
  })
  const seqs = rows.map(({ desk_seq }) => desk_seq)
  if (seqs.some((seq, i) => seq !== i + 1))
    verdict.violations.push({ rule: 'gap', detail: 'the desk log is not dense' })
  return { ...verdict, log, allowedMs }
}

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

async function until(condition: () => Promise<boolean>, withinMs: number) {
  for (const end = Date.now() + withinMs; Date.now() < end; await pause(50)) if (await condition()) return
}
