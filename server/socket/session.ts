import { CLOSE, ChatError, ERRORS, type ErrorCode } from '#protocol/errors'
import { FRAME_ROLES, type ClientFrame, type ClientFrameOf } from '#protocol/client-frame'
import { LIMITS } from '#protocol/limits'
import { OLDEST_SERVED, PROTOCOL_VERSION } from '#protocol/version'
import type { ServerFrame } from '#protocol/server-frame'
import { decodeClientFrame, encode, type Decoded } from '#protocol/codec'
import { createId } from '#protocol/ids'
import type { Rank } from '#protocol/permissions'
import type { Member } from '#server/hub'
import type { Services } from '#server/services'
import type { Gate } from '#server/store/gate'
import { codeOf } from '#server/problem'
import { isAdmitted } from '#server/identity/visitor'
import { findTimeline } from '#server/store/timelines'
import type { VisitorClaims } from '#server/tokens'
import { isSignedIn, type SignedIn } from '#server/store/agents'
import { HANDLERS } from './handlers.ts'
import { createBucket, type Bucket } from './bucket.ts'

/** The other end, whatever carries the frames. */
export type Peer = {
  send(text: string): void
  close(code: number, reason: string): void
}

/** A connected peer that has said hello. */
export type LiveSession = Member & {
  name: string
  /** Of agents. */
  rank?: Rank
  /** Number of the visitor's channel. */
  channel?: number
  services: Services
  gate: Gate
  send(frame: ServerFrame): void
  /** It has ended, also when what it asked for is still being carried out. */
  isOver(): boolean
  /** Of agents: the workbench is on the screen, or not any more. */
  watch(on: boolean): void
  /** Throws `not-found` unless this session may see the timeline. */
  reach(uid: string): Promise<void>
}

export type Session = {
  receive(text: string): void
  /** Call once when the transport is gone. */
  ended(): void
  saidHello(): boolean
}

/**
 * HS1 The first frame is `hello`; anything else ends the connection.
 * HS2 Frames are handled one after the other, in the order in which they came.
 * HS3 A frame that is wrong is answered with an error and changes nothing; the connection stays.
 */
