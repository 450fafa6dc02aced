import { sql } from 'kysely'
import type { Newcomer, Waiting } from '#server/desk/assign'
import { isOpen } from '#server/desk/hours'
import type { Place } from '#server/desk/route'
import type { DeskAgent, DeskGroup } from '#server/desk/staff'
import { readVisitor, readWish } from '#server/desk/wish'
import type { Profile } from '#protocol/desk'
import type { Database } from './db.ts'
import { groupsOf, type Group } from './groups.ts'
import { updateRows } from './hot-sql.ts'
import type { Db, Tx } from './schema.ts'

// Written into the statements: SQLite finds no partial index for a value that it is given later
const QUEUED = sql.lit('queued' as const)
const ACTIVE = sql.lit('active' as const)

/** The desk of a company as it is now. */
export type DeskNow = {
  /** Groups and agents that somebody waits for, also such as are no more. */
  awaited: { groups: string[]; agents: string[] }
  agents: DeskAgent[]
  groups: (DeskGroup & Pick<Group, 'queueMode'> & { avoiding: number })[]
}

/** A company without groups has one of everybody, which goes by the company's id. */
export async function deskNow(tx: Db | Tx, companyId: string, now: number): Promise<DeskNow> {
  const agents = await agentsNow(tx, companyId, now)
  const made = await groupsOf(tx, companyId, new Set(agents.map(({ id }) => id)))
  const groups = made.length > 0 ? made : [everybody(companyId, agents)]
  const waiting = await waitingCounts(tx, companyId)
  return {
    awaited: { groups: [...waiting.keys()], agents: await wantedAgents(tx, companyId) },
    agents,
    groups: groups.map(({ id, agentIds, hours, queueMode, queueLimit }) => ({
      id,
      agentIds,
      queueMode,
      limit: queueLimit,
      isOpen: hours === null || isOpen(hours, now),
      ...(waiting.get(id) ?? { waiting: 0, avoiding: 0 })
    }))
  }
}

const everybody = (companyId: string, agents: DeskAgent[]): Group => ({
  id: companyId,
  name: '',
  hours: null,
  queueMode: 'in-turn',
  queueLimit: null,
  agentIds: agents.map(({ id }) => id)
})

async function agentsNow(tx: Db | Tx, companyId: string, now: number): Promise<DeskAgent[]> {
  const rows = await tx
    .selectFrom('agent')
    .select(['id', 'name', 'status', 'capacity', 'served_at as servedAt'])
    .where('company_id', '=', companyId)
    .where('disabled_at', 'is', null)
    .orderBy('id')
    .execute()
  const here = await tx
    .selectFrom('agent_presence')
    .select('agent_id')
    .where('company_id', '=', companyId)
    .where('until', '>', now)
    .execute()
  const held = await tx
    .selectFrom('conversation')
    .select(['agent_id', eb => eb.fn.countAll<number>().as('count')])
    .where('company_id', '=', companyId)
    .where('status', '=', ACTIVE)
    .groupBy('agent_id')
    .execute()
  const present = new Set(here.map(({ agent_id }) => agent_id))
  const loads = new Map(held.map(({ agent_id, count }) => [agent_id, Number(count)]))
  return rows.map(row => ({ ...row, isHere: present.has(row.id), load: loads.get(row.id) ?? 0 }))
}

async function wantedAgents(tx: Db | Tx, companyId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('conversation')
    .select('wanted_agent_id')
    .distinct()
    .where('company_id', '=', companyId)
    .where('status', '=', QUEUED)
    .where('wanted_agent_id', 'is not', null)
    .execute()
  return rows.map(row => row.wanted_agent_id!)
}

async function waitingCounts(tx: Db | Tx, companyId: string) {
  const rows = await tx
    .selectFrom('conversation')
    .select(eb => [
      'group_id',
      eb.fn.countAll<number>().as('waiting'),
      eb.fn.count<number>('avoid_agent_id').as('avoiding')
    ])
    .where('company_id', '=', companyId)
    .where('status', '=', QUEUED)
    .where('group_id', 'is not', null)
    .groupBy('group_id')
    .execute()
  return new Map(
    rows.map(({ group_id, waiting, avoiding }) => [
      group_id!,
      { waiting: Number(waiting), avoiding: Number(avoiding) }
    ])
  )
}

/** Somebody who has no place, or whose place may be another by now; `before` is where that was. */
export type Coming = Newcomer & { before: { place: Place['kind'] | null; route: string | null } & Where }
export type Where = { groupId: string | null; agentId: string | null }

