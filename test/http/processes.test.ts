import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  browserClock,
  createAgentSession,
  createMemory,
  createVisitorSession,
  pollTransport,
  streamTransport,
  type Transport,
  type VisitorSession
} from '#client/index'
import { startCluster, type Cluster } from '#test/kit/cluster'
import { nodeTransport } from '#test/kit/node-transport'

let cluster: Cluster
beforeAll(async () => {
  cluster = await startCluster()
}, 120_000)
afterAll(() => cluster.dispose())

type Peer = { destroy(): void }
const open: Peer[] = []
const keep = <T extends Peer>(one: T): T => {
  open.push(one)
  return one
}
afterAll(() => open.forEach(one => one.destroy()))

const ws = (url: string, path: string) => `${url.replace('http', 'ws')}${path}`

function visitorAt(url: string, transport: Transport = nodeTransport(ws(url, '/socket'))): VisitorSession {
  return keep(
    createVisitorSession({
      sysnum: cluster.demo.sysnum,
      storage: createMemory(),
      clock: browserClock,
      transports: [transport],
      async identify(secret) {
        const answer = await fetch(`${url}/api/visitor/session`, {
          method: 'POST',
          body: JSON.stringify({ sysnum: cluster.demo.sysnum, ...(secret ? { secret } : {}) })
        })
        return (await answer.json()) as { uid: string; token: string; company: string; secret: string }
      }
    })
  )
}

async function agentAt(url: string, number = 0, transport?: (cookie: string) => Transport) {
  const cookie = await cluster.signIn(number)
  const { id } = (await (await fetch(`${url}/api/agent/me`, { headers: { cookie } })).json()) as {
    id: string
  }
  const make = transport ?? ((cookie: string) => nodeTransport(ws(url, '/workbench/socket'), { cookie }))
  const session = keep(
    createAgentSession({
      agentId: id,
      storage: createMemory(),
      clock: browserClock,
      transports: [make(cookie)]
    })
  )
  session.start()
  await expect.poll(() => session.status(), within).toBe('online')
  return { session, id }
}

const within = { timeout: 20_000, interval: 20 }
const textsOf = (entries: readonly { content: { kind: string } }[]) =>
  entries.flatMap(({ content }) => (content.kind === 'text' ? [(content as { text?: string }).text] : []))

async function talking({
  visitorUrl,
  agentUrl,
  transport
}: {
  visitorUrl: string
  agentUrl: string
  transport?: Transport
}) {
  const visitor = visitorAt(visitorUrl, transport)
  await expect.poll(() => visitor.status().status, within).toBe('online')
  visitor.send({ kind: 'text', text: 'hello' })
  await expect.poll(() => visitor.pending().length, within).toBe(0)
  const uid = visitor.identity()!.uid
  const agent = await agentAt(agentUrl)
  const timeline = agent.session.open(uid)
  await expect.poll(() => textsOf(timeline.entries), within).toEqual(['hello'])
  return { visitor, uid, agent: agent.session, agentId: agent.id, timeline }
}

