import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  createMemory,
  createVisitorSession,
  pollTransport,
  streamTransport,
  browserClock,
  type Transport,
  type VisitorSession
} from '#client/index'
import { nodeTransport } from '#test/kit/node-transport'
import { createProxy, type Proxy } from '#test/kit/proxy'
import { createServerProcess, type ServerProcess } from '#test/kit/server-process'

let server: ServerProcess
let proxy: Proxy

beforeAll(async () => {
  server = await createServerProcess()
  await server.start()
  proxy = await createProxy({ target: { host: '127.0.0.1', port: Number(new URL(server.url).port) } })
})
afterAll(async () => {
  await proxy.close()
  await server.dispose()
})

const base = () => proxy.url('/api/live')
const KINDS: { name: string; transport(): Transport }[] = [
  { name: 'WebSocket', transport: () => nodeTransport(proxy.url('/socket', 'ws')) },
  { name: 'streaming HTTP', transport: () => streamTransport(base()) },
  { name: 'long poll', transport: () => pollTransport(base()) }
]

async function until(condition: () => boolean, what: string) {
  for (
    const end = Date.now() + 60_000;
    Date.now() < end;
    await new Promise(resolve => setTimeout(resolve, 10))
  )
    if (condition()) return
  throw new Error(`not within 60 s: ${what}`)
}

function open(transports: Transport[], secret?: string) {
  const storage = createMemory()
  if (secret) storage.set(`ozc:${server.demo.sysnum}:secret`, secret)
  const session = createVisitorSession({
    sysnum: server.demo.sysnum,
    storage,
    clock: browserClock,
    transports,
    async identify(known) {
      const answer = await fetch(`${server.url}/api/visitor/session`, {
        method: 'POST',
        body: JSON.stringify({ sysnum: server.demo.sysnum, ...(known ? { secret: known } : {}) })
      })
      return (await answer.json()) as { uid: string; token: string; company: string; secret: string }
    }
  })
  return { session, secret: () => storage.get(`ozc:${server.demo.sysnum}:secret`)! }
}

const texts = ({ timeline }: VisitorSession) =>
  timeline.entries.flatMap(({ content }) => (content.kind === 'text' ? [content.text] : []))

describe('every transport carries the same conversation', () => {
  for (const { name, transport } of KINDS) {
    test(
      `[CN4] ${name}: messages go up and down, and a cut link resumes without loss`,
      { timeout: 60_000 },
      async () => {
        const { session, secret } = open([transport()])
        await until(() => session.status().status === 'online', 'online')
        const other = open([nodeTransport(server.url.replace('http', 'ws') + '/socket')], secret())
        for (const text of ['one', 'two', 'three']) session.send({ kind: 'text', text })
        await until(() => texts(other.session).length === 3, 'three at the other')
        other.session.send({ kind: 'text', text: 'four' })
        await until(() => texts(session).length === 4, 'four here')
        proxy.cutAll()
        session.send({ kind: 'text', text: 'five' })
        other.session.send({ kind: 'text', text: 'six' })
        await until(
          () =>
            texts(session).length === 6 &&
            texts(other.session).length === 6 &&
            session.pending().length === 0,
          'whole again'
        )
        expect(texts(session)).toEqual(texts(other.session))
        expect(texts(session).toSorted()).toEqual(['five', 'four', 'one', 'six', 'three', 'two'])
        session.destroy()
        other.session.destroy()
      }
    )
  }

  test('[CN4] where no WebSocket opens, the next rung is taken by itself', { timeout: 60_000 }, async () => {
    const { session } = open([
      nodeTransport(`${server.url.replace('http', 'ws')}/no-such-socket`),
      streamTransport(base())
    ])
    await until(() => session.status().status === 'online', 'online by streaming')
    session.send({ kind: 'text', text: 'up the ladder' })
    await until(() => session.pending().length === 0, 'ack')
    session.destroy()
  })

  test('[CN3] a half-open link is found by ping, and nothing is lost', { timeout: 90_000 }, async () => {
    const { session } = open([nodeTransport(proxy.url('/socket', 'ws'))])
    await until(() => session.status().status === 'online', 'online')
    proxy.blackhole(true)
    session.send({ kind: 'text', text: 'into the void' })
    session.wake()
    await until(() => session.status().status !== 'online', 'noticed')
    proxy.blackhole(false)
    proxy.cutAll()
    await until(() => session.pending().length === 0, 'delivered after all')
    expect(texts(session)).toEqual(['into the void'])
    session.destroy()
  })
})
