import { isInternal, type Content, type Entry, type Sender } from '#protocol/entry'
import type { ErrorCode } from '#protocol/errors'
import { assertNever } from '#protocol/assert-never'
import { STAFF_LIMITS } from '#protocol/limits'
import { may, type Action, type Rank } from '#protocol/permissions'
import type { Trace } from './route.ts'

// Pure: what an intent does to a timeline. The store runs it inside the transaction, over locked rows.

export type Actor = Sender & { rank?: Rank }

/** A conversation that has not ended. */
export type OpenConversation = {
  cid: string
  status: 'bot' | 'queued' | 'active'
  agentId: string | null
  /** Who answers while the status is `bot`. */
  robotId?: string | null
  /** Who else may write. */
  guests?: readonly string[]
}

/** `until` in ms, Infinity for good. */
export type Block = { until: number; by: string; reason: string }

export type TimelineState = {
  open: OpenConversation | null
  /** The newest conversation that has ended, for messages that staff sends afterwards. */
  lastCid: string | null
  /** While nothing of the visitor is taken. */
  block?: Block | null
  /** Another company has referred this visitor, for one conversation. */
  isReferred?: boolean
}

/** Where a transfer goes. */
export type Destination =
  | { kind: 'agent'; id: string; name: string }
  | { kind: 'group'; id: string; name: string }

export type Intent =
  | {
      kind: 'send'
      by: Actor
      clientId: string
      content: Content
      /** Of a visitor: the robot that takes the conversation if this begins one … */
      robotId?: string
      /** … and what a robot that has it says when this asks for a person. */
      handover?: { by: Sender; text: string }
      /** … and the number of the channel through which it comes. */
      channel?: number | undefined
      /** Of a robot: the conversation in which it was asked; of the desk: the one that it speaks of. */
      cid?: string
      /** Of a robot: it passes the conversation on to people. */
      passesOn?: boolean
      /** Of the desk: only while the conversation has this status. */
      while?: OpenConversation['status']
      /** Of an agent of another company to whom it was referred: stored there already. */
      isRelayed?: boolean
    }
  | { kind: 'accept'; by: Actor; cid: string }
  | { kind: 'release'; by: Actor; cid: string }
  | { kind: 'transfer'; by: Actor; cid: string; to: Destination; note?: string }
  | { kind: 'add-agent' | 'remove-agent'; by: Actor; cid: string; agent: { id: string; name: string } }
  | { kind: 'block'; by: Actor; until: number; reason: string }
  | { kind: 'unblock'; by: Actor }
  | { kind: 'end'; by: Actor; cid: string }
  /** `target`: the entry at that seq, as the store finds it. */
  | { kind: 'recall'; by: Actor; seq: number; now: number; target?: Entry | undefined }
  /** `upTo`: the timeline’s head, as the store finds it; before `from` nothing is left already. */
  | { kind: 'erase'; by: Actor; from: number; upTo?: number }

export type NewEntry = { cid: string; by: Sender; clientId?: string; content: Content }

export type Decision =
  | {
      ok: true
      entries: NewEntry[]
      next: TimelineState
      /** What an entry of before is from now on. */
      tombstone?: { seq: number; content: Content }
      /** Somebody has said where it belongs: the desk does not look for a place. */
      place?: { groupId: string | null; trace: Trace }
    }
  | { ok: false; code: ErrorCode; why: string }

export function decide(state: TimelineState, intent: Intent, createCid: () => string): Decision {
  switch (intent.kind) {
    case 'send':
      if (intent.by.role === 'visitor') return visitorSends(state, intent, createCid)
      if (intent.by.role === 'bot') return robotSends(state, intent)
      return intent.by.role === 'system' ? deskSays(state, intent) : agentSends(state, intent)
    case 'accept':
      return accept(state, intent)
    case 'release':
      return release(state, intent)
    case 'transfer':
      return transfer(state, intent)
    case 'end':
      return end(state, intent)
    case 'add-agent':
    case 'remove-agent':
      return moveGuest(state, intent)
    case 'block':
      return block(state, intent)
    case 'unblock':
      return unblock(state, intent)
    case 'recall':
      return recall(state, intent)
    case 'erase':
      return erase(state, intent)
    default:
      return assertNever(intent)
  }
}

type Of<K extends Intent['kind']> = Extract<Intent, { kind: K }>

