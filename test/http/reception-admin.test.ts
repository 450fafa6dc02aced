import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createAgentSession } from '#server/store/agents'
import { channelsOf } from '#server/store/companies'
import { deskSettings } from '#server/store/groups'
import { findRobot } from '#server/store/robots'
import { createSite, type Site } from './requests.ts'

// What an administrator sets in the browser of who serves whom, and what is said and done by itself.

let site: Site
let cookie: string
beforeAll(async () => {
  site = await createSite()
  const admin = await site.world.makeAgent('the-admin', 'admin')
  cookie = `ozc_agent=${await createAgentSession(site.world.database, admin, 'test', site.clock.now())}`
})
afterAll(() => site.world.close())
beforeEach(() => site.clock.advance(5_000))

async function ask(method: string, path: string, body?: unknown) {
  const answer = await site.request(method, `/api/v1${path}`, {
    headers: { cookie },
    ...(body === undefined ? {} : { body })
  })
  return { status: answer.status, body: (await answer.json()) as any }
}
const company = () => site.world.company.id

test('[DSK-rules] [DSK-overflow] rules are saved in their order, lead to somebody of the company, and are tried out on a past visitor', async () => {
  const { database, services } = site.world
  const { body: group } = await ask('POST', '/groups', { id: 'gold', name: 'Gold' })
  const gold = { name: 'VIPs', if: [{ what: 'vip', levels: ['gold'] }], to: { kind: 'group', id: group.id } }
  const rest = { name: 'rest', if: [], to: { kind: 'agent', id: site.agent.id } }
  expect((await ask('PATCH', '/rules', { rules: [gold, rest] })).status).toBe(200)
  expect((await ask('GET', '/rules')).body).toEqual({ rules: [gold, rest] })
  expect((await deskSettings(database.read, company())).rules).toEqual([gold, rest])
  for (const [wrong, says] of [
    [
      { ...rest, to: { kind: 'agent', id: site.foreignAgent.id } },
      'rules: “rest” leads to no agent of this company'
    ],
    [{ ...rest, if: [{ what: 'label', is: [] }] }, 'rules.0.if.0.is: is needed'],
    [{ ...rest, if: [{ what: 'weather' }] }, undefined]
  ] as const) {
    const answer = await ask('PATCH', '/rules', { rules: [wrong] })
    expect([answer.status, answer.body.message]).toEqual([400, says ?? answer.body.message])
  }

  await database.write
    .updateTable('timeline')
    .set({ profile: JSON.stringify({ name: 'Wu', claims: { is_vip: '1', vip_level: 'gold' } }) })
    .where('uid', '=', site.uid)
    .execute()
  await services.writer.submit({
    companyId: company(),
    uid: site.uid,
    intent: {
      kind: 'send',
      by: { role: 'visitor', id: site.uid },
      clientId: 'one',
      content: { kind: 'text', text: 'hello' }
    }
  })
  expect((await ask('GET', '/past-visitors')).body.items).toMatchObject([{ id: site.uid, name: 'Wu' }])
  const tried = (query = '') => ask('GET', `/past-visitors/${site.uid}/rule${query}`)
  expect((await tried()).body).toEqual({ place: 1, rule: 'VIPs' })
  const other = encodeURIComponent(JSON.stringify([rest, gold]))
  expect((await tried(`?rules=${other}`)).body).toEqual({ place: 1, rule: 'rest' })
  expect((await tried(`?rules=${encodeURIComponent('[]')}`)).body).toEqual({ place: null, rule: null })
  expect((await tried('?rules=nonsense')).status).toBe(400)
  expect((await ask('GET', `/past-visitors/${site.foreignUid}/rule`)).status).toBe(404)
  // Claims that do not count decide nothing
  await ask('PATCH', '/channels/1', { unsignedVip: false })
  expect((await tried()).body).toEqual({ place: 2, rule: 'rest' })
})

