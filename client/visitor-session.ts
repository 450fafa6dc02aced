import { PROTOCOL_VERSION } from '#protocol/version'
import { LIMITS } from '#protocol/limits'
import { isMessage, type Draft, type Entry } from '#protocol/entry'
import type { ClientFrame, Position } from '#protocol/client-frame'
import type { Profile } from '#protocol/desk'
import type { ErrorCode } from '#protocol/errors'
import type { ServerFrame, ServerFrameOf } from '#protocol/server-frame'
import { createConnection, type Status } from './connection.ts'
import { createEmitter } from './emitter.ts'
import { createOutbox, type Pending } from './outbox.ts'
import { createSender } from './sender.ts'
import { createTabs, type TabsOptions } from './tabs.ts'
import { createTimeline } from './timeline.ts'
import type { Clock } from './clock.ts'
import type { KeyValue } from './storage.ts'
import type { Transport } from './transport.ts'

export type VisitorIdentity = { uid: string; token: string; company: string }

export type VisitorEvents = {
  /** Entries, outbox or receipts changed. `applied` are new entries at the end. */
  timeline: { applied: readonly Entry[]; reset: boolean }
  status: { status: Status; refusal: ErrorCode | undefined }
  typing: { on: boolean; name: string | undefined }
  availability: { agentsOnline: boolean }
  identity: VisitorIdentity
}

/** A visitor's conversation without a screen. */
export type VisitorSession = ReturnType<typeof createVisitorSession>

export type VisitorSessionOptions = {
  sysnum: string
  transports: Transport[]
  storage: KeyValue
  clock: Clock
  random?: () => number
  /** Asks the server who this device is; `secret` is what `keepSecret` was given. */
  identify(secret: string | null): Promise<VisitorIdentity & { secret?: string }>
  locks?: TabsOptions<unknown>['locks']
  openChannel?: TabsOptions<unknown>['openChannel']
}

type TabMessage =
  | { kind: 'frame'; frame: ServerFrame }
  | { kind: 'status'; status: Status; refusal: ErrorCode | undefined }
  | { kind: 'send'; frame: ClientFrame }
  | { kind: 'outbox' }
  | { kind: 'leading' }
  | { kind: 'hello'; at: Position; tab: string }
  | {
      kind: 'state'
      tab: string
      identity: VisitorIdentity | undefined
      status: Status
      frame: ServerFrameOf<'entries'> | undefined
    }

