import {
  browserClock,
  createAgentSession,
  createMemory,
  createVisitorSession,
  pollTransport,
  streamTransport,
  type Timeline,
  type Transport
} from '#client/index'
import type { Entry } from '#protocol/entry'
import type { ServerFrame } from '#protocol/server-frame'
import type { Event } from '#test/kit/history'
import { nodeTransport } from '#test/kit/node-transport'
import type { Demo } from '#test/kit/server-process'

/** Where people connect to. */
export type Place = { url: string; demo: Demo; signIn(agent: number): Promise<string> }

export type Person = {
  name: string
  /** Sends this as well, whatever waits. */
  say(text: string): void
  /** Has heard this from anybody. */
  has(text: string): boolean
  /** Sends one more message, unless too many wait already. */
  talk(): void
  waiting(): number
  isOnline(): boolean
  destroy(): void
}

/** Beyond it a person waits for the acks. */
const MOST_WAITING = 30
const CLOCK_START = process.hrtime.bigint()
const now = () => Number(process.hrtime.bigint() - CLOCK_START)

/**
 * Notes what a client does and is told. `receipts`: as they are `heard` from one process, or, where several tell of them, as the client
 * has `kept` them.
 */
export function createRecorder({ receipts = 'heard' }: { receipts?: 'heard' | 'kept' } = {}) {
  const events: Event[] = []
  const note = (client: string, uid: string, given: Timeline['receipts']) => {
    for (const role of ['visitor', 'agent'] as const)
      events.push({ t: now(), client, type: 'receipt', session: client, uid, role, ...given[role] })
  }
  return {
    events,
    invoked: (
      client: string,
      uid: string,
      sender: string,
      { clientId, text }: { clientId: string; text: string }
    ) => events.push({ t: now(), client, type: 'invoke', uid, sender, clientId, text }),
    applied(
      client: string,
      { uid, timeline }: { uid: string; timeline: Timeline },
      { applied, reset }: { applied: readonly Entry[]; reset: boolean }
    ) {
      if (reset) events.push({ t: now(), client, type: 'reset', session: client, uid })
      if (receipts === 'kept') note(client, uid, timeline.receipts)
      for (const { seq, id, clientId, content } of applied) {
        events.push({
          t: now(),
          client,
          type: 'deliver',
          session: client,
          uid,
          seq,
          id,
          clientId: clientId ?? null,
          text: content.kind === 'text' ? content.text : null
        })
      }
    },
    heard(client: string, text: string) {
      const frame = JSON.parse(text) as ServerFrame
      if (frame.type === 'ack')
        events.push({
          t: now(),
          client,
          type: 'ok',
          uid: frame.uid,
          clientId: frame.clientId,
          id: frame.entry.id,
          seq: frame.entry.seq
        })
      if (frame.type === 'nack' && !frame.retry)
        events.push({
          t: now(),
          client,
          type: 'fail',
          uid: frame.uid,
          clientId: frame.clientId,
          code: frame.code
        })
      if (frame.type === 'receipt' && receipts === 'heard')
        events.push({
          t: now(),
          client,
          type: 'receipt',
          session: client,
          uid: frame.uid,
          role: frame.role,
          ...frame.receipt
        })
    }
  }
}

export type Recorder = ReturnType<typeof createRecorder>

export type VisitorPerson = Person & { uid(): string | undefined }

export type Via = 'WebSocket' | 'streaming HTTP' | 'long poll'

function connectBy(
  via: Via,
  { url }: Place,
  { cookie, onText }: { cookie?: string; onText(text: string): void }
): Transport {
  if (via === 'WebSocket') {
    const path = cookie ? '/workbench/socket' : '/socket'
    return nodeTransport(`${url.replace('http', 'ws')}${path}`, { ...(cookie ? { cookie } : {}), onText })
  }
  const withCookie: typeof fetch = (input, init) =>
    fetch(input, { ...init, headers: { ...init?.headers, ...(cookie ? { cookie } : {}) } })
  const make = via === 'streaming HTTP' ? streamTransport : pollTransport
  const transport = make(`${url}/api/live`, cookie ? '?as=agent' : '', withCookie)
  return on =>
    transport({
      ...on,
      message(text) {
        onText(text)
        on.message(text)
      }
    })
}

const hasText = ({ entries }: Timeline, text: string) =>
  entries.some(({ content }) => content.kind === 'text' && content.text === text)

export function createVisitor(
  server: Place,
  recorder: Recorder,
  { name, via = 'WebSocket' }: { name: string; via?: Via }
): VisitorPerson {
  let count = 0
  const session = createVisitorSession({
    sysnum: server.demo.sysnum,
    storage: createMemory(),
    clock: browserClock,
    transports: [connectBy(via, server, { onText: text => recorder.heard(name, text) })],
    async identify(secret) {
      const response = await fetch(`${server.url}/api/visitor/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ sysnum: server.demo.sysnum, ...(secret ? { secret } : {}) })
      })
      if (!response.ok) throw new Error(`status ${response.status}`)
      return (await response.json()) as { uid: string; token: string; company: string; secret: string }
    }
  })
  const uid = () => session.identity()?.uid
  const { timeline } = session
  session.on('timeline', change => uid() && recorder.applied(name, { uid: uid()!, timeline }, change))
  function say(text: string) {
    const to = uid()
    if (!to) return
    const { clientId } = session.send({ kind: 'text', text })
    recorder.invoked(name, to, to, { clientId, text })
  }
  return {
    name,
    uid,
    say,
    has: text => hasText(timeline, text),
    talk() {
      if (!uid() || session.pending().length >= MOST_WAITING) return
      say(`${name} ${++count}`)
      session.read()
    },
    waiting: () => session.pending().length,
    isOnline: () => session.status().status === 'online',
    destroy: session.destroy
  }
}

export type AgentPerson = Person & { uid: string }

/** An agent who serves one visitor. */
export function createAgent(
  server: Place,
  recorder: Recorder,
  {
    name,
    cookie,
    id,
    uid,
    via = 'WebSocket'
  }: { name: string; cookie: string; id: string; uid: string; via?: Via }
): AgentPerson {
  let count = 0
  const session = createAgentSession({
    agentId: id,
    storage: createMemory(),
    clock: browserClock,
    transports: [connectBy(via, server, { cookie, onText: text => recorder.heard(name, text) })]
  })
  session.on('timeline', ({ uid: of, ...change }) => recorder.applied(name, { uid: of, timeline }, change))
  const timeline = session.open(uid)
  function say(text: string) {
    const { clientId } = session.send(uid, { kind: 'text', text })
    recorder.invoked(name, uid, id, { clientId, text })
  }
  session.start()
  return {
    name,
    uid,
    say,
    has: text => hasText(timeline, text),
    talk() {
      if (session.pending(uid).length < MOST_WAITING) say(`${name} ${++count}`)
    },
    waiting: () => session.pending(uid).length,
    isOnline: () => session.status() === 'online',
    destroy: session.destroy
  }
}