function visitorSends(state: TimelineState, intent: Of<'send'>, createCid: () => string): Decision {
  if (state.block) return refuse('visitor-blocked', 'messages of this visitor are not accepted')
  if (intent.content.kind === 'rating') return rates(state, intent)
  if (isInternal(intent.content)) return refuse('forbidden', 'only agents write notes')
  if (state.open) return handsOver(state, state.open, intent)
  const cid = createCid()
  const { robotId } = intent
  const open: OpenConversation = robotId
    ? { cid, status: 'bot', agentId: null, robotId }
    : { cid, status: 'queued', agentId: null }
  const begun = handsOver({ ...state, open }, open, intent)
  return done(begun.next, [bySystem(cid, { kind: 'started' }), ...begun.entries])
}

/** RB3 A robot that is asked for a person puts the conversation into the queue. */
function handsOver(state: TimelineState, open: OpenConversation, intent: Of<'send'>) {
  const { handover, clientId } = intent
  const { cid } = open
  if (open.status !== 'bot' || !handover) return done(state, [message(cid, intent)])
  const words: NewEntry = {
    cid,
    by: handover.by,
    clientId: `handover-${clientId}`,
    content: { kind: 'text', text: handover.text }
  }
  return done({ ...state, open: { ...open, status: 'queued' } }, [
    message(cid, intent),
    { cid, by: handover.by, content: { kind: 'released' } },
    words
  ])
}

/** RB2 A robot speaks only where it was asked, and while nobody has taken its place. */
function robotSends(state: TimelineState, intent: Of<'send'>): Decision {
  const { open } = state
  if (open?.status !== 'bot' || open.cid !== intent.cid || open.robotId !== intent.by.id)
    return refuse('conflict', 'the robot does not hold this conversation')
  if (!intent.passesOn) return done(state, [message(open.cid, intent)])
  return done({ ...state, open: { ...open, status: 'queued' } }, [
    message(open.cid, intent),
    { cid: open.cid, by: sender(intent.by), content: { kind: 'released' } }
  ])
}

/** QU9 What the desk says by itself belongs to a conversation that is as it was when there was reason to say it. */
function deskSays(state: TimelineState, intent: Of<'send'>): Decision {
  const { open } = state
  if (!open || open.cid !== intent.cid) return gone()
  if (intent.while && open.status !== intent.while) return refuse('conflict', 'the conversation has gone on')
  return done(state, [message(open.cid, intent)])
}

/** The conversation that is open, else the one that has just ended; a rating begins none. */
function rates(state: TimelineState, intent: Of<'send'>): Decision {
  const cid = state.open?.cid ?? state.lastCid
  return cid ? done(state, [message(cid, intent)]) : refuse('conflict', 'there is no conversation to rate')
}

function agentSends(state: TimelineState, intent: Of<'send'>): Decision {
  const { open, lastCid } = state
  if (intent.content.kind === 'rating') return refuse('forbidden', 'only visitors rate')
  if (isInternal(intent.content)) return takesNote(state, intent)
  // PF4 It was promised to its sender
  if (intent.isRelayed) {
    const cid = open?.cid ?? lastCid
    return cid ? done(state, [message(cid, intent)]) : refuse('not-found', 'there is no conversation')
  }
  if (!open && state.isReferred)
    return refuse('conflict', 'this visitor is of another company, and what it referred has ended')
  if (!open) {
    // The visitor finds it on the next visit
    if (lastCid) return done(state, [message(lastCid, intent)])
    return refuse('not-found', 'this visitor has not started a conversation')
  }
  if (open.agentId === intent.by.id || isGuest(open, intent.by.id))
    return done(state, [message(open.cid, intent)])
  if (open.agentId) return refuse('forbidden', 'a colleague holds this conversation')
  return done({ ...state, open: held(open, intent.by.id) }, [
    assigned(open.cid, intent.by),
    message(open.cid, intent)
  ])
}

/** NT2 Any agent of the company may, at any time; it moves nothing. */
function takesNote(state: TimelineState, intent: Of<'send'>): Decision {
  const cid = state.open?.cid ?? state.lastCid
  return cid ? done(state, [message(cid, intent)]) : refuse('not-found', 'this visitor has no conversation')
}