export function createVisitorSession(options: VisitorSessionOptions) {
  const { sysnum, storage, clock, random = Math.random } = options
  const { on, emit } = createEmitter<VisitorEvents>()
  const secretKey = `ozc:${sysnum}:secret`
  const outbox = createOutbox(storage, `ozc:${sysnum}:out:`)
  const tab = `${clock.now()}-${random()}`
  let identity: VisitorIdentity | undefined
  let stale = true
  let profile: Profile | undefined
  let status: Status = 'connecting'
  let refusal: ErrorCode | undefined
  let askAgain: unknown

  const timeline = createTimeline({
    uid: '',
    ask: at => request({ type: 'follow', uid: identity?.uid ?? '', at }, at),
    askOlder: before => forward({ type: 'history', uid: identity?.uid ?? '', before }),
    onChange(change) {
      acknowledge(change.applied)
      emit('timeline', change)
    }
  })

  const sender = createSender({
    outbox,
    clock,
    send: frame => connection.send(frame),
    uid: () => identity?.uid,
    onChange: () => emit('timeline', { applied: [], reset: false })
  })

  const connection = createConnection({
    transports: options.transports,
    clock,
    random,
    async hello() {
      const { uid, token } = await identified()
      return { type: 'hello', protocol: PROTOCOL_VERSION, token, follow: [{ uid, at: timeline.position() }] }
    },
    onUnauthorized: () => (stale = true),
    onFrame(frame) {
      receive(frame)
      tabs.post({ kind: 'frame', frame })
    },
    onStatus(next, why) {
      setStatus(next, why)
      tabs.post({ kind: 'status', status: next, refusal: why })
      if (next !== 'online') {
        sender.disconnected()
        timeline.disconnected()
      }
    }
  })

  const tabs = createTabs<TabMessage>({
    name: `openzc-${sysnum}`,
    locks: options.locks,
    openChannel: options.openChannel,
    onLead(leads) {
      if (!leads) return connection.stop()
      connection.start()
      tabs.post({ kind: 'leading' })
    },
    onMessage: hear
  })
  // A follower is told at once what the leader has; the leader itself does not answer itself
  tabs.post({ kind: 'hello', at: null, tab })

  async function identified(): Promise<VisitorIdentity> {
    if (identity && !stale) return identity
    const { secret, ...found } = await options.identify(storage.get(secretKey))
    if (secret) storage.set(secretKey, secret)
    stale = false
    identity = found
    emit('identity', found)
    return found
  }

  function receive(frame: ServerFrame) {
    switch (frame.type) {
      case 'welcome':
        emit('availability', frame)
        if (profile && tabs.isLeader()) forward({ type: 'profile', uid: frame.id, profile })
        if (tabs.isLeader()) sender.flush()
        break
      case 'pong':
        // A tab that was closed may have left something behind
        if (tabs.isLeader()) sender.flush()
        break
      case 'entries':
        timeline.batch(frame)
        break
      case 'entry':
        timeline.live(frame.entry)
        break
      case 'ack':
        sender.acked(frame)
        timeline.live(frame.entry)
        break
      case 'nack':
        sender.refused(frame)
        break
      case 'page':
        timeline.page(frame)
        break
      case 'receipt':
        timeline.receipt(frame)
        break
      case 'typing':
        if (frame.role === 'agent') emit('typing', { on: frame.on, name: frame.name })
        break
      case 'availability':
        emit('availability', frame)
        break
      case 'error':
        if (frame.of === 'follow' || frame.of === 'history') retryLater()
        break
    }
  }

  function retryLater() {
    timeline.disconnected()
    askAgain ??= clock.setTimeout(() => {
      askAgain = undefined
      if (identity) forward({ type: 'follow', uid: identity.uid, at: timeline.position() })
    }, 2_000)
  }

  function hear(message: TabMessage) {
    switch (message.kind) {
      case 'frame':
        if (!tabs.isLeader()) receive(message.frame)
        break
      case 'status':
        if (!tabs.isLeader()) setStatus(message.status, message.refusal)
        break
      case 'send':
        if (tabs.isLeader()) connection.send(message.frame)
        break
      case 'outbox':
        if (tabs.isLeader()) sender.flush()
        emit('timeline', { applied: [], reset: false })
        break
      case 'leading':
        // What was asked of the tab before may have gone with it
        timeline.disconnected()
        tabs.post({ kind: 'hello', at: timeline.position(), tab })
        break
      case 'hello':
        if (tabs.isLeader())
          tabs.post({ kind: 'state', tab: message.tab, identity, status, frame: recap(message.at) })
        break
      case 'state':
        if (message.tab === tab && !tabs.isLeader()) takeOver(message)
        break
    }
  }

  function takeOver({ identity: known, status: next, frame }: Extract<TabMessage, { kind: 'state' }>) {
    if (known) {
      identity = known
      stale = true
      emit('identity', known)
    }
    setStatus(next)
    if (frame) timeline.batch(frame)
    else timeline.disconnected()
  }

  /** What the server would answer to `follow`, from what this tab holds. */
  function recap(at: Position): ServerFrameOf<'entries'> | undefined {
    if (!timeline.isLoaded()) return undefined
    const { entries, receipts } = timeline
    const known = at && entries.findIndex(entry => entry.seq === at.cursor && entry.id === at.lastId)
    const reset = known === null || known < 0
    const rest = reset ? entries.slice(-LIMITS.pageSize) : entries.slice(known + 1)
    return {
      type: 'entries',
      uid: identity?.uid ?? '',
      entries: [...rest],
      headSeq: entries.at(-1)?.seq ?? 0,
      floorSeq: timeline.floorSeq(),
      reset,
      receipts
    }
  }

  function request(frame: ClientFrame, at: Position) {
    if (tabs.isLeader()) connection.send(frame)
    else tabs.post({ kind: 'hello', at, tab })
  }

  function forward(frame: ClientFrame) {
    if (tabs.isLeader()) connection.send(frame)
    else tabs.post({ kind: 'send', frame })
  }

  function setStatus(next: Status, why?: ErrorCode) {
    if (status === next) return
    status = next
    refusal = why
    emit('status', { status, refusal })
  }

  /** What an agent wrote has arrived here. */
  function acknowledge(applied: readonly Entry[]) {
    const last = applied.findLast(entry => isMessage(entry) && entry.by.role !== 'visitor')
    if (last && identity && last.seq > timeline.receipts.visitor.delivered && tabs.isLeader())
      forward({ type: 'delivered', uid: identity.uid, seq: last.seq })
  }

  return {
    on,
    timeline,
    status: () => ({ status, refusal }),
    identity: () => identity,
    /** Messages that are not acked yet, oldest first. */
    pending: (): Pending[] => outbox.list(),
    /** Keeps the message, then sends it as soon as that is possible. */
    send(content: Draft): Pending {
      const pending = sender.add('', content)
      tabs.post({ kind: 'outbox' })
      return pending
    },
    retry(clientId: string) {
      sender.retry(clientId)
      tabs.post({ kind: 'outbox' })
    },
    discard(clientId: string) {
      sender.discard(clientId)
      tabs.post({ kind: 'outbox' })
    },
    read() {
      const last = timeline.entries.findLast(entry => isMessage(entry) && entry.by.role !== 'visitor')
      if (last && identity && last.seq > timeline.receipts.visitor.read)
        forward({ type: 'read', uid: identity.uid, seq: last.seq })
    },
    typing(typing: boolean, text?: string) {
      if (identity)
        forward({
          type: 'typing',
          uid: identity.uid,
          on: typing,
          ...(text === undefined ? {} : { text: text.slice(0, 500) })
        })
    },
    setProfile(next: Profile) {
      profile = next
      if (identity) forward({ type: 'profile', uid: identity.uid, profile })
    },
    end(cid: string) {
      if (identity) forward({ type: 'end', uid: identity.uid, cid })
    },
    /** A token for uploads; asks the server when the old one may have run out. */
    identified,
    wake: () => connection.wake(),
    /** Another tab has added to the outbox. */
    outboxChanged() {
      if (tabs.isLeader()) sender.flush()
    },
    destroy() {
      connection.stop()
      tabs.destroy()
      clock.clearTimeout(askAgain)
    }
  }
}
