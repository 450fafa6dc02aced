import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { ServerFrame } from '#protocol/server-frame'
import { changeAgent, createAgentSession, setAgentStatus, type AgentAccount } from '#server/store/agents'
import { createGroup, saveGroup } from '#server/store/groups'
import { savePrivacy, privacyOf } from '#server/store/privacy'
import { createSession } from '#server/socket/session'
import { readAllow } from '#server/outbound/addresses'
import { createBrowser, decrypt, startPushService } from '../kit/push-service.ts'
import { createSite, type Site } from './requests.ts'

type Service = Awaited<ReturnType<typeof startPushService>>

let site: Site
let service: Service
/** Another server of the operator's, which nobody outside may reach. */
let hidden: Service

beforeAll(async () => {
  service = await startPushService()
  hidden = await startPushService()
  site = await createSite({
    config: { outboundAllow: readAllow(`127.0.0.1/32:${service.port}`), publicOrigin: undefined }
  })
})
afterAll(async () => {
  await site.world.close()
  await service.close()
  await hidden.close()
})
beforeEach(async () => {
  await news()
  await site.world.database.write.deleteFrom('delivery').execute()
  await site.world.database.write.deleteFrom('push_subscription').execute()
  await savePrivacy(site.world.database, site.world.company.id, {
    ...(await privacyOf(site.world.database, site.world.company.id)),
    notifications: 'nothing'
  })
  service.pushed.length = 0
  service.answers.length = 0
  hidden.pushed.length = 0
})

let count = 0

/** An agent with a browser of their own that wants to be told. */
async function listener(given: { agent?: AgentAccount; endpoint?: string; companyId?: string } = {}) {
  const name = `agent-${++count}`
  const agent = given.agent ?? (await site.world.makeAgent(name, 'agent', given.companyId))
  const secret = await createAgentSession(site.world.database, agent, 'a phone', site.clock.now())
  const browser = createBrowser()
  const headers = { cookie: `ozc_agent=${secret}` }
  const endpoint = given.endpoint ?? service.endpoint(name)
  const subscribe = (body: object = {}) =>
    site.request('POST', '/api/agent/push', {
      headers,
      body: { endpoint, keys: browser.keys, language: 'zh-CN', ...body }
    })
  expect((await subscribe()).status).toBe(200)
  return {
    agent,
    headers,
    subscribe,
    /** What this browser was sent. */
    told: () =>
      service.pushed
        .filter(({ path }) => path === new URL(endpoint).pathname)
        .map(({ body }) => JSON.parse(decrypt(browser, body)) as unknown)
  }
}

type Of = { uid?: string; companyId?: string }

async function say(text: string, { uid, companyId = site.world.company.id }: Of = {}) {
  const who = uid ?? (await site.world.makeVisitor(companyId))
  const outcome = await site.world.services.writer.submit({
    companyId,
    uid: who,
    intent: {
      kind: 'send',
      by: { role: 'visitor', id: who },
      clientId: `said-${++count}`,
      content: { kind: 'text', text }
    }
  })
  if (!outcome.ok) throw new Error(outcome.why)
  return { uid: who, cid: outcome.entry!.cid }
}

async function transfer({ uid, cid }: { uid: string; cid: string }, from: AgentAccount, to: AgentAccount) {
  const by = { role: 'agent', id: from.id, name: from.name, rank: 'lead' } as const
  const outcome = await site.world.services.writer.submit({
    companyId: from.companyId,
    uid,
    intent: { kind: 'transfer', by, cid, to: { kind: 'agent', id: to.id, name: to.name } }
  })
  if (!outcome.ok) throw new Error(outcome.why)
}

async function accept({ uid, cid }: { uid: string; cid: string }, { id, name, companyId }: AgentAccount) {
  const outcome = await site.world.services.writer.submit({
    companyId,
    uid,
    intent: { kind: 'accept', by: { role: 'agent', id, name, rank: 'agent' }, cid }
  })
  if (!outcome.ok) throw new Error(outcome.why)
}

/** What has happened is gathered, judged and sent. */
async function news() {
  await site.world.services.writer.drain()
  await site.world.services.push.drain()
  await site.world.services.deliveries.run()
}

async function workbench(agent: AgentAccount) {
  const heard: ServerFrame[] = []
  const session = createSession(
    site.world.services,
    { send: text => heard.push(JSON.parse(text) as ServerFrame), close: () => {} },
    await site.world.signIn(agent)
  )
  const tell = async (frame: object) => {
    session.receive(JSON.stringify(frame))
    for (let i = 0; i < 10; i++) await new Promise(resolve => setImmediate(resolve))
  }
  await tell({ type: 'hello', protocol: 1, token: '' })
  return { watch: (on: boolean) => tell({ type: 'watch', on }), end: session.ended }
}

