import { estimateWaitMs } from '#server/desk/queue'
import { createStaff } from '#server/desk/staff'
import type { Database } from './db.ts'
import { deskNow, type DeskNow } from './desk-rows.ts'
import type { Db } from './schema.ts'

/** Where somebody stands: 1 is next. */
export type QueuePlace = { uid: string; place: number; waitMs: number }

/** Of how many conversations that have ended the usual length is taken. */
const LATEST = 200

/** Everybody in a queue of the company, in the order of turns. */
export async function queuePlaces(
  { read, kind }: Database,
  companyId: string,
  now: number
): Promise<QueuePlace[]> {
  const rows = await read
    .selectFrom('conversation')
    .select(['uid', 'group_id as groupId', 'wanted_agent_id as agentId'])
    .where('company_id', '=', companyId)
    .where('status', '=', 'queued')
    .where(eb => eb.or([eb('group_id', 'is not', null), eb('wanted_agent_id', 'is not', null)]))
    .orderBy('queue_rank')
    .orderBy('queued_at')
    .orderBy('cid')
    .execute()
  if (rows.length === 0) return []
  const desk = await deskNow(read, kind, { companyId, now })
  const took = await lengths(read, companyId)
  const slots = slotsOf(desk)
  const counts = new Map<string, number>()
  return rows.map(({ uid, groupId, agentId }) => {
    const queue = groupId ?? agentId ?? ''
    const place = (counts.get(queue) ?? 0) + 1
    counts.set(queue, place)
    const tookMs = (groupId && took.get(groupId)) || []
    // Nobody there at this moment: whoever comes first counts
    const waitMs = estimateWaitMs(place, { slots: slots.get(queue) || 1, tookMs })!
    return { uid, place, waitMs }
  })
}

/** How many conversations at once are held in each queue's name. */
function slotsOf({ agents, groups }: DeskNow): Map<string, number> {
  const staff = createStaff(agents, groups)
  const working = agents.filter(({ id, status }) => status === 'online' && staff.agentState(id) !== 'offline')
  const capacity = new Map(working.map(one => [one.id, one.capacity]))
  const sums = groups.map(({ id, agentIds }): [string, number] => [
    id,
    agentIds.reduce((sum, agentId) => sum + (capacity.get(agentId) ?? 0), 0)
  ])
  return new Map([...capacity, ...sums])
}

async function lengths(read: Db, companyId: string): Promise<Map<string, number[]>> {
  const rows = await read
    .selectFrom('conversation')
    .select(['group_id', 'served_at', 'ended_at'])
    .where('company_id', '=', companyId)
    .where('ended_at', 'is not', null)
    .orderBy('ended_at', 'desc')
    .limit(LATEST)
    .execute()
  const lengths = new Map<string, number[]>()
  for (const { group_id, served_at, ended_at } of rows) {
    if (group_id === null || served_at === null) continue
    lengths.set(group_id, [...(lengths.get(group_id) ?? []), Number(ended_at) - Number(served_at)])
  }
  return lengths
}
