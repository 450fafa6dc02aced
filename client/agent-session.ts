import { PROTOCOL_VERSION } from '#protocol/version'
import { LIMITS } from '#protocol/limits'
import { asKnown } from '#protocol/customer'
import type { Draft, Entry } from '#protocol/entry'
import type { Position } from '#protocol/client-frame'
import { contactOf, type Agent, type AgentGroup, type Profile, type Summary } from '#protocol/desk'
import type { ErrorCode } from '#protocol/errors'
import type { ServerFrame, ServerFrameOf } from '#protocol/server-frame'
import type { Browsing } from '#protocol/track'
import { createAgentWishes } from './agent-wishes.ts'
import { createConnection, type Status } from './connection.ts'
import { createEmitter } from './emitter.ts'
import { createInbox, type InboxChange } from './inbox.ts'
import { lastWhere } from './last-where.ts'
import { createOutbox, type Pending } from './outbox.ts'
import { createReadMarks, fromVisitor } from './read-marks.ts'
import { createSender } from './sender.ts'
import { createTimeline, type Timeline } from './timeline.ts'
import { createVisitors } from './visitors.ts'
import type { Clock } from './clock.ts'
import type { KeyValue } from './storage.ts'
import type { Transport } from './transport.ts'

export type AgentEvents = {
  /** The inbox changed; `changed` are the conversations that did, `dropped` those that have ended longest ago and are not in it any more. */
  inbox: InboxChange
  timeline: { uid: string; applied: readonly Entry[]; reset: boolean }
  visitor: { uid: string }
  typing: {
    uid: string
    on: boolean
    role: 'visitor' | 'agent'
    name: string | undefined
    text: string | undefined
  }
  /** Who is there, and the groups that there are. */
  agents: { agents: readonly Agent[]; groups: readonly AgentGroup[] }
  /** Who browses now; `on`: some channel has it switched on. */
  browsing: { on: boolean; visitors: readonly Browsing[] }
  status: { status: Status; refusal: ErrorCode | undefined }
  /** A wish was refused: accept, transfer, end … */
  refused: { of: string; code: ErrorCode; message: string }
}

/** An agent's desk without a screen: the inbox, and the timelines that are open. */
export type AgentSession = ReturnType<typeof createAgentSession>

export type AgentSessionOptions = {
  agentId: string
  transports: Transport[]
  storage: KeyValue
  clock: Clock
  random?: () => number
}

const ASK_AGAIN_MS = 2_000