function accept(state: TimelineState, { by, cid }: Of<'accept'>): Decision {
  const open = sameConversation(state, cid)
  if (!open) return gone()
  if (open.agentId === by.id) return done(state, [])
  if (open.agentId) return refuse('conflict', 'a colleague has taken this conversation')
  return done({ ...state, open: held(open, by.id) }, [assigned(cid, by)])
}

function release(state: TimelineState, { by, cid }: Of<'release'>): Decision {
  const open = sameConversation(state, cid)
  if (!open) return gone()
  if (!open.agentId) return done(state, [])
  if (!mayManage(open, by, 'release'))
    return refuse('forbidden', 'only the agent who holds it, or a lead, may give it back')
  return done({ ...state, open: freed(open) }, [{ cid, by: sender(by), content: { kind: 'released' } }])
}

function transfer(state: TimelineState, { by, cid, to, note }: Of<'transfer'>): Decision {
  const open = sameConversation(state, cid)
  if (!open) return gone()
  if (open.agentId === to.id) return done(state, [])
  if (!mayManage(open, by, 'transfer'))
    return refuse('forbidden', 'only the agent who holds it, or a lead, may transfer it')
  const { id, name } = to
  const content: Content =
    to.kind === 'agent'
      ? { kind: 'assigned', agent: { id, name } }
      : { kind: 'released', group: { id, name } }
  const words: NewEntry[] = note ? [{ cid, by: sender(by), content: { kind: 'note', text: note } }] : []
  return {
    ...done({ ...state, open: to.kind === 'agent' ? held(open, id) : freed(open) }, [
      ...words,
      { cid, by: sender(by), content }
    ]),
    place: { groupId: to.kind === 'group' ? id : null, trace: passedOn(by, to) }
  }
}

/** “Why is it here” of what a colleague has passed on. */
const passedOn = ({ name = '' }: Actor, { kind, id }: Destination): Trace => ({
  by: 'transfer',
  from: name,
  looks: [{ to: kind, id, saw: 'chosen', so: kind === 'agent' ? 'serve' : 'wait' }],
  warnings: []
})

/** IV1 Who is invited writes like the one who holds it, who goes on holding it. IV2 Guests go by themselves, too. */
function moveGuest(
  state: TimelineState,
  { kind, by, cid, agent }: Of<'add-agent' | 'remove-agent'>
): Decision {
  const open = sameConversation(state, cid)
  if (!open) return gone()
  const { guests = [] } = open
  const isLeaving = kind === 'remove-agent' && agent.id === by.id
  if (!isLeaving && !mayManage(open, by, kind))
    return refuse('forbidden', 'only the agent who holds it, or a lead, says who else may write')
  if (kind === 'add-agent' && !open.agentId) return refuse('conflict', 'nobody holds this conversation')
  const isThere = agent.id === open.agentId || guests.includes(agent.id)
  if (isThere === (kind === 'add-agent')) return done(state, [])
  if (kind === 'remove-agent' && agent.id === open.agentId)
    return refuse('conflict', 'this agent holds the conversation')
  if (kind === 'add-agent' && guests.length >= STAFF_LIMITS.guests)
    return refuse('conflict', `at most ${STAFF_LIMITS.guests} agents may be invited`)
  const rest = guests.filter(id => id !== agent.id)
  const next = { ...open, guests: kind === 'add-agent' ? [...rest, agent.id] : rest }
  const { id, name } = agent
  return done({ ...state, open: next }, [
    { cid, by: sender(by), content: { kind: kind === 'add-agent' ? 'joined' : 'left', agent: { id, name } } }
  ])
}

/** BL1 Ends what is open and takes nothing more. */
function block(state: TimelineState, { by, until, reason }: Of<'block'>): Decision {
  const { open, lastCid } = state
  const cid = open?.cid ?? lastCid
  if (!cid) return refuse('not-found', 'this visitor has no conversation')
  if (!(open ? mayManage(open, by, 'block') : may(by.rank, 'block', true)))
    return refuse('forbidden', 'a colleague holds this conversation')
  const told = Number.isFinite(until) ? until : null
  const next: TimelineState = { open: null, lastCid: cid, block: { until, by: by.id, reason } }
  const entries: NewEntry[] = [{ cid, by: sender(by), content: { kind: 'blocked', until: told, reason } }]
  if (open) entries.push({ cid, by: sender(by), content: { kind: 'ended', by: 'agent' } })
  return done(next, entries)
}

