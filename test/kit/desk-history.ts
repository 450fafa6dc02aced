// What a desk promises (QU1, QU5-QU7, AS3), judged from what was stored and from when agents were there. It knows nothing of how the
// desk works: only the log in its order, who may serve whom, and the clock.

/** An entry of the log that the desk is judged by. `at`: not later than it really was for all but `assigned`, there not earlier. */
export type DeskEvent = { seq: number; at: number; cid: string } & (
  | { kind: 'started' | 'released' | 'ended' }
  | { kind: 'assigned'; agentId: string }
)

/** An agent came or went. */
export type Shift = { agentId: string; at: number; isHere: boolean }

export type DeskFacts = {
  agents: ReadonlyMap<string, { capacity: number; groups: readonly string[] }>
  /** Where each asked for, and what they rank there; the lower, the earlier. */
  talks: ReadonlyMap<string, { group: string; rank: number }>
}

export type DeskRule =
  /** Two entries of the log in one place. */
  | 'gap'
  /** Given to somebody while somebody else has it. */
  | 'two-agents'
  /** Given to an agent who has as many as fit. */
  | 'over-capacity'
  /** Given to an agent of another group. */
  | 'wrong-group'
  /** Given to an agent who is not there. */
  | 'absent'
  /** Given although somebody of the same group had the turn. */
  | 'overtaken'
  /** Waited while somebody who could take it was free, for too long. */
  | 'idle'
  /** Begun, and nobody ever took it. */
  | 'forgotten'

export type DeskViolation = { rule: DeskRule; detail: string }

export type DeskVerdict = {
  violations: DeskViolation[]
  /** How long each waited while somebody was free who might serve it, whoever's turn it was; in ms, the longest stretch of each. */
  idleMs: number[]
  /** The same while it was among as many of the first in its queue as there were free places: it had nobody to wait for. */
  ownTurnMs: number[]
}

type Bounds = { idleMs: number; absentMs: number }
type Report = (rule: DeskRule, detail: string) => void

export function checkDesk(
  events: readonly DeskEvent[],
  shifts: readonly Shift[],
  { facts, bounds }: { facts: DeskFacts; bounds: Bounds }
): DeskVerdict {
  const violations: DeskViolation[] = []
  const report: Report = (rule, detail) => violations.push({ rule, detail })
  const log = events.toSorted((a, b) => a.seq - b.seq)
  checkLog(log, shifts, { facts, bounds, report })
  const idle = longestIdle(log, shifts, { facts, whose: 'anybody' })
  const ownTurn = longestIdle(log, shifts, { facts, whose: 'own' })
  for (const [cid, ms] of idle)
    if (ms > bounds.idleMs) report('idle', `${cid} waited ${Math.round(ms)} ms while somebody was free`)
  return { violations, idleMs: [...idle.values()], ownTurnMs: [...ownTurn.values()] }
}

type Open = { startedAt: number; holder: string | undefined }

function checkLog(
  log: readonly DeskEvent[],
  shifts: readonly Shift[],
  { facts, bounds, report }: { facts: DeskFacts; bounds: Bounds; report: Report }
) {
  const open = new Map<string, Open>()
  const forgotten = new Set<string>()
  let before: number | undefined
  for (const event of log) {
    const { cid, seq } = event
    if (before !== undefined && seq <= before) report('gap', `${seq} comes after ${before}`)
    before = seq
    const talk = open.get(cid)
    if (event.kind === 'started') {
      open.set(cid, { startedAt: event.at, holder: undefined })
      forgotten.add(cid)
    } else if (event.kind === 'ended') open.delete(cid)
    else if (event.kind === 'released' && talk) talk.holder = undefined
    else if (event.kind === 'assigned') {
      if (!talk) {
        report('two-agents', `${cid} is given to ${event.agentId} and is not open`)
        continue
      }
      if (talk.holder !== undefined)
        report('two-agents', `${cid} is given to ${event.agentId} and ${talk.holder} has it`)
      checkAgent(event, { open, shifts, facts, bounds, report })
      checkTurn(event, { open, facts, report })
      talk.holder = event.agentId
      forgotten.delete(cid)
    }
  }
  for (const cid of forgotten) if (open.has(cid)) report('forgotten', `${cid} has never had an agent`)
}

type Assigned = Extract<DeskEvent, { kind: 'assigned' }>

