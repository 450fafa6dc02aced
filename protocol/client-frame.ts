import * as v from 'valibot'
import { LIMITS, STAFF_LIMITS } from './limits.ts'
import { AgentStatus, Profile } from './desk.ts'
import { Draft } from './entry.ts'

// A NUL is nothing that PostgreSQL could look for
const id = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(LIMITS.idLength),
  v.regex(/^[^\0]*$/, 'has a NUL character')
)
const seq = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

const note = v.pipe(v.string(), v.minLength(1), v.maxLength(LIMITS.textLength), v.regex(/\S/, 'is blank'))

/** How far a receiver is: `cursor` = last seq applied, `lastId` = that entry's id; null = has nothing yet. */
export const Position = v.nullable(v.object({ cursor: seq, lastId: id }))
export type Position = v.InferOutput<typeof Position>

// Every frame about a timeline names it by its visitor (`uid`), also a visitor's own: one check, one handler.
export const ClientFrame = v.variant('type', [
  // HS: first frame of every connection
  v.object({
    type: v.literal('hello'),
    protocol: seq,
    token: v.pipe(v.string(), v.maxLength(2_000)),
    desk: v.optional(Position),
    follow: v.optional(v.pipe(v.array(v.object({ uid: id, at: Position })), v.maxLength(LIMITS.followed)))
  }),
  v.object({ type: v.literal('ping') }),
  // TL: everything after a position, and from then on live
  v.object({ type: v.literal('follow'), uid: id, at: Position }),
  v.object({ type: v.literal('unfollow'), uid: id }),
  v.object({ type: v.literal('history'), uid: id, before: seq }),
  // AK: store this message
  v.object({
    type: v.literal('send'),
    uid: id,
    clientId: id,
    content: Draft,
    /** Nothing older of this sender waits for this timeline: opens it again after a refusal. */
    first: v.optional(v.boolean())
  }),
  // RV: takes back what this agent has just sent
  v.object({ type: v.literal('recall'), uid: id, seq }),
  // RC: up to this seq
  v.object({ type: v.literal('delivered'), uid: id, seq }),
  v.object({ type: v.literal('read'), uid: id, seq }),
  // PR: short-lived, never stored
  v.object({
    type: v.literal('typing'),
    uid: id,
    on: v.boolean(),
    text: v.optional(v.pipe(v.string(), v.maxLength(500))),
    /** Of an agent: a note, of which the visitor is told nothing. */
    aside: v.optional(v.boolean())
  }),
  v.object({ type: v.literal('profile'), uid: id, profile: Profile }),
  // QU: conversations
  v.object({ type: v.literal('end'), uid: id, cid: id }),
  v.object({ type: v.literal('accept'), uid: id, cid: id }),
  v.object({ type: v.literal('release'), uid: id, cid: id }),
  // To an agent or into a group's queue; the note is for agents
  v.object({
    type: v.literal('transfer'),
    uid: id,
    cid: id,
    agentId: v.optional(id),
    groupId: v.optional(id),
    note: v.optional(note)
  }),
  // IV: another agent may write, too; whoever holds it goes on holding it
  v.object({ type: v.literal('add-agent'), uid: id, cid: id, agentId: id }),
  v.object({ type: v.literal('remove-agent'), uid: id, cid: id, agentId: id }),
  // BL: nothing more is taken of this visitor; without `forMs` for good
  v.object({
    type: v.literal('block'),
    uid: id,
    reason: v.pipe(v.string(), v.maxLength(STAFF_LIMITS.reasonLength)),
    forMs: v.optional(v.pipe(seq, v.minValue(1), v.maxValue(STAFF_LIMITS.blockMs)))
  }),
  v.object({ type: v.literal('unblock'), uid: id }),
  // DK: the desk log
  v.object({ type: v.literal('desk'), at: Position }),
  v.object({ type: v.literal('status'), status: AgentStatus }),
  // PN: whether the workbench is on the screen
  v.object({ type: v.literal('watch'), on: v.boolean() }),
  // VS: the visit of this browser, by its secret; an invitation, by the visit's id
  v.object({ type: v.literal('visit'), uid: id, visit: v.pipe(v.string(), v.maxLength(200)) }),
  v.object({
    type: v.literal('invite'),
    visit: id,
    /** In the place of what the page says. */
    text: v.optional(v.pipe(v.string(), v.maxLength(LIMITS.nameLength)))
  })
])
export type ClientFrame = v.InferOutput<typeof ClientFrame>
export type ClientFrameOf<T extends ClientFrame['type']> = Extract<ClientFrame, { type: T }>

/** Which roles may send each frame; whether this session may touch this uid is checked beside it. */
export const FRAME_ROLES = {
  hello: ['visitor', 'agent'],
  ping: ['visitor', 'agent'],
  follow: ['visitor', 'agent'],
  unfollow: ['visitor', 'agent'],
  history: ['visitor', 'agent'],
  send: ['visitor', 'agent'],
  recall: ['agent'],
  delivered: ['visitor', 'agent'],
  read: ['visitor', 'agent'],
  typing: ['visitor', 'agent'],
  profile: ['visitor'],
  end: ['visitor', 'agent'],
  accept: ['agent'],
  release: ['agent'],
  transfer: ['agent'],
  'add-agent': ['agent'],
  'remove-agent': ['agent'],
  block: ['agent'],
  unblock: ['agent'],
  desk: ['agent'],
  status: ['agent'],
  watch: ['agent'],
  visit: ['visitor'],
  invite: ['agent']
} as const satisfies Record<ClientFrame['type'], readonly ('visitor' | 'agent')[]>
