import { PROTOCOL_VERSION } from '#protocol/version'
import { isMessage, type Draft, type Entry } from '#protocol/entry'
import type { ClientFrame, Position } from '#protocol/client-frame'
import type { Profile } from '#protocol/desk'
import type { ErrorCode } from '#protocol/errors'
import type { ServerFrame, ServerFrameOf } from '#protocol/server-frame'
import { createConnection, type Status } from './connection.ts'
import { createEmitter } from './emitter.ts'
import { createIdentity, secretKeyOf, type IdentityOptions, type VisitorIdentity } from './identity.ts'
import { lastWhere } from './last-where.ts'
import { createOutbox, type Pending } from './outbox.ts'
import { createSender } from './sender.ts'
import { createTabRelay, recap, type TabRelayOptions } from './tab-relay.ts'
import { createTimeline } from './timeline.ts'
import type { Clock } from './clock.ts'
import type { KeyValue } from './storage.ts'
import type { Transport } from './transport.ts'

export type { VisitorIdentity } from './identity.ts'

export type VisitorEvents = {
  /** Entries, outbox or receipts changed. `applied` are new entries at the end. */
  timeline: { applied: readonly Entry[]; reset: boolean }
  status: { status: Status; refusal: ErrorCode | undefined }
  typing: { on: boolean; name: string | undefined }
  availability: { agentsOnline: boolean }
  /** Where this visitor stands in the queue: 1 is next, 0 in none. */
  queue: { place: number; waitMs: number }
  identity: VisitorIdentity
}

/** A visitor's conversation without a screen. */
export type VisitorSession = ReturnType<typeof createVisitorSession>

export type VisitorSessionOptions = {
  sysnum: string
  /** Keeps what is stored, and the tabs, apart from what was before it. */
  era?: string | undefined
  /** What a page calls this visitor: each has its own outbox and leader in one browser. */
  partnerid?: string | undefined
  transports: Transport[]
  storage: KeyValue
  clock: Clock
  random?: () => number
  /** Asks the server who this device is; `secret` is what an earlier answer held, on plain http; `earlier` a token to renew. */
  identify: IdentityOptions['identify']
  locks?: TabRelayOptions['locks']
  openChannel?: TabRelayOptions['openChannel']
}

const ASK_AGAIN_MS = 2_000