test('[WB-inbox] an agent whose workbench is closed is told of who waits, signed and readable by that browser alone', async () => {
  const ann = await listener()
  const { cid } = await say('My card number is 4111 1111 1111 1111')
  await news()
  expect(ann.told()).toEqual([{ kind: 'queued', cid, language: 'zh-CN' }])
  const [{ headers, claims, key }] = service.pushed as [(typeof service.pushed)[0]]
  const known = (await (await site.request('GET', '/api/agent/push', { headers: ann.headers })).json()) as any
  expect(key).toBe(known.key)
  expect(claims.sub).toBe('http://chat.test')
  const now = site.clock.now() / 1_000
  expect(Number(claims.exp)).toBeGreaterThan(now)
  expect(Number(claims.exp)).toBeLessThanOrEqual(now + 24 * 3_600)
  expect(Number(headers.ttl)).toBeLessThanOrEqual(600)
  expect(headers.urgency).toBe('high')
  expect(service.refused).toEqual([])
})

test('[WB-inbox] whoever holds a conversation is told of messages and of what comes to them, not of what they did', async () => {
  const ann = await listener()
  const bob = await listener()
  const talk = await say('Hello')
  await accept(talk, ann.agent)
  await news()
  expect([ann.told(), bob.told()]).toEqual([[], []])
  await say('Are you there?', talk)
  await say('Hello?', talk)
  await news()
  expect(ann.told()).toEqual([{ kind: 'message', cid: talk.cid, language: 'zh-CN' }])
  await transfer(talk, ann.agent, bob.agent)
  await news()
  expect(bob.told()).toEqual([{ kind: 'assigned', cid: talk.cid, language: 'zh-CN' }])
  expect(ann.told()).toHaveLength(1)
})

test('[WB-inbox] only the groups of an agent count, nobody is told who is away, and no other company hears of it', async () => {
  const [ann, bob, away] = [await listener(), await listener(), await listener()]
  const eve = await listener({ companyId: site.foreign.id })
  const groupId = `g-${++count}`
  const group = { name: groupId, hours: null, queueMode: 'in-turn', queueLimit: null } as const
  await createGroup(site.world.database, site.world.company.id, { ...group, id: groupId }, site.clock.now())
  await saveGroup(site.world.database, site.world.company.id, {
    ...group,
    id: groupId,
    agentIds: [ann.agent.id, away.agent.id]
  })
  await setAgentStatus(site.world.database, away.agent.id, 'away')
  const talk = await say('Hello')
  await site.world.database.write
    .updateTable('conversation')
    .set({ group_id: groupId })
    .where('cid', '=', talk.cid)
    .execute()
  await news()
  expect([ann, bob, away, eve].map(({ told }) => told().length)).toEqual([1, 0, 0, 0])
})

test('[WB-inbox] [PN1] whoever looks at a workbench, on whichever device, is told there alone', async () => {
  const ann = await listener()
  const desk = await workbench(ann.agent)
  await desk.watch(true)
  const talk = await say('one')
  await news()
  expect(ann.told()).toEqual([])
  await desk.watch(false)
  await accept(talk, ann.agent)
  await say('two', talk)
  await news()
  expect(ann.told()).toHaveLength(1)
  await desk.watch(true)
  desk.end()
  await say('three', talk)
  await news()
  expect(ann.told()).toHaveLength(2)
})

test('[WB-inbox] the name is told where the company wants it, a text never', async () => {
  const ann = await listener()
  const { database, company } = site.world
  const privacy = await privacyOf(database, company.id)
  await savePrivacy(database, company.id, { ...privacy, notifications: 'name' })
  const uid = await site.world.makeVisitor()
  await database.write
    .updateTable('timeline')
    .set({ profile: JSON.stringify({ name: '王芳' }) })
    .where('uid', '=', uid)
    .execute()
  await say('a secret', { uid })
  await news()
  expect(ann.told()).toMatchObject([{ kind: 'queued', name: '王芳' }])
  expect(JSON.stringify(ann.told())).not.toContain('secret')
})

test('[WB-inbox] a subscription ends with its session, its account, and when the push service says so', async () => {
  const { database } = site.world
  const rows = async () => (await database.read.selectFrom('push_subscription').selectAll().execute()).length
  const out = await listener()
  expect((await site.request('POST', '/api/agent/sign-out', { headers: out.headers, body: {} })).status).toBe(
    200
  )
  expect(await rows()).toBe(0)
  const disabled = await listener()
  const { id, companyId, name } = disabled.agent
  await changeAgent(database, { id, companyId }, { name, role: 'agent', capacity: 5, disabled_at: 1 })
  await say('Hello')
  await news()
  expect(disabled.told()).toEqual([])
  for (const status of [404, 410]) {
    const gone = await listener()
    const before = await rows()
    service.answers.push(status)
    await say('Hello')
    await news()
    expect([status, await rows()]).toEqual([status, before - 1])
    await say('Hello again')
    await news()
    expect(gone.told()).toHaveLength(1)
  }
  const off = await listener()
  const before = await rows()
  expect(
    (await site.request('POST', '/api/agent/push/remove', { headers: off.headers, body: {} })).status
  ).toBe(200)
  expect(await rows()).toBe(before - 1)
})

