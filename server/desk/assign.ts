import type { QueueMode } from '#protocol/group'
import { route, type Place, type Trace, type Wish } from './route.ts'
import { byTurn, rankOf, type Turn, type Visitor, type VipLevel } from './queue.ts'
import type { Staff } from './staff.ts'

// QU5 A conversation goes to the best free agent of its group: who served this visitor last, else the least busy, else who was idle longest.
// QU6 Within a group nobody overtakes: the queue's mode and the time of coming decide, also between those who come at once.
// QU7 Nobody waits while somebody who may take them is free.
// QU8 Who gave a conversation back does not get the same one again by itself.

/** Somebody in a queue: of a group, or of one agent. */
export type Waiting = Turn & {
  uid: string
  place: Exclude<Place, { kind: 'leave' }>
  sticky: string | null
  avoid: string | null
}

/** Somebody who has no place yet. */
export type Newcomer = Pick<Waiting, 'cid' | 'uid' | 'queuedAt' | 'sticky' | 'avoid'> & {
  wish: Wish
  visitor: Visitor
}

export type Placed = { cid: string; place: Place; rank: number; trace: Trace }
export type Assigned = { cid: string; uid: string; agent: { id: string; name: string } }
export type Plan = { assigned: Assigned[]; placed: Placed[] }

export type Rules = { modes: ReadonlyMap<string, QueueMode>; levels: readonly VipLevel[]; now: number }

/** Gives places to those who come and agents to those whose turn it is. */
export function plan(
  staff: Staff,
  { newcomers, queued }: { newcomers: readonly Newcomer[]; queued: readonly Waiting[] },
  rules: Rules
): Plan {
  const placed = new Map<string, Placed>()
  const assigned: Assigned[] = []
  let inLine = [...queued]
  let coming = newcomers.toSorted((a, b) => a.queuedAt - b.queuedAt || (a.cid < b.cid ? -1 : 1))
  while (true) {
    for (const one of coming) {
      const { place, trace } = route(staff, one.wish, one)
      const rank = place.kind === 'group' ? rankIn(place.groupId, one.visitor, rules) : 0
      placed.set(one.cid, { cid: one.cid, place, rank, trace })
      if (place.kind === 'leave') continue
      inLine.push({ ...one, rank, place })
      if (place.kind === 'group') staff.wait(place.groupId, 1)
    }
    const served = serve(staff, inLine, rules.now)
    assigned.push(...served)
    // Whom a shared agent was promised and who did not get them walks the chain again: it may lead elsewhere now
    const done = new Set(served.map(({ cid }) => cid))
    coming = coming.filter(({ cid }) => !done.has(cid) && lastLook(placed.get(cid)!) === 'serve')
    if (coming.length === 0) break
    const again = new Set(coming.map(({ cid }) => cid))
    for (const { cid, place } of inLine)
      if (again.has(cid) && place.kind === 'group') staff.wait(place.groupId, -1)
    inLine = inLine.filter(({ cid }) => !done.has(cid) && !again.has(cid))
    if (served.length === 0) break
  }
  // Nobody is left between: what would go round for ever waits where it is
  for (const { cid } of coming) placed.get(cid)!.trace.looks.at(-1)!.so = 'wait'
  return { assigned, placed: [...placed.values()] }
}

const lastLook = ({ trace }: Placed) => trace.looks.at(-1)?.so

const rankIn = (groupId: string, visitor: Visitor, { modes, levels }: Rules) =>
  rankOf(modes.get(groupId) ?? 'in-turn', visitor, levels)

function serve(staff: Staff, inLine: readonly Waiting[], now: number): Assigned[] {
  const assigned: Assigned[] = []
  // The usual case of a long queue
  if (!staff.hasRoom()) return assigned
  for (const { cid, uid, place, ...who } of inLine.toSorted(byTurn)) {
    if (!staff.hasRoom()) break
    const agent =
      place.kind === 'group'
        ? staff.best(place.groupId, who)
        : staff.agentState(place.agentId, who) === 'free'
          ? staff.agent(place.agentId)
          : undefined
    if (!agent) continue
    staff.take(agent.id, now)
    if (place.kind === 'group') staff.wait(place.groupId, -1)
    assigned.push({ cid, uid, agent: { id: agent.id, name: agent.name } })
  }
  return assigned
}