function checkAgent(
  { cid, agentId, at }: Assigned,
  {
    open,
    shifts,
    facts,
    bounds,
    report
  }: {
    open: ReadonlyMap<string, Open>
    shifts: readonly Shift[]
    facts: DeskFacts
    bounds: Bounds
    report: Report
  }
) {
  const agent = facts.agents.get(agentId)
  const held = [...open.values()].filter(({ holder }) => holder === agentId).length
  if (held >= (agent?.capacity ?? 0)) report('over-capacity', `${agentId} has ${held} and gets ${cid}`)
  const { group } = facts.talks.get(cid)!
  if (!agent?.groups.includes(group)) report('wrong-group', `${cid} asked for ${group} and gets ${agentId}`)
  const last = shifts
    .filter(shift => shift.agentId === agentId && shift.at <= at)
    .toSorted(byTime)
    .at(-1)
  if (!last || (!last.isHere && at - last.at > bounds.absentMs))
    report('absent', `${agentId} is not there and gets ${cid}`)
}

function checkTurn(
  { cid }: Assigned,
  { open, facts, report }: { open: ReadonlyMap<string, Open>; facts: DeskFacts; report: Report }
) {
  const mine = facts.talks.get(cid)!
  const since = open.get(cid)!.startedAt
  for (const [other, { holder, startedAt }] of open) {
    if (other === cid || holder !== undefined) continue
    const theirs = facts.talks.get(other)!
    if (theirs.group !== mine.group) continue
    // Who came in the same millisecond came together
    if (theirs.rank < mine.rank || (theirs.rank === mine.rank && startedAt < since))
      report('overtaken', `${cid} is served before ${other}`)
  }
}

const byTime = (a: { at: number }, b: { at: number }) => a.at - b.at

/** By the clock: how long each was in a queue for which somebody was there and free; `own`: and its turn had come. */
function longestIdle(
  log: readonly DeskEvent[],
  shifts: readonly Shift[],
  { facts: { agents, talks }, whose }: { facts: DeskFacts; whose: 'anybody' | 'own' }
): Map<string, number> {
  const held = new Map([...agents.keys()].map(id => [id, 0]))
  const holders = new Map<string, string>()
  const here = new Set<string>()
  const waiting = new Map<string, { freeSince: number | undefined }>()
  const longest = new Map<string, number>()

  function change(event: DeskEvent | Shift) {
    if ('isHere' in event) return void (event.isHere ? here.add(event.agentId) : here.delete(event.agentId))
    const { cid } = event
    const holder = holders.get(cid)
    if (event.kind !== 'started' && holder !== undefined) {
      held.set(holder, held.get(holder)! - 1)
      holders.delete(cid)
    }
    if (event.kind === 'assigned') {
      holders.set(cid, event.agentId)
      held.set(event.agentId, (held.get(event.agentId) ?? 0) + 1)
    }
    if (event.kind === 'started' || event.kind === 'released') waiting.set(cid, { freeSince: undefined })
    else {
      close(cid, event.at)
      waiting.delete(cid)
    }
  }

  function close(cid: string, at: number) {
    const talk = waiting.get(cid)
    if (!talk) return
    const ms = talk.freeSince === undefined ? 0 : at - talk.freeSince
    longest.set(cid, Math.max(longest.get(cid) ?? 0, ms))
    talk.freeSince = undefined
  }

  /** They are there in the order in which they came. */
  const byTurn = () => [...waiting].toSorted(([one], [two]) => talks.get(one)!.rank - talks.get(two)!.rank)

  const all: (DeskEvent | Shift)[] = [...log, ...shifts].toSorted(byTime)
  for (const event of all) {
    change(event)
    const free = new Map<string, number>()
    for (const [id, { capacity, groups }] of agents)
      if (here.has(id))
        for (const group of groups) free.set(group, (free.get(group) ?? 0) + capacity - held.get(id)!)
    const inTurn = whose === 'own' ? byTurn() : waiting
    for (const [cid, talk] of inTurn) {
      const { group } = talks.get(cid)!
      const slots = free.get(group) ?? 0
      if (slots <= 0) close(cid, event.at)
      else talk.freeSince ??= event.at
      if (whose === 'own') free.set(group, slots - 1)
    }
  }
  const end = all.at(-1)?.at ?? 0
  for (const cid of waiting.keys()) close(cid, end)
  return longest
}