export function createVisitorSession(options: VisitorSessionOptions) {
  const { sysnum, era = '', partnerid, storage, clock, random = Math.random } = options
  const scope = sysnum + era + (partnerid === undefined ? '' : `/${partnerid}`)
  const { on, emit } = createEmitter<VisitorEvents>()
  const outbox = createOutbox(storage, `ozc:${scope}:out:`)
  let profile: Profile | undefined
  let status: Status = 'connecting'
  let refusal: ErrorCode | undefined
  let askAgain: unknown

  const identity = createIdentity({
    storage,
    key: secretKeyOf(sysnum),
    identify: options.identify,
    onIdentity: found => emit('identity', found)
  })
  const uid = () => identity.current()?.uid ?? ''
  const changed = () => emit('timeline', { applied: [], reset: false })

  const timeline = createTimeline({
    uid: '',
    ask: at => (tabs.isLeader() ? follow(at) : tabs.ask(at)),
    askOlder: before => tabs.forward({ type: 'history', uid: uid(), before }),
    onChange(change) {
      acknowledge(change.applied)
      emit('timeline', change)
    }
  })

  const sender = createSender({
    outbox,
    clock,
    send: frame => connection.send(frame),
    uid: () => identity.current()?.uid,
    onChange: changed
  })

  const connection = createConnection({
    transports: options.transports,
    clock,
    random,
    async hello() {
      const { uid, token } = await identity.get()
      return { type: 'hello', protocol: PROTOCOL_VERSION, token, follow: [{ uid, at: timeline.position() }] }
    },
    onUnauthorized: identity.expire,
    onFrame(frame) {
      receive(frame)
      tabs.tellFrame(frame)
    },
    onStatus(next, why) {
      if (next !== 'online') {
        sender.disconnected()
        timeline.disconnected()
      }
      setStatus(next, why)
      tabs.tellStatus(next, why)
    }
  })

  const tabs = createTabRelay({
    id: `${clock.now()}-${random()}`,
    name: `openzc-${scope}`,
    locks: options.locks,
    openChannel: options.openChannel,
    timeline,
    send: frame => void connection.send(frame),
    onLead: leads => (leads ? connection.start() : connection.stop()),
    onFrame: receive,
    onStatus: setStatus,
    onState(state) {
      if (state.identity) identity.adopt(state.identity)
      // What was said before there was a name to say it in, or a tab that leads to hear it
      if (profile && status === 'connecting') say({ type: 'profile', uid: uid(), profile })
      setStatus(state.status)
      if (state.frame) timeline.batch(state.frame)
      else timeline.disconnected()
    },
    onOutbox() {
      flush()
      changed()
    },
    state: at => ({ identity: identity.current(), status, frame: recap(timeline, at) })
  })

  const FRAMES: { [T in ServerFrame['type']]?: (frame: ServerFrameOf<T>) => void } = {
    welcome(frame) {
      emit('availability', frame)
      if (profile && tabs.isLeader()) tabs.forward({ type: 'profile', uid: frame.id, profile })
      if (tabs.isLeader()) joinVisit()
      flush()
    },
    // A tab that was closed may have left something behind
    pong: flush,
    entries: timeline.batch,
    entry: ({ entry }) => timeline.live(entry),
    ack(frame) {
      sender.acked(frame)
      timeline.live(frame.entry)
    },
    nack: sender.refused,
    page: timeline.page,
    receipt: timeline.receipt,
    typing: ({ role, on, name }) => role === 'agent' && emit('typing', { on, name }),
    availability: frame => emit('availability', frame),
    queue: frame => emit('queue', frame),
    error: ({ of }) => (of === 'follow' || of === 'history') && followLater()
  }

  function receive(frame: ServerFrame) {
    ;(FRAMES[frame.type] as ((frame: ServerFrame) => void) | undefined)?.(frame)
  }

  function flush() {
    if (tabs.isLeader()) sender.flush()
  }

  const follow = (at: Position) => void connection.send({ type: 'follow', uid: uid(), at })

  function followLater() {
    timeline.disconnected()
    askAgain ??= clock.setTimeout(() => {
      askAgain = undefined
      if (tabs.isLeader()) follow(timeline.position())
    }, ASK_AGAIN_MS)
  }

  function setStatus(next: Status, why?: ErrorCode) {
    if (status === next) return
    status = next
    refusal = why
    emit('status', { status, refusal })
  }

  /** What an agent wrote has arrived here. */
  function acknowledge(applied: readonly Entry[]) {
    const last = lastWhere(applied, fromOthers)
    if (last && last.seq > timeline.receipts.visitor.delivered && tabs.isLeader())
      say({ type: 'delivered', uid: uid(), seq: last.seq })
  }

  /** Without an identity there is nobody to speak as. */
  const say = (frame: ClientFrame) => void (identity.current() && tabs.forward(frame))

  /** VS1 The page beside the chat has left the name of this browser's visit, where visits are known. */
  function joinVisit() {
    const visit = storage.get(`ozc:${sysnum}:visit`)
    if (visit) say({ type: 'visit', uid: uid(), visit })
  }

  function outboxChanged<T>(result: T): T {
    tabs.tellOutbox()
    return result
  }

  return {
    on,
    /** Names what belongs to this visitor in the browser's storage. */
    scope,
    timeline,
    /** `leads` is false when another tab holds the connection; `via` is the number of the transport. */
    status: () => ({ status, refusal, leads: tabs.isLeader(), via: connection.via() }),
    identity: identity.current,
    /** Asks for a token when there is none that is fresh: for uploads. */
    identified: identity.get,
    /** Messages that are not acked yet, oldest first. */
    pending: (): Pending[] => outbox.list(),
    /** Keeps the message, then sends it as soon as that is possible. */
    send: (content: Draft, clientId?: string): Pending => outboxChanged(sender.add('', content, clientId)),
    retry: (clientId: string) => outboxChanged(sender.retry(clientId)),
    discard: (clientId: string) => outboxChanged(sender.discard(clientId)),
    read() {
      const last = lastWhere(timeline.entries, fromOthers)
      if (last && last.seq > timeline.receipts.visitor.read) say({ type: 'read', uid: uid(), seq: last.seq })
    },
    typing: (isTyping: boolean, text?: string) => say(typingFrame(uid(), isTyping, text)),
    setProfile(next: Profile) {
      profile = next
      say({ type: 'profile', uid: uid(), profile })
    },
    end: (cid: string) => say({ type: 'end', uid: uid(), cid }),
    wake: connection.wake,
    /** Another tab has added to the outbox. */
    outboxChanged: flush,
    /** The page beside the chat has written the storage. */
    visitChanged: () => tabs.isLeader() && joinVisit(),
    destroy() {
      connection.stop()
      tabs.destroy()
      clock.clearTimeout(askAgain)
    }
  }
}

const typingFrame = (uid: string, on: boolean, text: string | undefined): ClientFrame => ({
  type: 'typing',
  uid,
  on,
  ...(text === undefined ? {} : { text: text.slice(0, 500) })
})

const fromOthers = (entry: Entry) => isMessage(entry) && entry.by.role !== 'visitor'
