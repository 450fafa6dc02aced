import { sql } from 'kysely'
import type { Newcomer, Waiting } from '#server/desk/assign'
import { isOpen } from '#server/desk/hours'
import { readOverflow, type Overflow } from '#server/desk/overflow'
import type { Place, Trace } from '#server/desk/route'
import { countedClaims, matchRule, type KnownRule, type Unsigned } from '#server/desk/routing'
import type { DeskAgent, DeskGroup } from '#server/desk/staff'
import { readVisitor, readWish } from '#server/desk/wish'
import type { Customer } from '#protocol/customer'
import type { Profile } from '#protocol/desk'
import type { QueueMode } from '#protocol/group'
import type { Database } from './db.ts'
import { toGroups, type Group } from './groups.ts'
import { inList, readLists, updateRows, type List, type Value } from './hot-sql.ts'
import type { Db, Tx } from './schema.ts'

// Written into the statements: SQLite finds no partial index for a value that it is given later
const QUEUED = sql.lit('queued' as const)

/** The desk of a company as it is now. */
export type DeskNow = {
  /** Groups and agents that somebody waits for, also such as are no more. */
  awaited: { groups: string[]; agents: string[] }
  agents: DeskAgent[]
  groups: (DeskGroup & Pick<Group, 'queueMode' | 'name'> & { avoiding: number })[]
}

/** A company without groups has one of everybody, which goes by the company's id. */
export async function deskNow(
  db: Db | Tx,
  kind: Database['kind'],
  { companyId, now }: { companyId: string; now: number }
): Promise<DeskNow> {
  const queued = `conversation where company_id = ? and status = 'queued'`
  const values = [companyId]
  const found = await readLists(db, kind, {
    agents: {
      columns: ['id', 'name', 'status', 'capacity', 'served_at'],
      from: 'agent where company_id = ? and disabled_at is null order by id',
      values
    },
    here: {
      columns: ['agent_id'],
      from: 'agent_presence where company_id = ? and until > ?',
      values: [companyId, now]
    },
    held: {
      columns: ['agent_id', 'count(*)'],
      from: `conversation where company_id = ? and status = 'active' group by agent_id`,
      values
    },
    groups: {
      columns: ['id', 'name', 'hours', 'queue_mode', 'queue_limit'],
      from: 'agent_group where company_id = ? order by created_at, id',
      values
    },
    members: {
      columns: ['group_id', 'agent_id'],
      from: 'group_member where company_id = ? order by group_id, agent_id',
      values
    },
    waiting: {
      columns: ['group_id', 'count(*)', 'count(avoid_agent_id)'],
      from: `${queued} and group_id is not null group by group_id`,
      values
    },
    wanted: {
      columns: ['wanted_agent_id'],
      from: `${queued} and wanted_agent_id is not null group by wanted_agent_id`,
      values
    }
  })
  const agents = agentsIn(found)
  const made = toGroups(
    (found.groups as GroupCells[]).map(([id, name, hours, queue_mode, queue_limit]) => ({
      id,
      name,
      hours,
      queue_mode,
      queue_limit
    })),
    (found.members as [string, string][]).map(([groupId, id]) => ({ groupId, id })),
    new Set(agents.map(({ id }) => id))
  )
  const groups = made.length > 0 ? made : [everybody(companyId, agents)]
  const waiting = new Map(
    (found.waiting as [string, number, number][]).map(([id, waiting, avoiding]) => [
      id,
      { waiting, avoiding }
    ])
  )
  return {
    awaited: { groups: [...waiting.keys()], agents: (found.wanted as [string][]).map(([id]) => id) },
    agents,
    groups: groups.map(({ id, name, agentIds, hours, queueMode, queueLimit }) => ({
      id,
      name,
      agentIds,
      queueMode,
      limit: queueLimit,
      isOpen: hours === null || isOpen(hours, now),
      ...(waiting.get(id) ?? { waiting: 0, avoiding: 0 })
    }))
  }
}

type GroupCells = [string, string, string | null, QueueMode, number | null]
type AgentCells = [string, string, DeskAgent['status'], number, number]