export function createSession(services: Services, peer: Peer, agent?: SignedIn): Session {
  let live: LiveSession | undefined
  let visitor: VisitorClaims | undefined
  let leave: (() => void) | undefined
  let lookAway: (() => void) | undefined
  let over = false
  let tail: Promise<void> | undefined
  const bucket = createBucket(services.clock)

  function receive(text: string) {
    if (over) return
    const decoded = decodeClientFrame(text)
    services.metrics.framesIn.inc()
    const act = () => (decoded.ok ? handle(decoded.frame) : void refuseFrame(decoded))
    // Without a wait in between, frames of one tick reach the writer in one batch
    const step = tail ? tail.then(act) : act()
    if (!step) return
    const settled = step.finally(() => {
      if (tail === settled) tail = undefined
    })
    tail = settled
  }

  function refuseFrame({ problem, of, send }: Extract<Decoded<ClientFrame>, { ok: false }>): void {
    services.report('bad-frame', { of })
    if (!live) return end('bad-frame', problem)
    if (send) return nack(live, send, { code: 'bad-frame', why: problem })
    live.send({ type: 'error', code: 'bad-frame', message: problem, ...(of ? { of } : {}) })
  }

  function handle(frame: ClientFrame): Promise<void> | undefined {
    if (over) return undefined
    try {
      const work = live ? dispatch(live, frame, bucket) : hello(frame)
      return work?.catch(error => failed(frame, error))
    } catch (error) {
      failed(frame, error)
      return undefined
    }
  }

  async function hello(frame: ClientFrame) {
    if (frame.type !== 'hello') return end('bad-frame', 'the first frame has to be hello')
    if (frame.protocol < OLDEST_SERVED) return end('version-too-old')
    const session = identify(frame)
    if (!session) return end('unauthorized')
    live = session
    leave = services.hub.join(session)
    // After the join: who is signed out from now on is found there, and who was signed out before is found here
    const refused = await refusal()
    if (refused) return end(refused)
    if (over) return
    session.send({
      type: 'welcome',
      protocol: PROTOCOL_VERSION,
      role: session.role,
      id: session.who,
      at: services.clock.now(),
      agentsOnline: services.hub.hasAgents(session.companyId)
    })
    await HANDLERS.hello(session, frame)
  }

  function identify(frame: ClientFrameOf<'hello'>): LiveSession | undefined {
    if (agent)
      return liveSession({
        role: 'agent',
        who: agent.id,
        companyId: agent.companyId,
        name: agent.name,
        rank: agent.role
      })
    visitor = services.tokens.readVisitor(frame.token, services.clock.now())
    return (
      visitor &&
      liveSession({
        role: 'visitor',
        who: visitor.uid,
        companyId: visitor.companyId,
        name: '',
        channel: visitor.channel
      })
    )
  }

  /** A frame that is still being carried out when the session ends tells nobody anything. */
  function tell(text: string) {
    if (!over) peer.send(text)
  }

  function liveSession(
    who: Pick<LiveSession, 'role' | 'who' | 'companyId' | 'name' | 'rank' | 'channel'>
  ): LiveSession {
    return {
      ...who,
      id: createId(services.clock.now()),
      services,
      gate: { closed: undefined },
      deliver: tell,
      send: frame => tell(encode(frame)),
      close: () => end('unauthorized', 'signed out'),
      recheck,
      isOver: () => over,
      watch(on) {
        if (on && !over) lookAway ??= services.roster.come({ ...who, role: 'watcher' })
        if (on) return
        lookAway?.()
        lookAway = undefined
      },
      reach: createReach(services, who)
    }
  }

  function recheck() {
    refusal().then(
      code => code && end(code),
      error => services.report('recheck-failed', { error: String(error) })
    )
  }

  async function refusal(): Promise<ErrorCode | undefined> {
    if (agent && !(await isSignedIn(services.database, agent, services.clock.now()))) return 'unauthorized'
    if (visitor && !(await isAdmitted(services, visitor))) return 'illegal-visitor'
    return undefined
  }

  function failed(frame: ClientFrame, error: unknown) {
    const code = codeOf(error)
    if (code === 'internal' || code === 'unavailable')
      services.report('frame-failed', { type: frame.type, error: String(error) })
    const message = error instanceof ChatError ? error.message : ERRORS[code].says
    if (frame.type === 'send' && live) return nack(live, frame, { code, why: message })
    // Half a hello would leave the peer without what it follows: it comes again
    if (!live || (frame.type === 'hello' && ERRORS[code].retry)) return end(code, message)
    live.send({ type: 'error', code, message, of: frame.type })
  }

  function end(code: ErrorCode, message: string = ERRORS[code].says) {
    if (over) return
    over = true
    peer.send(encode({ type: 'error', code, message }))
    peer.close(
      code === 'unauthorized' ? CLOSE.unauthorized : ERRORS[code].retry ? CLOSE.cut : CLOSE.fatal,
      code
    )
    ended()
  }

  function ended() {
    over = true
    if (live) services.deskLog.close(live)
    live?.watch(false)
    leave?.()
    leave = undefined
  }

  return { receive, ended, saidHello: () => live !== undefined }
}

/** Refused before the writer, answered in its place: what the session sent before it is not held back, what comes after is. */
function nack(
  session: LiveSession,
  { uid, clientId }: { uid: string; clientId: string },
  refusal: { code: ErrorCode; why: string }
) {
  const { role, who, companyId, services, gate } = session
  const intent = { kind: 'send', by: { role, id: who }, clientId, content: { kind: 'void' } } as const
  void services.writer.submit({ companyId, uid, intent, gate, refusal }).then(() => {
    session.send({
      type: 'nack',
      uid,
      clientId,
      code: refusal.code,
      message: refusal.why,
      retry: ERRORS[refusal.code].retry
    })
  })
}

function dispatch(session: LiveSession, frame: ClientFrame, bucket: Bucket): Promise<void> | undefined {
  if (!(FRAME_ROLES[frame.type] as readonly string[]).includes(session.role))
    throw new ChatError('forbidden', `a ${session.role} may not send ${frame.type}`)
  if (frame.type === 'hello') throw new ChatError('bad-frame', 'hello was said already')
  if (!bucket.take()) {
    throw new ChatError('rate-limited', `more than ${LIMITS.framesPerSecond} frames a second`)
  }
  const handler = HANDLERS[frame.type] as (
    session: LiveSession,
    frame: ClientFrame
  ) => Promise<void> | undefined
  return handler(session, frame) ?? undefined
}

/** Remembers the timelines that were checked: companies of timelines never change. */
function createReach(
  services: Services,
  { role, who, companyId }: Pick<Member, 'role' | 'who' | 'companyId'>
) {
  let reached: Set<string> | undefined
  return async (uid: string) => {
    if (role === 'visitor') {
      if (uid !== who) throw new ChatError('not-found')
      return
    }
    if (reached?.has(uid)) return
    const timeline = await findTimeline(services.database, uid)
    if (timeline?.companyId !== companyId) throw new ChatError('not-found')
    reached = (reached ?? new Set()).add(uid)
  }
}
