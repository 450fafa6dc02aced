import type { For, Staff, State } from './staff.ts'
import { SPILLS, type Spill, type Step, type Warning } from './transfer-action.ts'

/** Who should answer, of what the page has said. Null: not said. */
export type Wish = {
  steps: readonly Step[]
  warnings: readonly Warning[]
  agentId: string | null
  /** Nobody else, also when that agent is offline (agent_mode_flag 1). */
  agentOnly: boolean
  groupId: string | null
  /** What a rule of the administrators says, where the page names nobody. */
  rule?: { name: string; to: Step['to']; id: string } | undefined
  /** Who looks after this customer: an agent, and a group where that one cannot. */
  owner?: { agentId: string | null; groupId: string | null } | undefined
  /** The group that the visitor has picked. */
  picked?: string | null
  /** The group that another company of the platform has named. */
  referred?: string | null
}

/** Nobody is named at all. */
export const wantsNobody = ({ steps, agentId, groupId, rule, picked, owner, referred }: Wish): boolean =>
  steps.length === 0 && agentId === null && groupId === null && !rule && !picked && !owner && !referred

/** One look at an agent or a group: what was seen there, and what followed from it. */
export type Look = {
  /** `platform` and `company`: of an overflow to another company. */
  to: Step['to'] | 'platform' | 'company'
  id: string
  /** `chosen`: somebody of the staff has said so; `member`: a company of the platform; `before`: it was there once. */
  saw: State | 'full' | 'unknown' | 'chosen' | 'member' | 'before'
  so: 'serve' | 'wait' | 'next' | 'skip' | 'leave' | 'refer'
}

/**
 * Why a conversation is where it is. `by`: which of the page's keys, the customer's owner, a rule, the visitor's own choice, or a colleague (`from`) had the say;
 * `any`: none.
 */
export type Trace = {
  by:
    | 'transfer_action'
    | 'agentid'
    | 'groupid'
    | 'owner'
    | 'rule'
    | 'visitor'
    | 'any'
    | 'transfer'
    | 'platform'
  /** Name of the rule. */
  rule?: string
  from?: string
  looks: Look[]
  warnings: readonly Warning[]
}

/** Where a conversation belongs: a group's queue, one agent, or nowhere now, and a message is left. */
export type Place =
  | { kind: 'group'; groupId: string }
  | { kind: 'agent'; agentId: string }
  | { kind: 'leave'; because: 'offline' | 'closed' | 'full' | 'busy' }

export type Route = { place: Place; trace: Trace }

/**
 * Walks the chain over the staff as it is. A step whose agent or group is not there is skipped; the last of those that are there stays,
 * whatever it says: behind it is nothing. Whoever stays where everybody is busy waits there, unless the queue is full.
 */
export function route(staff: Staff, wish: Wish, who: For = {}): Route {
  const { by, steps, skipped } = chainOf(staff, wish, who)
  const trace: Trace = {
    by,
    ...(by === 'rule' ? { rule: wish.rule!.name } : {}),
    looks: [...skipped],
    warnings: wish.warnings
  }
  for (const [i, step] of steps.entries()) {
    const saw = look(staff, step, who)
    const spills = i < steps.length - 1 && saw !== 'free' && step.spillsOn.includes(reasonOf(saw))
    const so = spills ? 'next' : saw === 'free' ? 'serve' : saw === 'busy' ? 'wait' : 'leave'
    trace.looks.push({ to: step.to, id: step.id, saw, so })
    if (spills) continue
    return { place: so === 'leave' ? leave(saw) : placeAt(step), trace }
  }
  // A company without a single group: cannot be, there is always the one of everybody
  return { place: { kind: 'leave', because: 'offline' }, trace }
}

type Chain = { by: Trace['by']; steps: Step[]; skipped: Look[] }

/** What is more exact has the say: the chain, then the agent, then the group; then who looks after the customer, the company's rules, and the visitor's choice. */
function chainOf(staff: Staff, wish: Wish, who: For): Chain {
  const skipped: Look[] = []
  const known = (step: Step) => {
    if (step.to === 'agent' ? staff.hasAgent(step.id) : staff.hasGroup(step.id)) return true
    skipped.push({ to: step.to, id: step.id, saw: 'unknown', so: 'skip' })
    return false
  }
  const any = (): Step[] => bestGroup(staff, who)
  const referred = wish.referred ? [stay('group', wish.referred)].filter(known) : []
  if (referred.length > 0) return { by: 'platform', steps: referred, skipped }
  const chain = wish.steps.filter(known)
  if (chain.length > 0) return { by: 'transfer_action', steps: chain, skipped }
  const group = wish.groupId === null ? [] : [stay('group', wish.groupId)].filter(known)
  const agent = wish.agentId === null ? [] : [stay('agent', wish.agentId)].filter(known)
  if (agent.length > 0) {
    const [{ id }] = agent as [Step]
    const steps: Step[] = wish.agentOnly
      ? agent
      : [{ to: 'agent', id, spillsOn: ['offline'] }, ...(group.length > 0 ? group : any())]
    return { by: 'agentid', steps, skipped }
  }
  if (group.length > 0) return { by: 'groupid', steps: group, skipped }
  const owners = ownersOf(wish).filter(known)
  const rule = wish.rule ? [stay(wish.rule.to, wish.rule.id)].filter(known) : []
  // Nobody waits for an owner who is away or busy: who would have answered otherwise, answers then
  if (owners.length > 0)
    return { by: 'owner', steps: [...owners, ...(rule.length > 0 ? rule : any())], skipped }
  if (rule.length > 0) return { by: 'rule', steps: rule, skipped }
  const picked = wish.picked ? [stay('group', wish.picked)].filter(known) : []
  if (picked.length > 0) return { by: 'visitor', steps: picked, skipped }
  return { by: 'any', steps: any(), skipped }
}

const stay = (to: Step['to'], id: string): Step => ({ to, id, spillsOn: [] })

const ownersOf = ({ owner }: Wish): Step[] => {
  const first = (to: Step['to'], id: string | null | undefined): Step[] =>
    id ? [{ to, id, spillsOn: SPILLS }] : []
  return [...first('agent', owner?.agentId), ...first('group', owner?.groupId)]
}

const BEST: readonly (State | 'full')[] = ['free', 'busy', 'full', 'offline', 'closed']

/** Nobody has said which group: the first of those where most can be done for them. */
function bestGroup(staff: Staff, who: For): Step[] {
  let best: { id: string; place: number } | undefined
  for (const id of staff.groupIds) {
    const place = BEST.indexOf(look(staff, stay('group', id), who))
    if (!best || place < best.place) best = { id, place }
  }
  return best ? [stay('group', best.id)] : []
}

function look(staff: Staff, { to, id }: Step, who: For): State | 'full' {
  if (to === 'agent') return staff.agentState(id, who)
  const state = staff.groupState(id, who)
  return state === 'busy' && staff.isFull(id) ? 'full' : state
}

/** A queue that takes nobody is the busiest that a group can be. */
const reasonOf = (saw: State | 'full'): Spill => SPILLS.find(one => one === saw) ?? 'busy'

const leave = (saw: State | 'full'): Place => ({ kind: 'leave', because: saw === 'free' ? 'busy' : saw })

const placeAt = ({ to, id }: Step): Place =>
  to === 'agent' ? { kind: 'agent', agentId: id } : { kind: 'group', groupId: id }