function agentsIn({ agents, here, held }: Record<'agents' | 'here' | 'held', unknown[][]>): DeskAgent[] {
  const present = new Set((here as [string][]).map(([id]) => id))
  const loads = new Map(held as [string, number][])
  return (agents as AgentCells[]).map(([id, name, status, capacity, servedAt]) => ({
    id,
    name,
    status,
    capacity,
    servedAt,
    isHere: present.has(id),
    load: loads.get(id) ?? 0
  }))
}

const everybody = (companyId: string, agents: DeskAgent[]): Group => ({
  id: companyId,
  name: '',
  hours: null,
  queueMode: 'in-turn',
  queueLimit: null,
  agentIds: agents.map(({ id }) => id)
})

/** Somebody who has no place, or whose place may be another by now; `before` is where that was. */
export type Coming = Newcomer & {
  before: { place: Place['kind'] | null; route: string | null } & Where
  profile: Profile
  channel: number | null
  /** Has been asked for a group, whatever came of it. */
  wasAsked: boolean
  /** Of another company that the page has named. */
  overflow: Overflow | undefined
}
export type Where = { groupId: string | null; agentId: string | null }

/** The route of those who are being asked which group should answer: they wait for nobody yet. */
export const ASKED = JSON.stringify({ by: 'visitor', looks: [], warnings: [] } satisfies Trace)

/** What a company has said about whose wishes count, and who should answer whom. */
export type Counting = {
  rules: readonly KnownRule[]
  unsigned: (channel: number | null) => Unsigned | undefined
}

/**
 * Who has just come, or was asked for a group before `askedBefore` and has not picked any; with `all` also who had nowhere to go, or who
 * waits for people that are gone.
 */
export async function comingTo(
  tx: Tx,
  companyId: string,
  {
    all,
    limit,
    gone,
    askedBefore,
    counting
  }: {
    all: boolean
    limit: number
    gone: { groups: string[]; agents: string[] }
    askedBefore: number
    counting(): Promise<Counting>
  }
): Promise<Coming[]> {
  const queued = sql`select cid from conversation where company_id = ${companyId} and status = 'queued'`
  // Each by an index of its own
  const parts = [
    sql`${queued} and route is null`,
    sql`${queued} and asked_at is not null and asked_at <= ${askedBefore} and route = ${ASKED}`
  ]
  if (all) {
    parts.push(
      sql`${queued} and group_id is null and wanted_agent_id is null and (route is null or route <> ${ASKED})`
    )
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
    customer: string
    verified: 0 | 1
    channel: number | null
    asked_at: number | null
    picked_group_id: string | null
    sticky: string | null
    referred: string | null
  }>`
    select c.cid, c.uid, c.queued_at, c.started_at, c.group_id, c.wanted_agent_id, c.avoid_agent_id, c.route, c.channel,
      c.asked_at, c.picked_group_id, t.profile, t.customer, t.verified,
      (select r.group_id from referral r where r.id = t.referral_id) as referred,
      coalesce(c.sticky_agent_id, (
        select e.agent_id from conversation e
        where e.uid = c.uid and e.status = 'ended' and e.agent_id is not null order by e.first_seq desc limit 1
      )) as sticky
    from conversation c join timeline t on t.uid = c.uid
    where c.cid in (${sql.join(parts, sql` union `)})
    order by c.queued_at, c.cid limit ${limit}`.execute(tx)
  if (rows.length === 0) return []
  const { rules, unsigned } = await counting()
  return rows.map(row => {
    const profile = JSON.parse(row.profile) as Profile
    const customer = JSON.parse(row.customer) as Customer
    const claims = countedClaims(profile.claims, {
      verified: row.verified === 1,
      unsigned: unsigned(row.channel),
      customer
    })
    const rule = matchRule(rules, { claims, url: profile.page?.url ?? '', channel: row.channel })
    return {
      cid: row.cid,
      uid: row.uid,
      queuedAt: Number(row.queued_at ?? row.started_at),
      sticky: row.sticky,
      avoid: row.avoid_agent_id,
      wish: {
        ...readWish(claims),
        owner: ownerOf(customer),
        rule: rule && { name: rule.name, to: rule.to.kind, id: rule.to.id },
        picked: row.picked_group_id,
        referred: row.referred
      },
      visitor: readVisitor(claims),
      profile,
      channel: row.channel,
      wasAsked: row.asked_at !== null,
      overflow: readOverflow(claims),
      before: {
        groupId: row.group_id,
        agentId: row.wanted_agent_id,
        place: row.group_id ? 'group' : row.wanted_agent_id ? 'agent' : row.route ? 'leave' : null,
        route: row.route
      }
    }
  })
}

