import * as v from 'valibot'
import { Customer } from './customer.ts'
import { Agent, AgentGroup, Profile, Receipt, Summary } from './desk.ts'
import { Entry } from './entry.ts'
import { Browsing, TrackPoint } from './track.ts'
import type { ErrorCode } from './errors.ts'

const seq = v.pipe(v.number(), v.integer(), v.minValue(0))
const code = v.string() as v.GenericSchema<ErrorCode>

export const ServerFrame = v.variant('type', [
  v.object({
    type: v.literal('welcome'),
    protocol: seq,
    role: v.picklist(['visitor', 'agent']),
    id: v.string(),
    at: seq,
    agentsOnline: v.boolean()
  }),
  v.object({ type: v.literal('pong') }),
  // The answer to `follow` (and to `hello.follow`): what comes after the position, oldest first.
  v.object({
    type: v.literal('entries'),
    uid: v.string(),
    entries: v.array(Entry),
    headSeq: seq,
    /** Lowest seq that is still stored; 1 unless retention removed older ones. */
    floorSeq: seq,
    /** Throw away what you have and take this as the newest part: your position is not of this history. */
    reset: v.boolean(),
    receipts: v.object({ visitor: Receipt, agent: Receipt })
  }),
  v.object({ type: v.literal('entry'), uid: v.string(), entry: Entry }),
  v.object({ type: v.literal('page'), uid: v.string(), before: seq, entries: v.array(Entry), floorSeq: seq }),
  // Committed and synced. The entry is the stored one, also for a retry.
  v.object({ type: v.literal('ack'), uid: v.string(), clientId: v.string(), entry: Entry }),
  v.object({
    type: v.literal('nack'),
    uid: v.string(),
    clientId: v.string(),
    code,
    message: v.string(),
    retry: v.boolean()
  }),
  v.object({
    type: v.literal('receipt'),
    uid: v.string(),
    role: v.picklist(['visitor', 'agent']),
    receipt: Receipt
  }),
  v.object({
    type: v.literal('typing'),
    uid: v.string(),
    role: v.picklist(['visitor', 'agent']),
    name: v.optional(v.string()),
    on: v.boolean(),
    text: v.optional(v.string())
  }),
  v.object({
    type: v.literal('profile'),
    uid: v.string(),
    profile: Profile,
    /** What staff have set; servers before it do not say. */
    customer: v.optional(Customer),
    verified: v.boolean(),
    firstSeenAt: seq
  }),
  v.object({ type: v.literal('presence'), uid: v.string(), online: v.boolean() }),
  v.object({ type: v.literal('availability'), agentsOnline: v.boolean() }),
  // PR2: 1 is next, 0 in no queue (any more); `waitMs` is an estimate
  v.object({ type: v.literal('queue'), uid: v.string(), place: seq, waitMs: seq }),
  // Dense ranges of the desk log: `from` is the receiver's cursor + 1, else it asks with `desk`.
  v.object({
    type: v.literal('desk'),
    from: seq,
    to: seq,
    lastId: v.string(),
    reset: v.boolean(),
    conversations: v.array(Summary)
  }),
  v.object({
    type: v.literal('agents'),
    agents: v.array(Agent),
    groups: v.optional(v.array(AgentGroup))
  }),
  // VS: points of a visitor's way, new ones or those so far; known by their ids
  v.object({ type: v.literal('track'), uid: v.string(), points: v.array(TrackPoint) }),
  // VS: everybody who browses now; `on`: some channel has it switched on
  v.object({ type: v.literal('browsing'), on: v.boolean(), visitors: v.array(Browsing) }),
  // WX4 To agents, of a customer of a mini program: how many messages its platform still takes and until when (0: none before the customer
  // writes again), and which have not gone out. Each tells all of it anew
  v.object({
    type: v.literal('carrier'),
    uid: v.string(),
    left: seq,
    until: seq,
    messages: v.array(
      v.object({ seq, state: v.picklist(['waiting', 'failed', 'unsure']), problem: v.nullable(v.string()) })
    )
  }),
  v.object({ type: v.literal('error'), code, message: v.string(), of: v.optional(v.string()) })
])
export type ServerFrame = v.InferOutput<typeof ServerFrame>
export type ServerFrameOf<T extends ServerFrame['type']> = Extract<ServerFrame, { type: T }>