export function createAgentSession(options: AgentSessionOptions) {
  const { agentId, storage, clock, random = Math.random } = options
  const { on, emit } = createEmitter<AgentEvents>()
  const outbox = createOutbox(storage, `ozc:agent:${agentId}:out:`)
  const timelines = new Map<string, Timeline>()
  const visitors = createVisitors()
  const reads = createReadMarks(uid => timelines.get(uid))
  let agents: readonly Agent[] = []
  let askAgain: unknown
  /** How far the server's clock is ahead of ours. */
  let ahead = 0
  let greeted = new Set<string>()

  const inbox = createInbox({
    ask: at => connection.send({ type: 'desk', at }),
    onChange(change) {
      visitors.forget(change.dropped, uid => timelines.has(uid) || inbox.has(uid))
      emit('inbox', change)
    }
  })

  const sender = createSender({
    outbox,
    clock,
    send: frame => connection.send(frame),
    uid: pending => pending.uid,
    onChange: () => {
      for (const uid of timelines.keys()) emit('timeline', { uid, applied: [], reset: false })
    }
  })

  const connection = createConnection({
    transports: options.transports,
    clock,
    random,
    async hello() {
      greeted = new Set(timelines.keys())
      const follow = [...timelines.values()].map(({ uid, position }) => ({ uid, at: position() }))
      return { type: 'hello', protocol: PROTOCOL_VERSION, token: '', desk: inbox.position(), follow }
    },
    // The cookie is gone or void: only signing in again helps
    onUnauthorized: () => emit('status', { status: 'refused', refusal: 'unauthorized' }),
    onFrame: frame => (FRAMES[frame.type] as ((frame: ServerFrame) => void) | undefined)?.(frame),
    onStatus(status, refusal) {
      if (status !== 'online') disconnected()
      emit('status', { status, refusal })
    }
  })

  function disconnected() {
    inbox.disconnected()
    sender.disconnected()
    for (const timeline of timelines.values()) timeline.disconnected()
  }

  const timelineOf = ({ uid }: { uid: string }) => timelines.get(uid)
  const FRAMES: { [T in ServerFrame['type']]?: (frame: ServerFrameOf<T>) => void } = {
    welcome({ at }) {
      ahead = at - clock.now()
      followNew()
      sender.flush()
    },
    // Another tab of this agent may have left something behind
    pong: sender.flush,
    desk: frame => inbox.apply({ ...frame, conversations: frame.conversations.map(reads.apply) }),
    agents(frame) {
      agents = frame.agents
      emit('agents', { agents, groups: frame.groups ?? [] })
    },
    entries: frame => timelineOf(frame)?.batch(frame),
    entry: frame => timelineOf(frame)?.live(frame.entry),
    ack(frame) {
      sender.acked(frame)
      timelineOf(frame)?.live(frame.entry)
    },
    nack: sender.refused,
    page: frame => timelineOf(frame)?.page(frame),
    receipt(frame) {
      timelineOf(frame)?.receipt(frame)
      // Perhaps of another tab
      if (frame.role === 'agent') noteRead(frame.uid, frame.receipt.read)
    },
    typing: ({ uid, on, role, name, text }) => emit('typing', { uid, on, role, name, text }),
    profile: know,
    presence: know,
    track: know,
    carrier: know,
    browsing: frame => emit('browsing', frame),
    error({ of = '', code, message }) {
      if (of === 'desk') inbox.disconnected()
      if (of === 'follow') followLater()
      emit('refused', { of, code, message })
    }
  }

  function followLater() {
    for (const timeline of timelines.values()) timeline.disconnected()
    askAgain ??= clock.setTimeout(() => {
      askAgain = undefined
      for (const { uid, isLoaded, position } of timelines.values())
        if (!isLoaded()) connection.send({ type: 'follow', uid, at: position() })
    }, ASK_AGAIN_MS)
  }

  /** Timelines that were opened while hello was on its way. */
  function followNew() {
    for (const { uid, position } of timelines.values()) {
      if (!greeted.has(uid)) connection.send({ type: 'follow', uid, at: position() })
    }
  }

  /** Only what the frame says: of the rest the inbox may know more. */
  function know(frame: ServerFrameOf<'profile' | 'presence' | 'track' | 'carrier'>) {
    visitors.know(frame)
    if (frame.type === 'presence') inbox.amend(frame.uid, { online: frame.online })
    if (frame.type === 'profile')
      inbox.amend(frame.uid, contactIn(asKnown(frame.profile, frame.customer ?? {})))
    emit('visitor', { uid: frame.uid })
  }

  function noteRead(uid: string, seq: number) {
    if (reads.note(uid, seq)) inbox.amend(uid, { unread: 0 })
  }

  function open(uid: string): Timeline {
    const known = timelines.get(uid)
    if (known) return known
    if (timelines.size >= LIMITS.followed) forget(timelines.keys().next().value!)
    const ask = (at: Position) => void connection.send({ type: 'follow', uid, at })
    const timeline = createTimeline({
      uid,
      ask,
      askOlder: before => void connection.send({ type: 'history', uid, before }),
      onChange(change) {
        acknowledge(timeline, change.applied)
        emit('timeline', { uid, ...change })
      }
    })
    timelines.set(uid, timeline)
    ask(null)
    return timeline
  }

  function forget(uid: string) {
    timelines.delete(uid)
    connection.send({ type: 'unfollow', uid })
  }

  function acknowledge({ uid, receipts }: Timeline, applied: readonly Entry[]) {
    const last = lastWhere(applied, fromVisitor)
    if (last && last.seq > receipts.agent.delivered)
      connection.send({ type: 'delivered', uid, seq: last.seq })
  }

  return {
    on,
    inbox: inbox.list,
    agents: () => agents,
    visitor: visitors.get,
    status: () => connection.status(),
    /** Follows a timeline and keeps following it until `forget`. */
    open,
    forget,
    pending: (uid: string): Pending[] => outbox.list(uid),
    send: (uid: string, content: Draft) => sender.add(uid, content),
    retry: sender.retry,
    discard: sender.discard,
    read(uid: string) {
      const timeline = timelines.get(uid)
      const last = lastWhere(timeline?.entries ?? [], fromVisitor)
      if (!timeline || !last || last.seq <= timeline.receipts.agent.read) return
      if (connection.send({ type: 'read', uid, seq: last.seq })) noteRead(uid, last.seq)
    },
    ...createAgentWishes(connection.send),
    /** By the server's clock, ms. */
    now: () => clock.now() + ahead,
    start: () => connection.start(),
    wake: () => connection.wake(),
    destroy() {
      connection.stop()
      clock.clearTimeout(askAgain)
    }
  }
}

/** Only what the profile says. */
function contactIn(
  profile: Profile
): Partial<Pick<Summary, 'name' | 'phone' | 'email' | 'source' | 'fields'>> {
  const said = Object.entries(contactOf(profile)).filter(([, value]) => value !== '')
  return { ...Object.fromEntries(said), ...(profile.name === undefined ? {} : { name: profile.name }) }
}
