import { PROTOCOL_VERSION } from '#protocol/version'
import { LIMITS } from '#protocol/limits'
import { isMessage, type Draft, type Entry } from '#protocol/entry'
import type { ClientFrame, Position } from '#protocol/client-frame'
import type { Agent, AgentStatus, Profile, Summary } from '#protocol/desk'
import type { ErrorCode } from '#protocol/errors'
import type { ServerFrame, ServerFrameOf } from '#protocol/server-frame'
import { createConnection, type Status } from './connection.ts'
import { createEmitter } from './emitter.ts'
import { createOutbox, type Pending } from './outbox.ts'
import { createSender } from './sender.ts'
import { createTimeline, type Timeline } from './timeline.ts'
import type { Clock } from './clock.ts'
import type { KeyValue } from './storage.ts'
import type { Transport } from './transport.ts'

export type Visitor = { profile: Profile; verified: boolean; firstSeenAt: number; online: boolean }

export type AgentEvents = {
  /** The inbox changed; `changed` are the conversations that did. */
  inbox: { changed: readonly Summary[]; reset: boolean }
  timeline: { uid: string; applied: readonly Entry[]; reset: boolean }
  visitor: { uid: string }
  typing: {
    uid: string
    on: boolean
    role: 'visitor' | 'agent'
    name: string | undefined
    text: string | undefined
  }
  agents: { agents: readonly Agent[] }
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

export function createAgentSession(options: AgentSessionOptions) {
  const { agentId, storage, clock, random = Math.random } = options
  const { on, emit } = createEmitter<AgentEvents>()
  const outbox = createOutbox(storage, `ozc:agent:${agentId}:out:`)
  const timelines = new Map<string, Timeline>()
  const visitors = new Map<string, Visitor>()
  const conversations = new Map<string, Summary>()
  let agents: readonly Agent[] = []
  let deskAt: Position = null
  let deskAsked = false
  let greeted = new Set<string>()

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
      return { type: 'hello', protocol: PROTOCOL_VERSION, token: '', desk: deskAt, follow }
    },
    // The cookie is gone or void: only signing in again helps
    onUnauthorized: () => emit('status', { status: 'refused', refusal: 'unauthorized' }),
    onFrame: receive,
    onStatus(status, refusal) {
      if (status !== 'online') disconnected()
      emit('status', { status, refusal })
    }
  })

  function disconnected() {
    deskAsked = false
    sender.disconnected()
    for (const timeline of timelines.values()) timeline.disconnected()
  }

  function receive(frame: ServerFrame) {
    switch (frame.type) {
      case 'welcome':
        followNew()
        sender.flush()
        break
      case 'pong':
        sender.flush()
        break
      case 'desk':
        applyDesk(frame)
        break
      case 'agents':
        agents = frame.agents
        emit('agents', { agents })
        break
      case 'entries':
        timelines.get(frame.uid)?.batch(frame)
        break
      case 'entry':
        timelines.get(frame.uid)?.live(frame.entry)
        break
      case 'ack':
        sender.acked(frame)
        timelines.get(frame.uid)?.live(frame.entry)
        break
      case 'nack':
        sender.refused(frame)
        break
      case 'page':
        timelines.get(frame.uid)?.page(frame)
        break
      case 'receipt':
        timelines.get(frame.uid)?.receipt(frame)
        break
      case 'typing':
        emit('typing', { uid: frame.uid, on: frame.on, role: frame.role, name: frame.name, text: frame.text })
        break
      case 'profile':
      case 'presence':
        know(frame)
        break
      case 'error':
        if (frame.of === 'desk') deskAsked = false
        emit('refused', { of: frame.of ?? '', code: frame.code, message: frame.message })
        break
    }
  }

  /** Timelines that were opened while hello was on its way. */
  function followNew() {
    for (const { uid, position } of timelines.values()) {
      if (!greeted.has(uid)) connection.send({ type: 'follow', uid, at: position() })
    }
  }

  /** DK5 A range that does not begin at the cursor + 1 is asked for again, never skipped. */
  function applyDesk(frame: ServerFrameOf<'desk'>) {
    const cursor = deskAt?.cursor ?? 0
    if (!frame.reset && frame.from > cursor + 1) return askDesk()
    deskAsked = false
    if (!frame.reset && frame.to <= cursor) return
    if (frame.reset) conversations.clear()
    for (const summary of frame.conversations) conversations.set(summary.cid, summary)
    deskAt = { cursor: frame.to, lastId: frame.lastId || 'none' }
    emit('inbox', { changed: frame.conversations, reset: frame.reset })
  }

  function askDesk() {
    if (deskAsked) return
    deskAsked = connection.send({ type: 'desk', at: deskAt })
  }

  function know(frame: ServerFrameOf<'profile'> | ServerFrameOf<'presence'>) {
    const { uid } = frame
    const known = visitors.get(uid) ?? { profile: {}, verified: false, firstSeenAt: 0, online: false }
    if (frame.type === 'presence') visitors.set(uid, { ...known, online: frame.online })
    else
      visitors.set(uid, {
        ...known,
        profile: frame.profile,
        verified: frame.verified,
        firstSeenAt: frame.firstSeenAt
      })
    noteInInbox(uid)
    emit('visitor', { uid })
  }

  function noteInInbox(uid: string) {
    const { online, profile } = visitors.get(uid)!
    const changed = [...conversations.values()]
      .filter(summary => summary.uid === uid)
      .map(summary => ({ ...summary, online, name: profile.name ?? summary.name }))
    for (const summary of changed) conversations.set(summary.cid, summary)
    if (changed.length > 0) emit('inbox', { changed: [], reset: false })
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
    const last = applied.findLast(fromVisitor)
    if (last && last.seq > receipts.agent.delivered)
      connection.send({ type: 'delivered', uid, seq: last.seq })
  }

  const wish = (frame: ClientFrame) => connection.send(frame)

  return {
    on,
    inbox: (): readonly Summary[] => [...conversations.values()],
    agents: () => agents,
    visitor: (uid: string) => visitors.get(uid),
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
      const last = timeline?.entries.findLast(fromVisitor)
      if (!timeline || !last || last.seq <= timeline.receipts.agent.read) return
      connection.send({ type: 'read', uid, seq: last.seq })
      markRead(uid)
    },
    typing: (uid: string, typing: boolean) => wish({ type: 'typing', uid, on: typing }),
    accept: (uid: string, cid: string) => wish({ type: 'accept', uid, cid }),
    release: (uid: string, cid: string) => wish({ type: 'release', uid, cid }),
    transfer: (uid: string, cid: string, to: string) => wish({ type: 'transfer', uid, cid, agentId: to }),
    end: (uid: string, cid: string) => wish({ type: 'end', uid, cid }),
    setStatus: (status: AgentStatus) => wish({ type: 'status', status }),
    start: () => connection.start(),
    wake: () => connection.wake(),
    destroy: () => connection.stop()
  }

  function markRead(uid: string) {
    for (const summary of conversations.values())
      if (summary.uid === uid) conversations.set(summary.cid, { ...summary, unread: 0 })
    emit('inbox', { changed: [], reset: false })
  }
}

const fromVisitor = (entry: Entry) => isMessage(entry) && entry.by.role === 'visitor'
