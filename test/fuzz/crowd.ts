import type { Bus } from '#server/bus/bus'
import { createMemoryBus } from '#server/bus/memory'
import { systemClock } from '#server/clock'
import { contextOf } from '#server/admin/local'
import { runCommand } from '#server/admin/commands'
import type { Entry } from '#protocol/entry'
import type { Member } from '#server/hub'
import { toEntry } from '#server/store/entries'
import type { Writer } from '#server/store/writer'
import { createId } from '#protocol/ids'
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

export type CrowdOptions = {
  seed: number
  visitors: number
  agents: number
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

type Agent = {
  id: string
  name: string
  capacity: number
  groups: string[]
  leave?: () => void
  world?: World
}
type Talk = { uid: string; world: World; group: string; named: boolean }

type Crowd = {
  worlds: World[]
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
  for (let i = 0; i < (options.processes ?? 1); i++)
    worlds.push(await openWorld(options, medium.connect(), i))
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
  for (let i = 0; i < options.visitors; i++) await prepare(crowd)
  for (const agent of crowd.agents) if (options.calm || crowd.random.chance(0.7)) comes(crowd, agent)
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
  }
  return await judge(crowd, options.strict ? 0 : COMMITS * percentile(await pulse, 0.99))
}

async function openWorld({ databaseUrl, wrapWriter }: CrowdOptions, bus: Bus, i: number): Promise<World> {
  const world = await createWorld({
    clock: systemClock,
    sysnum: String(i + 1).padStart(32, '0'),
    bus,
    ...(databaseUrl ? { databaseUrl } : {}),
    ...(wrapWriter ? { wrapWriter } : {})
  })
  await world.services.assigner.start()
  return world
}

async function openDesk(worlds: World[], { seed, agents }: CrowdOptions): Promise<Crowd> {
  const random = createRandom(seed)
  const [world] = worlds as [World]
  const context = contextOf(world.services)
  const { company, sysnum } = (await runCommand(context, 'create-company', { name: 'Crowd' })) as {
    company: string
    sysnum: string
  }
  const people: Agent[] = []
  for (let i = 0; i < agents; i++) {
    const { id, email, name } = await world.makeAgent(`agent${i}`, 'agent', company)
    const capacity = 1 + random.int(3)
    await runCommand(context, 'set-capacity', { email, capacity: String(capacity) })
    // Every group has somebody
    const own = GROUPS[i % GROUPS.length]!
    const groups = random.chance(0.4) ? [...new Set([own, random.pick(GROUPS)])] : [own]
    people.push({ id, name, capacity, groups })
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
    worlds,
    companyId: company,
    random,
    agents: people,
    talks: new Map(),
    shifts: [],
    heardAt,
    over: false
  }
}

function comes(crowd: Crowd, agent: Agent) {
  const world = crowd.random.pick(crowd.worlds)
  crowd.shifts.push({ agentId: agent.id, at: Date.now(), isHere: true })
  agent.leave = world.services.hub.join(member(crowd, 'agent', agent.id))
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
    else if (!agent.leave) comes(crowd, agent)
  }
}

/** A page is open, and has said who should answer. */
async function prepare(crowd: Crowd) {
  const { random, companyId } = crowd
  const world = random.pick(crowd.worlds)
  const group = random.pick(GROUPS)
  const named = random.chance(0.3)
  const uid = await world.makeVisitor(companyId)
  const claims = { groupid: group, queueFirst: String(named) }
  await world.database.write
    .updateTable('timeline')
    .set({ profile: JSON.stringify({ claims }) })
    .where('uid', '=', uid)
    .execute()
  const one = member(crowd, 'visitor', uid)
  world.services.hub.join(one)
  world.services.hub.follow(one, uid)
  crowd.talks.set(uid, { uid, world, group, named })
}

/** All at once: within a fifth of a second. */
async function asks({ random, companyId }: Crowd, { uid, world }: Talk) {
  await pause(random.int(200))
  await world.services.writer.submit({
    companyId,
    uid,
    intent: {
      kind: 'send',
      by: { role: 'visitor', id: uid },
      clientId: 'one',
      content: { kind: 'text', text: 'hello' }
    }
  })
}

function member(crowd: Crowd, role: Member['role'], who: string): Member {
  return {
    id: createId(Date.now()),
    role,
    who,
    companyId: crowd.companyId,
    close: () => {},
    recheck: () => {},
    deliver(text) {
      if (role !== 'visitor' || !text.includes('"assigned"')) return
      const { entry } = JSON.parse(text) as { entry: Entry }
      if (crowd.heardAt.has(entry.id)) return
      crowd.heardAt.set(entry.id, Date.now())
      if (entry.content.kind === 'assigned') void isServed(crowd, who, entry.cid, entry.content.agent)
    }
  }
}

/** They talk for a while, then the agent ends it, with whichever process. */
async function isServed(
  { random, worlds, companyId }: Crowd,
  uid: string,
  cid: string,
  agent: { id: string; name: string }
) {
  await pause(20 + random.int(150))
  await random.pick(worlds).services.writer.submit({
    companyId,
    uid,
    intent: { kind: 'end', by: { role: 'agent', ...agent, rank: 'lead' }, cid }
  })
}

async function disturbUntilOver(crowd: Crowd, disturb: NonNullable<CrowdOptions['disturb']>) {
  while (!crowd.over) {
    await disturb(crowd.worlds[0]!, crowd.companyId)
    await pause(30)
  }
}

/** What a plain commit takes meanwhile, in ms. */
async function feelPulse(crowd: Crowd): Promise<number[]> {
  const { database, company } = crowd.worlds[0]!
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

async function allEnded({ worlds, companyId }: Crowd, visitors: number): Promise<boolean> {
  const row = await worlds[0]!.database.read
    .selectFrom('conversation')
    .select(eb => eb.fn.countAll<number>().as('count'))
    .where('company_id', '=', companyId)
    .where('status', '=', 'ended')
    .executeTakeFirst()
  return Number(row?.count) === visitors
}

async function judge(crowd: Crowd, allowedMs: number): Promise<CrowdVerdict> {
  const rows = await crowd.worlds[0]!.database.read.selectFrom('entry')
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