/** Who has just come, and with `all` also who had nowhere to go, or who waits for people that are gone. */
export async function comingTo(
  tx: Tx,
  companyId: string,
  { all, limit, gone }: { all: boolean; limit: number; gone: { groups: string[]; agents: string[] } }
): Promise<Coming[]> {
  const queued = sql`select cid from conversation where company_id = ${companyId} and status = 'queued'`
  // Each by an index of its own
  const parts = [sql`${queued} and route is null`]
  if (all) {
    parts.push(sql`${queued} and group_id is null and wanted_agent_id is null`)
    if (gone.agents.length > 0) parts.push(sql`${queued} and wanted_agent_id in (${sql.join(gone.agents)})`)
    if (gone.groups.length > 0) parts.push(sql`${queued} and group_id in (${sql.join(gone.groups)})`)
  }
  const { rows } = await sql<{
    cid: string
    uid: string
    queued_at: number | null
    started_at: number
    group_id: string | null
    wanted_agent_id: string | null
    avoid_agent_id: string | null
    route: string | null
    profile: string
    sticky: string | null
  }>`
    select c.cid, c.uid, c.queued_at, c.started_at, c.group_id, c.wanted_agent_id, c.avoid_agent_id, c.route, t.profile,
      coalesce(c.sticky_agent_id, (
        select e.agent_id from conversation e
        where e.uid = c.uid and e.status = 'ended' and e.agent_id is not null order by e.first_seq desc limit 1
      )) as sticky
    from conversation c join timeline t on t.uid = c.uid
    where c.cid in (${sql.join(parts, sql` union `)})
    order by c.queued_at, c.cid limit ${limit}`.execute(tx)
  return rows.map(row => {
    const { claims } = JSON.parse(row.profile) as Profile
    return {
      cid: row.cid,
      uid: row.uid,
      queuedAt: Number(row.queued_at ?? row.started_at),
      sticky: row.sticky,
      avoid: row.avoid_agent_id,
      wish: readWish(claims),
      visitor: readVisitor(claims),
      before: {
        groupId: row.group_id,
        agentId: row.wanted_agent_id,
        place: row.group_id ? 'group' : row.wanted_agent_id ? 'agent' : row.route ? 'leave' : null,
        route: row.route
      }
    }
  })
}

/** The heads of queues, as many as could be served; `groups` with how many of each. */
export async function headsOf(
  tx: Tx,
  companyId: string,
  { groups, agents, limit }: { groups: { id: string; most: number }[]; agents: string[]; limit: number }
): Promise<Waiting[]> {
  const base = () =>
    tx
      .selectFrom('conversation')
      .select([
        'cid',
        'uid',
        'queued_at as queuedAt',
        'queue_rank as rank',
        'wanted_agent_id as agentId',
        'sticky_agent_id as sticky',
        'avoid_agent_id as avoid'
      ])
      .where('company_id', '=', companyId)
      .where('status', '=', QUEUED)
  const heads: Waiting[] = []
  for (const { id, most } of groups) {
    const rows = await base()
      .where('group_id', '=', id)
      .orderBy('queue_rank')
      .orderBy('queued_at')
      .orderBy('cid')
      .limit(Math.min(most, limit))
      .execute()
    for (const { agentId: _none, queuedAt, ...row } of rows)
      heads.push({ ...row, queuedAt: Number(queuedAt), place: { kind: 'group', groupId: id } })
  }
  if (agents.length === 0) return heads
  const wanting = await base()
    .where('wanted_agent_id', 'in', agents)
    .orderBy('queued_at')
    .orderBy('cid')
    .limit(limit)
    .execute()
  for (const { agentId, queuedAt, ...row } of wanting)
    heads.push({ ...row, queuedAt: Number(queuedAt), place: { kind: 'agent', agentId: agentId! } })
  return heads
}

export type NewPlace = Where & { cid: string; rank: number; sticky: string | null; route: string }

const PLACE_COLUMNS = [
  'cid',
  'group_id',
  'wanted_agent_id',
  'queue_rank',
  'sticky_agent_id',
  'route'
] as const

/** Many in one statement: a crowd that comes at once would else wait for as many answers of the database. */
export async function savePlaces(tx: Tx, kind: Database['kind'], places: NewPlace[]) {
  const rows = places.map(({ cid, groupId, agentId, rank, sticky, route }) => ({
    cid,
    group_id: groupId,
    wanted_agent_id: agentId,
    queue_rank: rank,
    sticky_agent_id: sticky,
    route
  }))
  const set = PLACE_COLUMNS.slice(1)
    .map(column => `${column} = given.${column}`)
    .join(', ')
  await updateRows(tx, kind, { table: 'conversation', columns: PLACE_COLUMNS, rows, set })
}
