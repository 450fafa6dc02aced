import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createAgentSession } from '#server/store/agents'
import { readAllow } from '#server/outbound/addresses'
import { createSite, type Site } from './requests.ts'

type Heard = { headers: IncomingHttpHeaders; body: string }

let site: Site
let cookie: string
const heard: Heard[] = []
let answers: number[] = []
const server = createServer(async (request, response) => {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  heard.push({ headers: request.headers, body })
  response.writeHead(answers.shift() ?? 204).end()
})

beforeAll(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  site = await createSite({ config: { outboundAllow: readAllow(`127.0.0.1/32:${port}`) } })
  const admin = await site.world.makeAgent('the-admin', 'admin')
  cookie = `ozc_agent=${await createAgentSession(site.world.database, admin, 'test', site.clock.now())}`
})
afterAll(async () => {
  await site.world.close()
  await new Promise(resolve => server.close(resolve))
})
beforeEach(async () => {
  for (const { id } of (await ask('GET', '/webhooks')).items) await ask('DELETE', `/webhooks/${id}`)
  heard.length = 0
  answers = []
})

const ask = async (method: string, path: string, body?: unknown) =>
  (await (
    await site.request(method, `/api/v1${path}`, {
      headers: { cookie },
      ...(body === undefined ? {} : { body })
    })
  ).json()) as any

const address = (path = '') => `http://127.0.0.1:${(server.address() as AddressInfo).port}/${path}`

async function hook(events: string[], url = address()) {
  return (await ask('POST', '/webhooks', { name: 'Shop', url, events })) as {
    webhook: { id: string }
    secret: string
  }
}

let count = 0
async function say(uid: string, text: string, companyId = site.world.company.id) {
  const outcome = await site.world.services.writer.submit({
    companyId,
    uid,
    intent: {
      kind: 'send',
      by: { role: 'visitor', id: uid },
      clientId: `said-${++count}`,
      content: { kind: 'text', text }
    }
  })
  if (!outcome.ok) throw new Error(outcome.why)
}

async function tell() {
  const { webhooks, deliveries } = site.world.services
  await webhooks.look()
  await deliveries.run()
}

const types = () => heard.map(({ body }) => (JSON.parse(body) as { type: string }).type).toSorted()

test('[API-rest] a webhook is told what happens from now on in its own company, signed, and nothing else', async () => {
  await say(site.uid, 'before')
  const { webhook, secret } = await hook(['conversation.started', 'message.created'])
  await say(site.otherUid, 'Hello')
  await say(site.foreignUid, 'abroad', site.foreign.id)
  await tell()
  expect(types()).toEqual(['conversation.started', 'message.created'])
  const message = heard.find(({ body }) => body.includes('message.created'))!
  // By hand, since the library compares with the clock of the machine
  const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature } = message.headers
  expect(Number(at)).toBe(Math.floor(site.clock.now() / 1_000))
  const signed = (body: string) => new Webhook(secret).sign(String(id), new Date(Number(at) * 1_000), body)
  expect(signature).toBe(signed(message.body))
  expect(signature).not.toBe(signed(`${message.body} `))
  expect(JSON.parse(message.body)).toMatchObject({
    type: 'message.created',
    data: {
      visitor: site.otherUid,
      entry: { content: { kind: 'text', text: 'Hello' }, by: { role: 'visitor' } }
    }
  })
  await tell()
  expect(heard).toHaveLength(2)
  const { items } = await ask('GET', `/webhooks/${webhook.id}/calls`)
  expect(items).toHaveLength(2)
  expect(items[0]).toMatchObject({ state: 'done', tries: 1, problem: null })
  expect(JSON.stringify(await ask('GET', '/webhooks'))).not.toContain(secret)
})

test('[API-rest] what did not arrive is tried again from storage, with the same id, and told once more on request', async () => {
  const { webhook } = await hook(['message.created'])
  answers = [500, 503]
  await say(site.uid, 'Hello?')
  await tell()
  await site.clock.advance(10_000)
  await tell()
  let [call] = (await ask('GET', `/webhooks/${webhook.id}/calls`)).items
  expect(call).toMatchObject({ state: 'waiting', tries: 2, problem: 'the address answered 503' })
  await site.clock.advance(60_000)
  await tell()
  ;[call] = (await ask('GET', `/webhooks/${webhook.id}/calls`)).items
  expect(call).toMatchObject({ state: 'done', tries: 3 })
  expect(new Set(heard.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([call.id]))

  await ask('POST', `/webhooks/${webhook.id}/calls/${call.id}/replay`)
  await tell()
  expect(heard).toHaveLength(4)
  expect((await ask('POST', `/webhooks/${webhook.id}/calls/nothing/replay`)).code).toBe('not-found')
})

test('[API-rest] two processes tell it once, and one that was off hears what it missed', async () => {
  const { webhook } = await hook(['message.created'])
  await ask('PATCH', `/webhooks/${webhook.id}`, { isEnabled: false })
  for (const text of ['one', 'two', 'three']) await say(site.uid, text)
  await tell()
  expect(heard).toEqual([])
  await ask('PATCH', `/webhooks/${webhook.id}`, { isEnabled: true })
  const { webhooks, deliveries } = site.world.services
  await Promise.all([webhooks.look(), webhooks.look(), webhooks.look()])
  await deliveries.run()
  expect(types()).toEqual(Array(3).fill('message.created'))
})

test('[API-rest] notes between agents are told nobody, and addresses behind the public internet are not reached', async () => {
  const { webhook } = await hook(['message.created'], 'http://127.0.0.2/')
  const agent = { role: 'agent' as const, id: site.agent.id, name: 'ann' }
  await site.world.services.writer.submit({
    companyId: site.world.company.id,
    uid: site.uid,
    intent: { kind: 'send', by: agent, clientId: 'a-note', content: { kind: 'note', text: 'between us' } }
  })
  await say(site.uid, 'Hi')
  await tell()
  const { items } = await ask('GET', `/webhooks/${webhook.id}/calls`)
  expect(items).toHaveLength(1)
  expect(items[0]).toMatchObject({
    state: 'waiting',
    problem: expect.stringMatching(/127\.0\.0\.2|reach|public/)
  })
  expect(
    (await ask('POST', '/webhooks', { name: 'x', url: 'ftp://x', events: ['message.created'] })).message
  ).toContain('url: ')
  expect((await ask('POST', '/webhooks', { name: 'x', url: address(), events: [] })).message).toBe(
    'events: names at least one'
  )
})