function unblock(state: TimelineState, { by }: Of<'unblock'>): Decision {
  const { block: blocked, lastCid } = state
  if (!blocked || !lastCid) return done(state, [])
  if (!may(by.rank, 'unblock', blocked.by === by.id))
    return refuse('forbidden', 'only who has blocked a visitor, or a lead, may undo that')
  return done({ ...state, block: null }, [{ cid: lastCid, by: sender(by), content: { kind: 'unblocked' } }])
}

function end(state: TimelineState, { by, cid }: Of<'end'>): Decision {
  const open = sameConversation(state, cid)
  // Ended already: the wish is fulfilled
  if (!open) return done(state, [])
  if (by.role === 'agent' && !mayManage(open, by, 'end'))
    return refuse('forbidden', 'a colleague holds this conversation')
  const role = by.role === 'bot' ? 'system' : by.role
  return done({ ...state, open: null, lastCid: cid }, [
    { cid, by: sender(by), content: { kind: 'ended', by: role } }
  ])
}

const RECALLED: Content['kind'][] = ['text', 'image', 'file', 'card', 'note']

/** RV1 By who has written it, for a short time; what was a note stays between agents. */
function recall(state: TimelineState, { by, seq, now, target }: Of<'recall'>): Decision {
  if (!target || !(RECALLED.includes(target.content.kind) || target.content.kind === 'void'))
    return refuse('not-found', 'seq: there is no message at that place')
  if (target.by.role !== 'agent' || !may(by.rank, 'recall', target.by.id === by.id))
    return refuse('forbidden', 'only who has written a message may recall it')
  if (target.content.kind === 'void') return done(state, [])
  if (now - target.at > STAFF_LIMITS.recallMs)
    return refuse('too-late', `a message may be recalled for ${STAFF_LIMITS.recallMs / 60_000} minutes`)
  const internal = isInternal(target.content) ? { internal: true } : {}
  const notice = bySystem(target.cid, { kind: 'recalled', seq, ...internal })
  return {
    // With a clientId: it is no change of the conversation's status
    ...done(state, [{ ...notice, clientId: `recall-${seq}` }]),
    tombstone: { seq, content: { kind: 'void', ...internal } }
  }
}

/** ER1 Ends what is open, and says up to where nothing is left. Whoever has never talked has nothing to be told. */
function erase(state: TimelineState, { by, upTo = 0 }: Of<'erase'>): Decision {
  const { open } = state
  const cid = open?.cid ?? state.lastCid
  if (!cid) return done({ ...state, block: null }, [])
  const entries: NewEntry[] = open ? [{ cid, by: sender(by), content: { kind: 'ended', by: 'system' } }] : []
  entries.push({ cid, by: sender(by), content: { kind: 'erased', upTo } })
  return done({ open: null, lastCid: cid, block: null }, entries)
}

const done = (next: TimelineState, entries: NewEntry[]) => ({ ok: true as const, entries, next })
const refuse = (code: ErrorCode, why: string): Decision => ({ ok: false, code, why })
const gone = () => refuse('conflict', 'this conversation has ended')

const sameConversation = (state: TimelineState, cid: string) => (state.open?.cid === cid ? state.open : null)
const mayManage = ({ agentId }: OpenConversation, by: Actor, action: Action) =>
  may(by.rank, action, agentId === null || agentId === by.id)
const held = (open: OpenConversation, agentId: string): OpenConversation => ({
  ...open,
  status: 'active',
  agentId,
  guests: (open.guests ?? []).filter(id => id !== agentId)
})
const freed = (open: OpenConversation): OpenConversation => ({
  ...open,
  status: 'queued',
  agentId: null,
  guests: []
})
const isGuest = ({ guests = [] }: OpenConversation, id: string) => guests.includes(id)

const sender = ({ role, id, name }: Actor): Sender => ({ role, id, ...(name === undefined ? {} : { name }) })
const bySystem = (cid: string, content: Content): NewEntry => ({
  cid,
  by: { role: 'system', id: 'system' },
  content
})
const assigned = (cid: string, by: Actor): NewEntry =>
  bySystem(cid, { kind: 'assigned', agent: { id: by.id, name: by.name ?? '' } })
const message = (cid: string, { by, clientId, content }: Of<'send'>): NewEntry => ({
  cid,
  by: sender(by),
  clientId,
  content
})