const ownerOf = ({ owner, ownerGroup }: Customer) =>
  owner || ownerGroup ? { agentId: owner ?? null, groupId: ownerGroup ?? null } : undefined

/** The heads of queues, as many as could be served; `groups` with how many of each. */
export async function headsOf(
  tx: Tx,
  kind: Database['kind'],
  {
    companyId,
    groups,
    agents,
    limit
  }: { companyId: string; groups: { id: string; most: number }[]; agents: string[]; limit: number }
): Promise<Waiting[]> {
  const queue = (condition: string, order: string, values: Value[]): List => ({
    columns: [
      'cid',
      'uid',
      'queued_at',
      'queue_rank',
      'wanted_agent_id',
      'sticky_agent_id',
      'avoid_agent_id'
    ],
    from: `conversation where company_id = ? and status = 'queued' and ${condition} order by ${order} limit ?`,
    values: [companyId, ...values]
  })
  const lists: Record<string, List> = {}
  for (const { id, most } of groups)
    lists[`of ${id}`] = queue('group_id = ?', 'queue_rank, queued_at, cid', [id, Math.min(most, limit)])
  if (agents.length > 0) {
    const wanted = inList(kind, agents)
    lists['named'] = queue(`wanted_agent_id ${wanted.text}`, 'queued_at, cid', [...wanted.values, limit])
  }
  if (Object.keys(lists).length === 0) return []
  const found = await readLists(tx, kind, lists)
  const toWaiting =
    (groupId?: string) =>
    ([cid, uid, queuedAt, rank, agentId, sticky, avoid]: HeadCells): Waiting => ({
      cid,
      uid,
      queuedAt,
      rank,
      sticky,
      avoid,
      place: groupId === undefined ? { kind: 'agent', agentId: agentId! } : { kind: 'group', groupId }
    })
  return [
    ...groups.flatMap(({ id }) => (found[`of ${id}`] as HeadCells[]).map(toWaiting(id))),
    ...((found['named'] ?? []) as HeadCells[]).map(toWaiting())
  ]
}

type HeadCells = [string, string, number, number, string | null, string | null, string | null]

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

/** They are being asked which group should answer. */
export async function saveAsked(tx: Tx, cids: string[], now: number) {
  if (cids.length === 0) return
  await tx
    .updateTable('conversation')
    .set({ asked_at: now, route: ASKED, group_id: null, wanted_agent_id: null })
    .where('cid', 'in', cids)
    .execute()
}

/** False when the conversation is not being asked for a group any more. */
export async function savePick({ write }: Database, cid: string, groupId: string): Promise<boolean> {
  const { numUpdatedRows } = await write
    .updateTable('conversation')
    .set({ picked_group_id: groupId, route: null })
    .where('cid', '=', cid)
    .where('status', '=', QUEUED)
    .where('route', '=', ASKED)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Whether this visitor waits where nobody can take them now. */
export async function isLeftAlone({ read }: Database, uid: string): Promise<boolean> {
  const row = await read
    .selectFrom('timeline')
    .innerJoin('conversation', 'conversation.cid', 'timeline.cid')
    .select('conversation.route')
    .where('timeline.uid', '=', uid)
    .where('conversation.status', '=', 'queued')
    .executeTakeFirst()
  return row?.route ? 'leave' in (JSON.parse(row.route) as object) : false
}

/** Why a conversation is where it is; null: it has not been routed. Undefined when the company has no such conversation. */
export async function traceOf(
  { read }: Database,
  companyId: string,
  cid: string
): Promise<(Trace & { leave?: string }) | null | undefined> {
  const row = await read
    .selectFrom('conversation')
    .select('route')
    .where('cid', '=', cid)
    .where('company_id', '=', companyId)
    .executeTakeFirst()
  if (!row) return undefined
  return row.route === null ? null : (JSON.parse(row.route) as Trace & { leave?: string })
}
