import { afterAll, beforeAll, expect, test } from 'vitest'
import { browserClock, createAgentSession, createMemory, createVisitorSession } from '#client/index'
import { startCluster, type Cluster } from '#test/kit/cluster'
import { nodeTransport } from '#test/kit/node-transport'

let cluster: Cluster
beforeAll(async () => {
  cluster = await startCluster()
}, 120_000)
afterAll(() => cluster.dispose())

/** A retry begins anew, on the same servers. */
let count = 0
const within = { timeout: 20_000, interval: 20 }
const textsOf = (entries: readonly { content: { kind: string } }[]) =>
  entries.flatMap(({ content }) => (content.kind === 'text' ? [(content as { text?: string }).text] : []))
const ws = (url: string, path: string) => `${url.replace('http', 'ws')}${path}`

/** Signed in at one of the processes. */
async function admin(url: string, email: string) {
  const password = 'a long enough password'
  cluster.outside.admin('reset-password', '--email', email, '--password', password)
  const response = await fetch(`${url}/api/agent/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password })
  })
  const headers = { cookie: response.headers.get('set-cookie')!.split(';')[0]!, origin: url }
  const api = async (method: string, path: string) =>
    (await (await fetch(`${url}/api/v1${path}`, { method, headers })).json()) as any
  return { headers, api }
}

test(
  '[DSK-platform] a shop’s visitor at one process talks with the mall’s agent at the other',
  { timeout: 120_000 },
  async () => {
    const [one, two] = cluster.servers.map(({ url }) => url) as [string, string]
    const { outside, demo } = cluster
    const { sysnum: mall } = outside.admin('create-company', '--name', 'Mall') as { sysnum: string }
    const union = `mall-${++count}`
    const email = `mia@${union}.example`
    const mia = ['--email', email, '--name', 'Mia', '--role', 'admin']
    outside.admin('create-agent', '--sysnum', mall, ...mia)
    outside.admin('set-desk', '--sysnum', mall, '--assign', 'auto')
    const code = ['--code', union]
    outside.admin('platform-create', ...code, '--name', 'Union', '--sysnum', mall, '--customer', 'mall')
    outside.admin('platform-invite', ...code, '--sysnum', demo.sysnum, '--customer', 'shop')
    const far = await admin(two, email)
    const near = await admin(one, 'admin@demo.example')
    for (const { api } of [far, near]) {
      const { id } = (await api('GET', '/platforms')).items.at(-1)
      expect(await api('POST', `/platforms/${id}/join`)).toMatchObject({ hasJoined: true })
    }
    const { id: agentId } = (await (
      await fetch(`${two}/api/agent/me`, { headers: far.headers })
    ).json()) as any
    const agent = createAgentSession({
      agentId,
      storage: createMemory(),
      clock: browserClock,
      transports: [nodeTransport(ws(two, '/workbench/socket'), { cookie: far.headers.cookie })]
    })
    agent.start()
    await expect.poll(() => agent.status(), within).toBe('online')
    const visitor = createVisitorSession({
      sysnum: demo.sysnum,
      storage: createMemory(),
      clock: browserClock,
      transports: [nodeTransport(ws(one, '/socket'))],
      identify: async secret =>
        (await (
          await fetch(`${one}/api/visitor/session`, {
            method: 'POST',
            body: JSON.stringify({ sysnum: demo.sysnum, ...(secret ? { secret } : {}) })
          })
        ).json()) as any
    })
    await expect.poll(() => visitor.status().status, within).toBe('online')
    visitor.setProfile({ claims: { flowType: '1', platformUnionCode: union } })
    visitor.send({ kind: 'text', text: 'hello' })
    await expect.poll(() => agent.inbox().length, within).toBe(1)
    const [summary] = agent.inbox()
    expect(summary).toMatchObject({ partner: { way: 'from', name: 'Demo Shop' } })
    const timeline = agent.open(summary!.uid)
    const lines = ['hello']
    for (let i = 0; i < 10; i++) {
      lines.push(`question ${i}`, `answer ${i}`)
      visitor.send({ kind: 'text', text: `question ${i}` })
      await expect.poll(() => textsOf(timeline.entries).at(-1), within).toBe(`question ${i}`)
      agent.send(summary!.uid, { kind: 'text', text: `answer ${i}` })
      await expect.poll(() => textsOf(visitor.timeline.entries).at(-1), within).toBe(`answer ${i}`)
    }
    expect(textsOf(timeline.entries)).toEqual(lines)
    expect(textsOf(visitor.timeline.entries)).toEqual(lines)
    await expect.poll(() => agent.inbox()[0]?.online, within).toBe(true)
    visitor.destroy()
    await expect.poll(() => agent.inbox()[0]?.online, within).toBe(false)
    agent.destroy()
  }
)