describe('a visitor at one process and an agent at another', () => {
  test('[DSK-assign] talk, see each other, and the inbox follows', { timeout: 60_000 }, async () => {
    const [one, two] = cluster.servers.map(({ url }) => url) as [string, string]
    const { session: agent, id } = await agentAt(two)
    await expect.poll(() => agent.status(), within).toBe('online')
    const heard: string[] = []
    const visitor = visitorAt(one, nodeTransport(ws(one, '/socket'), { onText: text => heard.push(text) }))
    await expect.poll(() => visitor.status().status, within).toBe('online')
    expect(JSON.parse(heard[0]!)).toMatchObject({ type: 'welcome', agentsOnline: true })
    visitor.send({ kind: 'text', text: 'hello' })
    await expect
      .poll(() => agent.inbox().map(({ last, online }) => [textsOf(last ? [last] : []), online]), within)
      .toEqual([[['hello'], true]])
    const { uid, cid } = agent.inbox()[0]!
    const timeline = agent.open(uid)
    await expect.poll(() => textsOf(timeline.entries), within).toEqual(['hello'])
    agent.send(uid, { kind: 'text', text: 'what can I do for you?' })
    await expect.poll(() => textsOf(visitor.timeline.entries), within).toContain('what can I do for you?')
    visitor.send({ kind: 'text', text: 'a question' })
    await expect.poll(() => textsOf(timeline.entries).length, within).toBe(3)
    await expect
      .poll(() => agent.inbox().find(one => one.cid === cid), within)
      .toMatchObject({ status: 'active', agentId: id })
    visitor.destroy()
    await expect.poll(() => agent.inbox()[0]?.online, within).toBe(false)
    agent.destroy()
  })

  test(
    '[DSK-assign] whoever goes or takes a break is gone for all, at every process',
    { timeout: 60_000 },
    async () => {
      const [one, two] = cluster.servers.map(({ url }) => url) as [string, string]
      const heard: { type: string; agentsOnline?: boolean }[] = []
      const visitor = visitorAt(
        one,
        nodeTransport(ws(one, '/socket'), { onText: text => heard.push(JSON.parse(text)) })
      )
      await expect.poll(() => visitor.status().status, within).toBe('online')
      const said = () =>
        heard.flatMap(({ type, agentsOnline }) =>
          type === 'welcome' || type === 'availability' ? [agentsOnline] : []
        )
      expect(said()).toEqual([false])
      const near = await agentAt(one, 1)
      const far = await agentAt(two, 0)
      await expect
        .poll(() => near.session.agents().find(({ id }) => id === far.id)?.status, within)
        .toBe('online')
      far.session.setStatus('away')
      await expect
        .poll(() => near.session.agents().find(({ id }) => id === far.id)?.status, within)
        .toBe('away')
      far.session.setStatus('online')
      await expect
        .poll(() => near.session.agents().find(({ id }) => id === far.id)?.status, within)
        .toBe('online')
      near.session.destroy()
      await expect
        .poll(() => far.session.agents().find(({ id }) => id === near.id)?.status, within)
        .toBe(null)
      expect(said()).toEqual([false, true])
      far.session.destroy()
      await expect.poll(said, within).toEqual([false, true, false])
      visitor.destroy()
    }
  )
})

describe('behind a balancer without sticky sessions', () => {
  const api = () => `${cluster.url}/api/live`
  const KINDS: { name: string; visitor(): Transport; agent(cookie: string): Transport }[] = [
    {
      name: 'WebSocket',
      visitor: () => nodeTransport(ws(cluster.url, '/socket')),
      agent: cookie => nodeTransport(ws(cluster.url, '/workbench/socket'), { cookie })
    },
    {
      name: 'streaming HTTP',
      visitor: () => streamTransport(api()),
      agent: cookie => streamTransport(api(), '?as=agent', withCookie(cookie))
    },
    {
      name: 'long poll',
      visitor: () => pollTransport(api()),
      agent: cookie => pollTransport(api(), '?as=agent', withCookie(cookie))
    }
  ]
  const withCookie =
    (cookie: string): typeof fetch =>
    (input, init) =>
      fetch(input, { ...init, headers: { ...init?.headers, cookie } })

  for (const { name, visitor: transport, agent: agentTransport } of KINDS)
    test(
      `[CN4, DSK-assign] ${name}: a conversation goes on without a break`,
      { timeout: 90_000 },
      async () => {
        const breaks: string[] = []
        const visitor = visitorAt(cluster.url, transport())
        await expect.poll(() => visitor.status().status, within).toBe('online')
        visitor.on('status', ({ status }) => breaks.push(`visitor ${status}`))
        visitor.send({ kind: 'text', text: '0' })
        await expect.poll(() => visitor.pending().length, within).toBe(0)
        const { session: agent } = await agentAt(cluster.url, 0, agentTransport)
        await expect.poll(() => agent.status(), within).toBe('online')
        agent.on('status', ({ status }) => breaks.push(`agent ${status}`))
        const uid = visitor.identity()!.uid
        const timeline = agent.open(uid)
        for (let i = 1; i < 20; i++) {
          if (i % 2) agent.send(uid, { kind: 'text', text: String(i) })
          else visitor.send({ kind: 'text', text: String(i) })
          await expect.poll(() => textsOf(visitor.timeline.entries).length, within).toBe(i + 1)
        }
        const all = Array.from({ length: 20 }, (_, i) => String(i))
        expect(textsOf(visitor.timeline.entries)).toEqual(all)
        await expect.poll(() => textsOf(timeline.entries), within).toEqual(all)
        expect(breaks).toEqual([])
        visitor.destroy()
        agent.destroy()
      }
    )
})