test('[RCV-hello] [ADM-security] [DSK-timeout] words, claims that count and time-outs are settings of each channel', async () => {
  const timeouts = [
    { when: 'visitor-silent', afterS: 60, do: 'remind', text: 'Still there?' },
    { when: 'visitor-gone', afterS: 600, do: 'end' }
  ]
  const given = { agentHello: 'Hi', offline: 'Back at nine', unsignedFirst: false, timeouts }
  expect((await ask('PATCH', '/channels/1', given)).body).toMatchObject({ ...given, unsignedRouting: true })
  const settings = async () => (await channelsOf(site.world.database, company()))[0]!.settings
  expect(await settings()).toMatchObject({
    words: { agentHello: 'Hi', offline: 'Back at nine' },
    unsigned: { queueFirst: false, routing: true },
    timeouts
  })
  expect((await ask('PATCH', '/channels/1', { offline: null })).body).toMatchObject({
    agentHello: 'Hi',
    offline: null
  })
  expect((await settings()).words).toEqual({ agentHello: 'Hi' })
  const wrong = await ask('PATCH', '/channels/1', {
    timeouts: [{ when: 'visitor-gone', afterS: 60, do: 'remind' }]
  })
  expect([wrong.status, wrong.body.message]).toEqual([
    400,
    'timeouts.0: a visitor cannot be reassigned, and nobody is there to remind who is gone'
  ])
  expect(
    (await ask('PATCH', '/channels/1', { timeouts: [{ when: 'visitor-gone', afterS: 1, do: 'end' }] })).status
  ).toBe(400)
})

test('[RCV-group] whether visitors pick a group is a setting of the company', async () => {
  expect((await ask('PATCH', '/company', { asksGroup: false })).body).toMatchObject({ asksGroup: false })
  expect((await deskSettings(site.world.database.read, company())).asksGroup).toBe(false)
})

test('[BOT-http] an endpoint is set with its key, which is never told, nor goes to another address', async () => {
  const { database, services } = site.world
  const { body: robot } = await ask('POST', '/robots', { name: 'Kettle' })
  const path = `/robots/${robot.number}`
  expect(robot).toMatchObject({ source: 'faq', url: null, hasKey: false })
  const needs = async (given: object) => (await ask('PATCH', path, given)).body.message as string
  const url = 'https://shop.example/robot'
  const endpointKey = 'a long enough key'
  expect(await needs({ source: 'http' })).toBe('url: is needed')
  expect(await needs({ source: 'http', url })).toContain('endpointKey: is needed')
  expect(await needs({ source: 'http', url: 'ftp://shop.example', endpointKey })).toContain('url: has to be')
  const { body } = await ask('PATCH', path, {
    source: 'http',
    url,
    endpointKey,
    timeoutS: 5,
    hello: 'Hello!'
  })
  expect(body).toMatchObject({ source: 'http', url, hasKey: true, timeoutS: 5, hello: 'Hello!' })
  expect(JSON.stringify(body)).not.toContain(endpointKey)
  const stored = async () => (await findRobot(database, company(), robot.number))!.settings
  expect(services.vault.open((await stored()).endpoint!.sealedKey)).toBe(endpointKey)
  expect(JSON.stringify((await ask('GET', '/audit?limit=200')).body)).not.toContain(endpointKey)

  expect((await ask('PATCH', path, { url: `${url}/v2` })).status).toBe(200)
  expect(await needs({ url: 'https://evil.example/robot' })).toContain('endpointKey: is needed')
  expect(await needs({ source: 'openai' })).toBe('model: is needed')
  expect((await ask('PATCH', path, { source: 'openai', model: 'm-1' })).body).toMatchObject({
    model: 'm-1',
    timeoutS: 5
  })
  expect((await ask('PATCH', path, { source: 'faq' })).body).toMatchObject({ source: 'faq', hasKey: false })
  expect((await stored()).endpoint).toBe(undefined)
})

test('[BOT-faq] a robot says what it would do with a question, and remembers nothing of it', async () => {
  const { body: robot } = await ask('POST', '/robots', { name: 'Pot' })
  const path = `/robots/${robot.number}`
  await ask('POST', `${path}/faqs`, { question: 'How do I return a parcel?', answer: 'With the slip.' })
  const tried = async (question: string) =>
    (await ask('GET', `${path}/ask?question=${encodeURIComponent(question)}`)).body
  const sure = await tried('How do I return a parcel?')
  expect(sure).toMatchObject({ kind: 'answer', found: [{ question: 'How do I return a parcel?' }] })
  expect(sure.found[0].sure).toBeGreaterThan(0.65)
  expect(await tried('Zebra crossing xylophone')).toMatchObject({ kind: 'unknown' })
  expect((await ask('GET', `${path}/unknown`)).body.items).toEqual([])
  expect((await ask('GET', `${path}/ask?question=`)).status).toBe(400)
})
