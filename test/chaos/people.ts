import { createAgentSession, createMemory, createVisitorSession, browserClock } from '#client/index'
import type { Entry } from '#protocol/entry'
import type { ServerFrame } from '#protocol/server-frame'
import type { Event } from '#test/kit/history'
import { nodeTransport } from '#test/kit/node-transport'
import type { ServerProcess } from '#test/kit/server-process'

export type Person = {
  name: string
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

/** Notes what a client does and is told. */
export function createRecorder() {
  const events: Event[] = []
  return {
    events,
    invoked: (
      client: string,
      uid: string,
      sender: string,
      { clientId, text }: { clientId: string; text: string }
    ) => events.push({ t: now(), client, type: 'invoke', uid, sender, clientId, text }),
    applied(client: string, uid: string, { applied, reset }: { applied: readonly Entry[]; reset: boolean }) {
      if (reset) events.push({ t: now(), client, type: 'reset', session: client, uid })
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
      if (frame.type === 'receipt')
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

export function createVisitor(server: ServerProcess, recorder: Recorder, name: string): VisitorPerson {
  let count = 0
  const session = createVisitorSession({
    sysnum: server.demo.sysnum,
    storage: createMemory(),
    clock: browserClock,
    transports: [
      nodeTransport(`${server.url.replace('http', 'ws')}/socket`, {
        onText: text => recorder.heard(name, text)
      })
    ],
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
  session.on('timeline', change => uid() && recorder.applied(name, uid()!, change))
  return {
    name,
    uid,
    talk() {
      const to = uid()
      if (!to || session.pending().length >= MOST_WAITING) return
      const text = `${name} ${++count}`
      const { clientId } = session.send({ kind: 'text', text })
      recorder.invoked(name, to, to, { clientId, text })
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
  server: ServerProcess,
  recorder: Recorder,
  { name, cookie, id, uid }: { name: string; cookie: string; id: string; uid: string }
): AgentPerson {
  let count = 0
  const session = createAgentSession({
    agentId: id,
    storage: createMemory(),
    clock: browserClock,
    transports: [
      nodeTransport(`${server.url.replace('http', 'ws')}/workbench/socket`, {
        cookie,
        onText: text => recorder.heard(name, text)
      })
    ]
  })
  session.on('timeline', ({ uid: of, ...change }) => recorder.applied(name, of, change))
  session.open(uid)
  session.start()
  return {
    name,
    uid,
    talk() {
      if (session.pending(uid).length >= MOST_WAITING) return
      const text = `${name} ${++count}`
      const { clientId } = session.send(uid, { kind: 'text', text })
      recorder.invoked(name, uid, id, { clientId, text })
    },
    waiting: () => session.pending(uid).length,
    isOnline: () => session.status() === 'online',
    destroy: session.destroy
  }
}