test(
  '[PC1] what was said while Redis was away is there for all soon after it is back, also when nobody says anything more',
  { timeout: 90_000 },
  async () => {
    const [one, two] = cluster.servers.map(({ url }) => url) as [string, string]
    const { visitor, uid, agent, timeline } = await talking({ visitorUrl: one, agentUrl: two })
    await cluster.redis.down()
    visitor.send({ kind: 'text', text: 'nobody hears me' })
    agent.send(uid, { kind: 'text', text: 'nor me' })
    await expect.poll(() => visitor.pending().length + agent.pending(uid).length, within).toBe(0)
    await cluster.redis.up()
    const all = ['hello', 'nobody hears me', 'nor me']
    await expect.poll(() => textsOf(timeline.entries).toSorted(), within).toEqual(all)
    await expect.poll(() => textsOf(visitor.timeline.entries).toSorted(), within).toEqual(all)
    await expect
      .poll(() => agent.inbox().find(one => one.uid === uid)?.headSeq, within)
      .toBe(timeline.entries.length)
    visitor.destroy()
    agent.destroy()
  }
)

test(
  '[PC1] a command that is given where no server runs is heard by those that do',
  { timeout: 60_000 },
  async () => {
    const { session } = await agentAt(cluster.servers[1]!.url, 1)
    await expect.poll(() => session.status(), within).toBe('online')
    const { email } = cluster.demo.agents[1]!
    cluster.outside.admin('reset-password', '--email', email, '--password', 'another one entirely')
    await expect.poll(() => session.status(), within).not.toBe('online')
    session.destroy()
  }
)

test(
  '[WB-login] who signs out everywhere in one process is gone from the others at once',
  { timeout: 60_000 },
  async () => {
    const [one, two] = cluster.servers.map(({ url }) => url) as [string, string]
    const { session } = await agentAt(two)
    const statuses: string[] = []
    session.on('status', ({ refusal }) => refusal && statuses.push(refusal))
    const cookie = await cluster.signIn(0)
    const answer = await fetch(`${one}/api/agent/account/sign-out-everywhere`, {
      method: 'POST',
      headers: { cookie },
      body: '{}'
    })
    expect(answer.status).toBe(200)
    await expect.poll(() => statuses, within).toContain('unauthorized')
    session.destroy()
  }
)

test(
  '[DSK-assign] what one process lets in counts at the others: sign-ins are limited for all together',
  { timeout: 60_000 },
  async () => {
    const { email } = cluster.demo.agents[1]!
    const guess = async (i: number) => {
      const { url } = cluster.servers[i % 2]!
      const body = JSON.stringify({ email, password: `wrong ${i}` })
      return (await fetch(`${url}/api/agent/sign-in`, { method: 'POST', body })).status
    }
    const statuses: number[] = []
    for (let i = 0; i < 16; i++) statuses.push(await guess(i))
    expect(statuses.filter(status => status === 403).length).toBeLessThanOrEqual(13)
    expect(statuses.at(-1)).toBe(429)
  }
)

test(
  '[DSK-assign] a file that came to one process is given out by the other',
  { timeout: 60_000 },
  async () => {
    const [one, two] = cluster.servers.map(({ url }) => url) as [string, string]
    const { uid, token } = (await (
      await fetch(`${one}/api/visitor/session`, {
        method: 'POST',
        body: JSON.stringify({ sysnum: cluster.demo.sysnum })
      })
    ).json()) as { uid: string; token: string }
    const answer = await fetch(`${one}/api/upload?uid=${uid}&name=note.txt`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: 'for everybody'
    })
    const { url } = (await answer.json()) as { url: string }
    expect(await (await fetch(`${two}${url}`)).text()).toBe('for everybody')
  }
)
