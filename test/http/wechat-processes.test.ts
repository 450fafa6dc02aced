import { afterAll, beforeAll, expect, test } from 'vitest'
import WebSocket from 'ws'
import type { ServerFrame } from '#protocol/server-frame'
import { PROTOCOL_VERSION } from '#protocol/version'
import { startCluster, type Cluster } from '#test/kit/cluster'
import { startWechatPlatform, type App, type WechatPlatform } from '#test/kit/wechat-platform'

// Two real processes on one PostgreSQL and one Redis, and the platform that pushes to both.

let platform: WechatPlatform
let cluster: Cluster
let app: App
let urls: string[]

beforeAll(async () => {
  platform = await startWechatPlatform()
  cluster = await startCluster({ env: { WECHAT_API: platform.url } })
  const password = 'of the administrator'
  cluster.servers[0]!.admin('reset-password', '--email', 'admin@demo.example', '--password', password)
  const signedIn = await fetch(`${cluster.servers[0]!.url}/api/agent/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'admin@demo.example', password })
  })
  const cookie = signedIn.headers.get('set-cookie')!.split(';')[0]!
  const secrets = { appSecret: 's', encodingAesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG' }
  const bound = await fetch(`${cluster.servers[0]!.url}/api/v1/mini-programs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify({ name: 'Tea', appId: 'wx1234567890abcdef', mode: 2, ...secrets })
  })
  const { url, token } = (await bound.json()) as { url: string; token: string }
  urls = cluster.servers.map(server => `${server.url}${new URL(url).pathname}`)
  app = { appId: 'wx1234567890abcdef', ...secrets, token, url: urls[0]! }
}, 120_000)
afterAll(async () => {
  await cluster.dispose()
  await platform.close()
})

/** An agent who answers each conversation as soon as it is seen, through whichever process. */
async function openAgent(url: string, cookie: string) {
  const heard: ServerFrame[] = []
  const socket = new WebSocket(`${url.replace('http', 'ws')}/workbench/socket`, { headers: { cookie } })
  socket.on('message', data => heard.push(JSON.parse(String(data)) as ServerFrame))
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  const tell = (frame: object) => socket.send(JSON.stringify(frame))
  tell({ type: 'hello', protocol: PROTOCOL_VERSION, token: '', desk: null, follow: [] })
  return { heard, tell, close: () => socket.close() }
}

test(
  '[WX-dedupe, WX-out] three times each, at once, to two processes: one message each, in and out',
  { timeout: 120_000 },
  async () => {
    const CUSTOMERS = 6
    const EACH = 5
    const agent = await openAgent(cluster.servers[1]!.url, await cluster.signIn(0))
    const pushes = Array.from({ length: CUSTOMERS * EACH }, (_, i) => ({
      ToUserName: 'gh_1',
      FromUserName: `customer-${i % CUSTOMERS}`,
      CreateTime: 1_700_000_000,
      MsgType: 'text',
      Content: `word ${i}`,
      MsgId: `9000000000000${1_000 + i}`
    }))
    const answers = await Promise.all(
      pushes.map((one, i) =>
        platform.push(app, one, {
          times: 3,
          json: i % 2 === 0,
          urls: [urls[i % 2]!, urls[(i + 1) % 2]!, urls[i % 2]!]
        })
      )
    )
    expect(answers.flat().every(({ text }) => text === 'success')).toBe(true)

    const conversations = () =>
      new Map(
        agent.heard.flatMap(frame =>
          frame.type === 'desk' ? frame.conversations.map(one => [one.uid, one] as const) : []
        )
      )
    await expect.poll(() => conversations().size, { timeout: 30_000 }).toBe(CUSTOMERS)
    for (const { uid } of conversations().values()) agent.tell({ type: 'follow', uid, at: null })
    const words = () => {
      const texts = agent.heard.flatMap(frame =>
        frame.type === 'entries' ? frame.entries : frame.type === 'entry' ? [frame.entry] : []
      )
      return texts.flatMap(({ id, content, by }) =>
        content.kind === 'text' && by.role === 'visitor' ? [`${id} ${content.text}`] : []
      )
    }
    await expect.poll(() => new Set(words()).size, { timeout: 30_000 }).toBe(pushes.length)
    expect([...new Set(words())].map(one => one.replace(/^\S+ /, '')).toSorted()).toEqual(
      pushes.map(({ Content }) => Content).toSorted()
    )

    for (const { uid } of conversations().values())
      agent.tell({
        type: 'send',
        uid,
        clientId: `answer-${uid}`,
        content: { kind: 'text', text: `to ${uid}` },
        first: true
      })
    await expect.poll(() => platform.sent.length, { timeout: 30_000 }).toBe(CUSTOMERS)
    // Both look for what is left to send, again and again
    const looks = platform.asked.length
    await expect
      .poll(() => agent.heard.filter(({ type }) => type === 'carrier').length)
      .toBeGreaterThanOrEqual(CUSTOMERS)
    expect(platform.sent).toHaveLength(CUSTOMERS)
    expect(platform.asked.length - looks).toBeLessThanOrEqual(0)
    // One token for both
    expect(platform.asked.filter(path => path === '/cgi-bin/stable_token')).toHaveLength(1)
    agent.close()
  }
)
