import type { AgentStatus } from '#protocol/desk'
import type { Spill } from './transfer-action.ts'

/** An agent as the desk sees one. `load`: conversations held now; `servedAt`: when the last one came. */
export type DeskAgent = {
  id: string
  name: string
  /** Connected, with any process. */
  isHere: boolean
  status: AgentStatus
  capacity: number
  load: number
  servedAt: number
}

/** `waiting`: conversations in its queue; `limit`: the most that may wait, null without one. */
export type DeskGroup = {
  id: string
  agentIds: readonly string[]
  isOpen: boolean
  waiting: number
  limit: number | null
}

export type State = 'free' | Spill

/** Whom an agent or a group is asked for: `sticky` served them last, `avoid` has given them back. */
export type For = { sticky?: string | null; avoid?: string | null }

/** Who can take how many, kept up to date while conversations are given out. */
export type Staff = {
  groupIds: readonly string[]
  hasAgent(id: string): boolean
  hasGroup(id: string): boolean
  agentState(id: string, who?: For): State
  /** Free: somebody could take one more, beyond all who wait already. */
  groupState(id: string, who?: For): State
  isFull(groupId: string): boolean
  /** Somebody of the group is there, whatever the hour. */
  isStaffed(groupId: string): boolean
  /** How many its agents could take. */
  slotsIn(groupId: string): number
  /** Who of the group should take the next one. */
  best(groupId: string, who?: For): DeskAgent | undefined
  agent(id: string): DeskAgent | undefined
  /** Whether anybody could take one. */
  hasRoom(): boolean
  take(agentId: string, at: number): void
  wait(groupId: string, by: 1 | -1): void
}

type Member = DeskAgent & { groups: Group[] }
type Group = Omit<DeskGroup, 'agentIds'> & { members: Member[]; here: number; slots: number }

/**
 * Away is as good as gone: nothing is given to either, and both count as offline. Busy is busy, as is a full plate.
 * Changes nothing of what it is given.
 */
export function createStaff(agents: readonly DeskAgent[], groups: readonly DeskGroup[]): Staff {
  const members = new Map<string, Member>(agents.map(agent => [agent.id, { ...agent, groups: [] }]))
  const all = new Map<string, Group>()
  for (const { agentIds, ...group } of groups) {
    const of = agentIds.flatMap(id => members.get(id) ?? [])
    const made = { ...group, members: of, here: of.filter(isAround).length, slots: sum(of.map(slotsOf)) }
    all.set(group.id, made)
    for (const member of of) member.groups.push(made)
  }
  let room = sum([...members.values()].map(slotsOf))

  function best(groupId: string, { sticky, avoid }: For = {}): DeskAgent | undefined {
    let found: Member | undefined
    for (const member of all.get(groupId)?.members ?? []) {
      if (slotsOf(member) === 0 || member.id === avoid) continue
      if (member.id === sticky) return member
      if (!found || isBefore(member, found)) found = member
    }
    return found
  }

  return {
    groupIds: [...all.keys()],
    hasAgent: id => members.has(id),
    hasGroup: id => all.has(id),
    agent: id => members.get(id),
    agentState(id, { avoid } = {}) {
      const agent = members.get(id)
      if (!agent || !isAround(agent)) return 'offline'
      return slotsOf(agent) > 0 && id !== avoid ? 'free' : 'busy'
    },
    groupState(id, { avoid } = {}) {
      const group = all.get(id)
      if (group && !group.isOpen) return 'closed'
      if (!group || group.here === 0) return 'offline'
      const avoided = avoid ? members.get(avoid) : undefined
      const lost = avoided?.groups.includes(group) ? slotsOf(avoided) : 0
      return group.slots - lost > group.waiting ? 'free' : 'busy'
    },
    isFull(groupId) {
      const group = all.get(groupId)
      return !!group && group.limit !== null && group.waiting - group.slots >= group.limit
    },
    isStaffed: groupId => (all.get(groupId)?.here ?? 0) > 0,
    slotsIn: groupId => all.get(groupId)?.slots ?? 0,
    best,
    hasRoom: () => room > 0,
    take(agentId, at) {
      const agent = members.get(agentId)
      if (!agent) return
      const before = slotsOf(agent)
      agent.load += 1
      agent.servedAt = at
      const gone = before - slotsOf(agent)
      for (const group of agent.groups) group.slots -= gone
      room -= gone
    },
    wait(groupId, by) {
      const group = all.get(groupId)
      if (group) group.waiting += by
    }
  }
}

const isAround = ({ isHere, status }: DeskAgent) => isHere && status !== 'away'

const slotsOf = (agent: DeskAgent) =>
  isAround(agent) && agent.status === 'online' ? Math.max(0, agent.capacity - agent.load) : 0

/** The least busy first, by the share of their capacity; then who has waited longest for something to do. */
function isBefore(one: DeskAgent, other: DeskAgent): boolean {
  const share = one.load * other.capacity - other.load * one.capacity
  if (share !== 0) return share < 0
  return one.servedAt === other.servedAt ? one.id < other.id : one.servedAt < other.servedAt
}

const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0)