test('[WB-inbox] a session has one browser, and a browser one session', async () => {
  const ann = await listener({ endpoint: service.endpoint('shared') })
  expect((await ann.subscribe()).status).toBe(200)
  const bob = await listener({ endpoint: service.endpoint('shared') })
  await say('Hello')
  await news()
  expect(service.pushed).toHaveLength(1)
  expect(bob.told()).toHaveLength(1)
})

test('[WB-inbox] a push service that fails is tried again for some minutes, and then it is no news any more', async () => {
  const ann = await listener()
  service.answers.push(503)
  await say('Hello')
  await news()
  await site.clock.advance(10_000)
  await site.world.services.deliveries.run()
  expect(ann.told()).toHaveLength(2)
  const left = async () =>
    (await site.world.database.read.selectFrom('delivery').selectAll().execute()).length
  expect(await left()).toBe(0)

  service.answers.push(500, 429, 500, 500, 500, 500)
  await say('Hello')
  await news()
  for (let i = 0; i < 8; i++) {
    await site.clock.advance(300_000)
    await site.world.services.deliveries.run()
  }
  expect(ann.told().length).toBeLessThan(2 + 5)
  expect(await left()).toBe(0)
  service.answers.length = 0
})

test('[WB-inbox] an address inside is not asked, whatever a browser says', async () => {
  await listener({ endpoint: hidden.endpoint('inside') })
  await listener({ endpoint: 'http://169.254.169.254/latest/meta-data/' })
  await listener({ endpoint: 'http://[::1]:9/' })
  const ann = await listener()
  await say('Hello')
  await news()
  expect(hidden.pushed).toEqual([])
  expect(ann.told()).toHaveLength(1)
})

test('[WB-inbox] what is no subscription is refused and changes nothing', async () => {
  const ann = await listener()
  const { keys } = createBrowser()
  const wrong: object[] = [
    { endpoint: 'file:///etc/passwd' },
    { endpoint: 'nonsense' },
    { endpoint: `https://push.example/${'x'.repeat(3_000)}` },
    { keys: { ...keys, auth: 'AAAA' } },
    { keys: { ...keys, p256dh: keys.auth } },
    { keys: null },
    { language: 'xx' }
  ]
  for (const body of wrong) expect([body, (await ann.subscribe(body)).status]).toEqual([body, 400])
  expect((await ann.subscribe()).status).toBe(200)
  await say('Hello')
  await news()
  expect(ann.told()).toHaveLength(1)
})

test('[WB-inbox] ended conversations come a page at a time, each once, and only of the own company', async () => {
  const ended: string[] = []
  for (let i = 0; i < 120; i++) {
    const talk = await say(`no ${i}`)
    const by = { role: 'system', id: 'system' } as const
    await site.world.services.writer.submit({
      companyId: site.world.company.id,
      uid: talk.uid,
      intent: { kind: 'end', by, cid: talk.cid }
    })
    ended.push(talk.cid)
    // Several end within the same millisecond
    if (i % 7 === 0) await site.clock.advance(1_000)
  }
  const ask = async (query: string, headers: Record<string, string> = { cookie: site.cookie }) =>
    (await (await site.request('GET', `/api/agent/ended?${query}`, { headers })).json()) as any
  const seen: string[] = []
  let place = `at=${site.clock.now()}`
  for (;;) {
    const { conversations, more } = await ask(place)
    expect(conversations.length).toBeLessThanOrEqual(50)
    seen.push(...conversations.map((one: { cid: string }) => one.cid))
    if (!more) break
    const { endedAt, cid } = conversations.at(-1)
    place = `at=${endedAt}&cid=${cid}`
  }
  expect(seen.toSorted()).toEqual(ended.toSorted())
  expect((await ask(`at=${site.clock.now()}`, { cookie: site.foreignCookie })).conversations).toEqual([])
  expect((await ask('at=x')).code).toBe('bad-request')
  const one = (cookie: string) =>
    site.request('GET', `/api/agent/conversations/${ended[0]}`, { headers: { cookie } })
  expect(await (await one(site.cookie)).json()).toMatchObject({ cid: ended[0], status: 'ended' })
  expect((await one(site.foreignCookie)).status).toBe(404)
})
