import type { Selectable } from 'kysely'
import * as v from 'valibot'
import { createId } from '#protocol/ids'
import type { QueueMode } from '#protocol/group'
import { Hours } from '#protocol/hours'
import type { VipLevel } from '#server/desk/queue'
import type { Rule } from '#protocol/routing'
import type { Database } from './db.ts'
import type { AgentGroupTable, Db, Tx } from './schema.ts'

/** How a company's desk works. `auto`: it gives conversations to agents; `manual`: they take them. The highest VIP level comes first. */
export type DeskSettings = {
  assign: 'manual' | 'auto'
  vipLevels: VipLevel[]
  /** Visitors for whom nobody has named a group are asked, where there are several. */
  asksGroup: boolean
  /** The first that fits has the say. */
  rules: Rule[]
}

export type Group = {
  id: string
  name: string
  /** Null: always open. */
  hours: Hours | null
  queueMode: QueueMode
  /** The most that may wait; null: no limit. */
  queueLimit: number | null
  agentIds: string[]
}

const DEFAULTS: DeskSettings = { assign: 'manual', vipLevels: [], asksGroup: true, rules: [] }

export async function deskSettings(db: Db | Tx, companyId: string): Promise<DeskSettings> {
  const row = await db.selectFrom('company').select('desk').where('id', '=', companyId).executeTakeFirst()
  return toSettings(row?.desk ?? '{}')
}

export const toSettings = (text: string): DeskSettings => ({
  ...DEFAULTS,
  ...(JSON.parse(text) as Partial<DeskSettings>)
})

export async function saveDeskSettings(
  { write }: Database,
  companyId: string,
  settings: Partial<DeskSettings>
) {
  await write
    .updateTable('company')
    .set({ desk: JSON.stringify(settings), staffed: '' })
    .where('id', '=', companyId)
    .execute()
}

/** The companies whose desk gives conversations out. */
export async function companiesThatAssign({ read }: Database): Promise<string[]> {
  const rows = await read.selectFrom('company').select(['id', 'desk']).where('desk', '<>', '{}').execute()
  return rows.filter(({ desk }) => toSettings(desk).assign === 'auto').map(({ id }) => id)
}

export async function hasQueue({ read }: Database, companyId: string): Promise<boolean> {
  const row = await read
    .selectFrom('conversation')
    .select('cid')
    .where('company_id', '=', companyId)
    .where('status', '=', 'queued')
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Oldest first. */
export async function groupsOf(db: Db | Tx, companyId: string): Promise<Group[]> {
  const agents = await whoMaySignIn(db, companyId)
  const rows = await db
    .selectFrom('agent_group')
    .selectAll()
    .where('company_id', '=', companyId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  const members = await db
    .selectFrom('group_member')
    .select(['group_id as groupId', 'agent_id as id'])
    .where('company_id', '=', companyId)
    .orderBy('group_id')
    .orderBy('agent_id')
    .execute()
  return toGroups(rows, members, agents)
}

type GroupOf = Pick<Selectable<AgentGroupTable>, 'id' | 'name' | 'hours' | 'queue_mode' | 'queue_limit'>

/** In their order; who may not sign in is no member. */
export function toGroups(
  rows: readonly GroupOf[],
  members: readonly { groupId: string; id: string }[],
  agents: ReadonlySet<string>
): Group[] {
  const byGroup = new Map<string, string[]>(rows.map(({ id }) => [id, []]))
  for (const { groupId, id } of members) if (agents.has(id)) byGroup.get(groupId)?.push(id)
  return rows.map(({ id, name, hours, queue_mode, queue_limit }) => ({
    id,
    name,
    hours: hours === null ? null : parseHours(hours),
    queueMode: queue_mode,
    queueLimit: queue_limit,
    agentIds: byGroup.get(id)!
  }))
}

async function whoMaySignIn(db: Db | Tx, companyId: string): Promise<Set<string>> {
  const rows = await db
    .selectFrom('agent')
    .select('id')
    .where('company_id', '=', companyId)
    .where('disabled_at', 'is', null)
    .execute()
  return new Set(rows.map(({ id }) => id))
}

const parsed = new Map<string, Hours>()
const MOST_PARSED = 1_000

/** Each of the few texts that there are is parsed once: the desk asks for them all the time. */
function parseHours(text: string): Hours {
  const known = parsed.get(text)
  if (known) return known
  if (parsed.size >= MOST_PARSED) parsed.clear()
  const hours = v.parse(Hours, JSON.parse(text))
  parsed.set(text, hours)
  return hours
}

type Columns = Omit<Group, 'id' | 'agentIds'>

const toColumns = ({ name, hours, queueMode, queueLimit }: Columns) => ({
  name,
  hours: hours && JSON.stringify(hours),
  queue_mode: queueMode,
  queue_limit: queueLimit
})

export async function createGroup(
  { write }: Database,
  companyId: string,
  { id, ...group }: Columns & { id?: string | undefined },
  now: number
): Promise<string> {
  const groupId = id ?? createId(now)
  await write
    .insertInto('agent_group')
    .values({ company_id: companyId, id: groupId, ...toColumns(group), created_at: now })
    .execute()
  return groupId
}

/** Whoever waits there finds a place anew, in the order that counts from now on. */
export async function saveGroup({ write }: Database, companyId: string, { id, ...group }: Group) {
  await write.transaction().execute(async tx => {
    await tx
      .updateTable('agent_group')
      .set(toColumns(group))
      .where('company_id', '=', companyId)
      .where('id', '=', id)
      .execute()
    await tx
      .deleteFrom('group_member')
      .where('company_id', '=', companyId)
      .where('group_id', '=', id)
      .execute()
    for (const agentId of group.agentIds)
      await tx
        .insertInto('group_member')
        .values({ company_id: companyId, group_id: id, agent_id: agentId })
        .execute()
    await unroute(tx, companyId, id)
  })
}

export async function deleteGroup({ write }: Database, companyId: string, id: string) {
  await write.transaction().execute(async tx => {
    await unroute(tx, companyId, id)
    await tx
      .deleteFrom('group_member')
      .where('company_id', '=', companyId)
      .where('group_id', '=', id)
      .execute()
    await tx.deleteFrom('agent_group').where('company_id', '=', companyId).where('id', '=', id).execute()
  })
}

/** Takes back where a queue stands; without a group, all of the company's. */
export async function unroute(db: Db | Tx, companyId: string, groupId?: string) {
  let query = db
    .updateTable('conversation')
    .set({ route: null, group_id: null, wanted_agent_id: null })
    .where('company_id', '=', companyId)
    .where('status', '=', 'queued')
  if (groupId !== undefined) query = query.where('group_id', '=', groupId)
  await query.execute()
}

/** The page has said something else since about who should answer. */
export async function unrouteOne({ write }: Database, cid: string) {
  await write
    .updateTable('conversation')
    .set({ route: null, group_id: null, wanted_agent_id: null })
    .where('cid', '=', cid)
    .where('status', '=', 'queued')
    .execute()
}

export async function setCapacity({ write }: Database, agentId: string, capacity: number) {
  await write.updateTable('agent').set({ capacity }).where('id', '=', agentId).execute()
}

/** With everything that administrators set of them. */
export async function capacitiesOf(db: Db | Tx, companyId: string): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('agent')
    .select(['id', 'capacity'])
    .where('company_id', '=', companyId)
    .execute()
  return new Map(rows.map(({ id, capacity }) => [id, capacity]))
}
