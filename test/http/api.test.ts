import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import * as v from 'valibot'
import { isWithin, mayDo, ROLES, SCOPES, type Operation, type Role } from '#protocol/api/operation'
import { OPERATIONS } from '#protocol/api/operations'
import { createAgentSession, type AgentAccount } from '#server/store/agents'
import { createApiKey } from '#server/store/api-keys'
import { createGroup } from '#server/store/groups'
import { createOrganisation } from '#server/store/organisations'
import { createRecord } from '#server/store/records'
import { API } from '#server/http/api'
import { createPlatform } from '#server/store/platforms'
import { countRows, createSite, type Site } from './requests.ts'

let site: Site
const cookies = {} as Record<Role, string>
/** Ids of another company, which nobody of ours may reach. */
let foreign: Record<string, string>

beforeAll(async () => {
  site = await createSite()
  const { world, clock } = site
  for (const role of ROLES) cookies[role] = await cookieOf(await world.makeAgent(`the-${role}`, role))
  const group = await createGroup(
    world.database,
    site.foreign.id,
    { name: 'Theirs', hours: null, queueMode: 'in-turn', queueLimit: null },
    clock.now()
  )
  const { key } = await createApiKey(
    world.database,
    { companyId: site.foreign.id, name: 'Theirs', scopes: [...SCOPES] },
    clock.now()
  )
  const platform = { id: 'p1', code: 'theirs', name: 'Theirs', companyId: site.foreign.id, customerCode: 'x' }
  await createPlatform(world.database, platform, clock.now())
  await createOrganisation(world.database, site.foreign.id, {
    id: 'theirs',
    name: 'Theirs',
    domains: [],
    description: '',
    owner: null
  })
  await createRecord(world.database, site.foreign.id, {
    id: key.id,
    visitor: site.foreignUid,
    conversation: null,
    template: null,
    title: 'Theirs',
    fields: {},
    note: '',
    createdBy: 'Theirs',
    createdById: site.foreignAgent.id,
    createdAt: clock.now()
  })
  foreign = {
    agent: site.foreignAgent.id,
    group,
    key: key.id,
    webhook: key.id,
    visitor: site.foreignUid,
    call: key.id,
    channel: '77',
    robot: '77',
    code: 'theirs',
    platform: platform.id,
    company: site.foreign.id,
    conversation: site.foreign.id,
    organisation: 'theirs',
    record: key.id
  }
})
afterAll(() => site.world.close())
// The sweeps ask more than anybody may at once
beforeEach(() => site.clock.advance(10_000))

const cookieOf = async (agent: AgentAccount) =>
  `ozc_agent=${await createAgentSession(site.world.database, agent, 'test', site.clock.now())}`

type Answer = { status: number; body: any }

async function ask(
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: unknown
): Promise<Answer> {
  const answer = await site.request(method.toUpperCase(), `${API}${path}`, {
    headers,
    ...(body === undefined ? {} : { body })
  })
  return { status: answer.status, body: await answer.json() }
}

const as = (role: Role) => ({ cookie: cookies[role] })
const admin = (method: string, path: string, body?: unknown) => ask(method, path, as('admin'), body)
const withKey = (secret: string) => ({ authorization: `Bearer ${secret}` })

async function keyWith(scopes: (typeof SCOPES)[number][]) {
  const { body } = await admin('post', '/keys', { name: 'a program', scopes })
  return body as { secret: string; key: { id: string } }
}

/** What an operation wants before it looks for the object. */
const NEEDED: Record<string, object> = {
  createFaq: { question: 'Where?', answer: 'Here.' },
  importFaqs: { file: 'question,answer\nWhere?,Here.' },
  deleteUnknown: { words: 'Where?' },
  saveSummary: { values: {} },
  openPanelPlugin: { conversation: 'nothing' },
  askRobot: { question: 'Where?' },
  checkSite: { page: 'https://shop.example' },
  invitePlatformMember: { sysnum: '0'.repeat(31) + '1', customerCode: 'us' },
  createRecord: { title: 'Repair' }
}

const operations = Object.entries<Operation>(OPERATIONS)
const withIds = (path: string, ids: Record<string, string>) =>
  path.replace(/:(\w+)/g, (_, name: string) => ids[name] ?? 'nothing')

// So many operations by one account would be too many at once
beforeEach(() => site.clock.advance(60_000))

describe('who may do what', () => {
  for (const [name, { method, path, role, scope }] of operations) {
    test(`[API-rest] ${name}: refused without a session, below its role, and to a key without its scope`, async () => {
      const before = await countRows(site)
      const address = withIds(path, foreign)
      expect((await ask(method, address, {}, method === 'get' ? undefined : {})).status).toBe(401)
      expect((await ask(method, address, { cookie: 'ozc_agent=forged' })).status).toBe(401)
      expect((await ask(method, address, withKey('ozk_forged'))).status).toBe(401)
      for (const one of ROLES)
        if (!mayDo(one, role)) expect([one, (await ask(method, address, as(one))).status]).toEqual([one, 403])
      expect(await countRows(site)).toEqual(before)

      const others = SCOPES.filter(one => !isWithin([one], scope))
      const { secret } = await keyWith(others)
      const answer = await ask(method, address, withKey(secret))
      expect([answer.status, answer.body.message]).toEqual([403, `this key lacks the scope ${scope}`])
    })

    if (path.includes(':'))
      test(`[API-rest] ${name}: what is another company’s is not there, and stays as it is`, async () => {
        const { secret } = await keyWith([...SCOPES])
        const before = await everything()
        for (const headers of [as('admin'), withKey(secret)]) {
          const needed = NEEDED[name] ?? {}
          const isGet = method === 'get'
          const query = isGet ? `?${new URLSearchParams(needed as Record<string, string>)}` : ''
          const body = isGet ? undefined : needed
          const answer = await ask(method, withIds(path, foreign) + query, headers, body)
          expect([answer.status, answer.body.code]).toEqual([404, 'not-found'])
        }
        expect(await everything()).toEqual(before)
      })
  }

  test('[API-rest] no page of another site can use an agent’s session', async () => {
    const before = await countRows(site)
    for (const [, { method, path }] of operations) {
      if (method === 'get') continue
      const answer = await ask(method, withIds(path, foreign), {
        ...as('admin'),
        origin: 'https://evil.example'
      })
      expect([path, answer.status]).toEqual([path, 403])
    }
    expect(await countRows(site)).toEqual(before)
  })
})

/** Every row that the API may change, but for when a key was used. */
async function everything() {
  const { read } = site.world.database
  return [
    await read.selectFrom('company').selectAll().orderBy('id').execute(),
    await read.selectFrom('channel').selectAll().orderBy('id').execute(),
    await read.selectFrom('agent').selectAll().orderBy('id').execute(),
    await read.selectFrom('agent_group').selectAll().orderBy('id').execute(),
    await read.selectFrom('group_member').selectAll().orderBy('agent_id').execute(),
    await read.selectFrom('robot').selectAll().orderBy('id').execute(),
    await read.selectFrom('faq').selectAll().orderBy('id').execute(),
    await read.selectFrom('robot_unknown').selectAll().orderBy('words').execute(),
    await read.selectFrom('platform_member').selectAll().orderBy('company_id').execute(),
    await read.selectFrom('organisation').selectAll().orderBy('id').execute(),
    await read.selectFrom('business_record').selectAll().orderBy('id').execute(),
    await read.selectFrom('audit').selectAll().orderBy('id').execute(),
    await read.selectFrom('api_key').select(['id', 'scopes']).orderBy('id').execute()
  ]
}

describe('people', () => {
  test('[ADM-people] an account is made with a link that signs in once, and is switched off everywhere', async () => {
    const made = await admin('post', '/agents', {
      email: ' Mei@Shop.example ',
      name: 'Mei',
      role: 'lead',
      capacity: 8
    })
    expect(made.body.agent).toMatchObject({
      email: 'mei@shop.example',
      name: 'Mei',
      role: 'lead',
      capacity: 8,
      isEnabled: true,
      hasSignedIn: false
    })
    const key = new URL(made.body.link).hash.replace('#key=', '')
    const claimed = await site.request('POST', '/api/agent/claim', {
      body: { key, password: 'a long enough password' }
    })
    const headers = { cookie: claimed.headers.get('set-cookie')!.split(';')[0]! }
    expect((await ask('get', '/company', headers)).status).toBe(200)

    const off = await admin('patch', `/agents/${made.body.agent.id}`, { isEnabled: false })
    expect(off.body).toMatchObject({ isEnabled: false, hasSignedIn: true, role: 'lead' })
    expect((await ask('get', '/company', headers)).status).toBe(401)
    expect((await admin('post', `/agents/${made.body.agent.id}/link`)).status).toBe(409)
    expect((await admin('post', '/agents', { email: 'mei@shop.example', name: 'Other' })).body).toEqual({
      code: 'conflict',
      message: 'email: there is an account with this address'
    })
  })

  test('[ADM-people] a company keeps its last administrator', async () => {
    const world = site.world
    const lone = await world.makeCompany('3'.repeat(32), 'Lone')
    const boss = await world.makeAgent('boss', 'admin', lone.id)
    const headers = { cookie: await cookieOf(boss) }
    const lower = await ask('patch', `/agents/${boss.id}`, headers, { role: 'agent' })
    expect([lower.status, lower.body.message]).toEqual([
      409,
      'role: this is the last administrator; name another one first'
    ])
    expect((await ask('patch', `/agents/${boss.id}`, headers, { isEnabled: false })).status).toBe(409)
    const second = await ask('post', '/agents', headers, {
      email: 'two@lone.example',
      name: 'Two',
      role: 'admin'
    })
    expect((await ask('patch', `/agents/${boss.id}`, headers, { role: 'agent' })).status).toBe(200)
    expect(second.status).toBe(200)
  })

  test('[ADM-people] a group with hours, members and a limit, changed in part, and gone', async () => {
    const { body: people } = await admin('get', '/agents')
    const [one, two] = people.items.filter((agent: { isEnabled: boolean }) => agent.isEnabled)
    const week = Array.from({ length: 7 }, (_, day) => (day % 6 ? [{ from: '09:00', to: '18:00' }] : []))
    const made = await admin('post', '/groups', {
      id: 'sales',
      name: 'Sales',
      queueMode: 'vip',
      queueLimit: 20,
      hours: { timeZone: 'Asia/Shanghai', week },
      agentIds: [one.id, one.id]
    })
    expect(made.body).toEqual({
      id: 'sales',
      name: 'Sales',
      queueMode: 'vip',
      queueLimit: 20,
      hours: { timeZone: 'Asia/Shanghai', week, days: {} },
      agentIds: [one.id]
    })
    const changed = await admin('patch', '/groups/sales', { queueLimit: null, agentIds: [two.id] })
    expect(changed.body).toMatchObject({
      name: 'Sales',
      queueMode: 'vip',
      queueLimit: null,
      agentIds: [two.id]
    })
    const { items } = (await admin('get', '/agents')).body
    expect(items.find((agent: { id: string }) => agent.id === two.id).groupIds).toEqual(['sales'])
    expect((await admin('patch', `/agents/${two.id}`, { groupIds: [] })).body.groupIds).toEqual([])
    expect((await admin('post', '/groups', { name: 'Sales' })).status).toBe(409)
    expect((await admin('delete', '/groups/sales')).body).toEqual({ ok: true })
    expect((await admin('get', '/groups')).body.items).toEqual([])
  })

  test('[API-rest] what does not fit is named, with what would', async () => {
    const cases: [string, string, unknown, string][] = [
      ['post', '/groups', {}, 'name: is needed'],
      ['post', '/groups', { name: ' ' }, 'name: is needed'],
      [
        'post',
        '/groups',
        { name: 'x', queueLimit: 1.5 },
        'queueLimit: has to be a whole number from 0 to 100000'
      ],
      ['post', '/groups', { name: 'x', queueMode: 'y' }, 'queueMode: has to be in-turn, named-first, vip'],
      [
        'post',
        '/groups',
        { name: 'x', hours: { timeZone: 'Mars', week: [] } },
        'hours.timeZone: has to be a time zone such as Asia/Shanghai'
      ],
      [
        'post',
        '/groups',
        { name: 'x', agentIds: [site.foreignAgent.id] },
        `agentIds: ${site.foreignAgent.id} is no account of this company`
      ],
      ['post', '/agents', { name: 'x', email: 'nobody' }, 'email: has to be an e-mail address'],
      ['post', '/keys', { name: 'x', scopes: [] }, 'scopes: names at least one'],
      ['patch', '/channels/1', { color: 'red' }, 'color: has to be six hex digits'],
      ['patch', '/channels/one', {}, 'channel: has to be a whole number from 1 to 1000000'],
      ['patch', '/channels/1', { robot: 9 }, 'robot: no robot of this company has this number'],
      ['patch', '/channels/1', { require: 'jwt' }, 'require: make a key first, or nobody could be let in']
    ]
    for (const [method, path, body, message] of cases)
      expect([path, (await admin(method, path, body)).body.message]).toEqual([path, message])
    const raw = await site.request('POST', `${API}/groups`, { raw: '[1', headers: as('admin') })
    expect([raw.status, await raw.json()]).toMatchObject([400, { message: 'the body has to be JSON' }])
    expect((await admin('post', '/groups', [1])).body.message).toBe('the body has to be a JSON object')
  })
})

describe('channels', () => {
  test('[ADM-channel] a channel carries what to paste; what is changed counts in entrance.js at once', async () => {
    const made = await admin('post', '/channels', { kind: 'desktop', name: 'Second shop', color: '#FF0066' })
    const { number } = made.body
    expect(made.body).toMatchObject({ number: 2, color: 'ff0066', mode: 2, robot: null, hasKey: false })
    expect(made.body.snippet).toContain(`channelid: ${number}`)
    expect(made.body.snippet).toContain(
      `http://chat.test/chat/frame/v2/entrance.js?sysnum=${site.world.company.sysnum}`
    )
    const changed = await admin('patch', `/channels/${number}`, { location: 2, domains: ['*.Shop.example'] })
    expect(changed.body).toMatchObject({ location: 2, domains: ['*.shop.example'], color: 'ff0066' })
    const script = await site.request('GET', `/chat/frame/v2/entrance.js?sysnum=${site.world.company.sysnum}`)
    expect(await script.text()).toContain('[2,"ff0066",0,1]')
  })

  test('[ADM-security] while a key is changed, visitors signed with either are let in; then only with the new one', async () => {
    const first = (await admin('post', '/channels/1/key')).body.key as string
    expect((await admin('patch', '/channels/1', { require: 'sign' })).body).toMatchObject({
      hasKey: true,
      hasOldKey: false
    })
    const enter = async (key: string) => {
      const { createHash } = await import('node:crypto')
      const { sysnum } = site.world.company
      const sign = createHash('md5').update(`${sysnum}${key}someone`).digest('hex')
      const answer = await site.request('POST', '/api/visitor/session', {
        body: { sysnum, channel: 1, partnerid: 'someone', sign }
      })
      return answer.status
    }
    expect(await enter(first)).toBe(200)
    const second = (await admin('post', '/channels/1/key')).body.key as string
    expect([await enter(first), await enter(second), await enter('guess')]).toEqual([200, 200, 403])
    expect((await admin('delete', '/channels/1/old-key')).body).toMatchObject({
      hasKey: true,
      hasOldKey: false
    })
    expect([await enter(first), await enter(second)]).toEqual([403, 200])
    await admin('patch', '/channels/1', { require: 'none' })
  })
})

describe('robots', () => {
  test('[BOT-faq] a robot is made, taught, found in, corrected and made to forget; thresholds are seen and set', async () => {
    const made = await admin('post', '/robots', { name: 'Kettle', suggest: 0.3 })
    expect(made.body).toMatchObject({
      name: 'Kettle',
      answer: 0.65,
      second: 0.8,
      suggest: 0.3,
      manualAfter: 2
    })
    const at = `/robots/${made.body.number}`
    expect((await admin('patch', at, { answer: 0.2 })).body.message).toBe(
      'suggest: is above answer: nothing could ever be offered'
    )
    expect((await admin('patch', at, { answer: 0.7, manualAfter: 0 })).body).toMatchObject({
      answer: 0.7,
      manualAfter: 0
    })
    const faq = await admin('post', `${at}/faqs`, {
      question: 'How long is the warranty?',
      phrasings: ['warranty period', '保修多久'],
      answer: 'Two years, 100% of the parts.',
      group: 'After sales'
    })
    expect(faq.body).toMatchObject({ group: 'After sales', groupNumber: 1, isGuide: false })
    await admin('post', `${at}/faqs`, { question: 'Where are you?', answer: 'In the old mill.' })
    const changed = await admin('patch', `${at}/faqs/${faq.body.code}`, { answer: 'Three years.' })
    expect(changed.body).toMatchObject({ question: 'How long is the warranty?', answer: 'Three years.' })
    const found = async (search: string) =>
      (await admin('get', `${at}/faqs?search=${encodeURIComponent(search)}`)).body.items.map(
        (one: { question: string }) => one.question
      )
    expect(await found('保修')).toEqual(['How long is the warranty?'])
    expect(await found('MILL')).toEqual(['Where are you?'])
    expect(await found('%')).toEqual([])
    const first = (await admin('get', `${at}/faqs?limit=1`)).body
    expect((await admin('get', `${at}/faqs?after=${first.next}`)).body).toMatchObject({
      items: [{ question: 'Where are you?' }],
      next: null
    })
    expect((await admin('delete', `${at}/faqs/${faq.body.code}`)).status).toBe(200)
    expect((await admin('get', `${at}/faqs/${faq.body.code}`)).status).toBe(404)
  })

  test('[BOT-import] a file is read and written; bad rows are told by their line', async () => {
    const { number } = (await admin('post', '/robots', { name: 'Reader' })).body
    const file = 'question,answer,phrasings\nOpen?,From nine.,opening hours|几点开门\n,No question.,\n'
    const read = await admin('post', `/robots/${number}/import`, { file })
    expect(read.body).toMatchObject({ imported: 1, refused: 1, problems: [{ line: 3 }] })
    const saved = (await admin('get', `/robots/${number}/export`)).body.file as string
    expect(saved).toContain('From nine.')
    const again = await admin('post', `/robots/${number}/import`, { file: saved })
    expect(again.body).toMatchObject({ imported: 1, refused: 0 })
    expect((await admin('get', `/robots/${number}/faqs`)).body.items).toHaveLength(1)
    const { items } = (await admin('get', '/audit?action=importFaqs')).body
    expect(items[0].given).not.toContain('From nine.')
  })

  test('[API-rest] a body larger than its operation takes is refused before it is read whole', async () => {
    const answer = await admin('post', '/groups', { name: 'x'.repeat(1_100_000) })
    expect([answer.status, answer.body.code]).toEqual([413, 'too-large'])
  })
})

test('[WB-report] days that make no sense are told; a file has names that no spreadsheet takes for formulas', async () => {
  const ask = async (query: string) => (await admin('get', `/report?${query}`)).body
  expect((await ask('from=2026-10-02&to=2026-10-01')).message).toBe('to: is before from')
  expect((await ask('from=2020-01-01&to=2026-01-01')).message).toBe('to: at most 366 days at once')
  expect((await ask('from=yesterday&to=2026-01-01')).message).toBe(
    'from: has to be a date such as 2026-10-01'
  )
  const { services, company } = site.world
  const agent = await site.world.makeAgent('=HYPERLINK("https://evil.example")')
  const sent = await services.writer.submit({
    companyId: company.id,
    uid: site.uid,
    intent: {
      kind: 'send',
      by: { role: 'visitor', id: site.uid },
      clientId: 'reported',
      content: { kind: 'text', text: 'Hi' }
    }
  })
  const cid = sent.ok ? sent.entry!.cid : ''
  const by = { role: 'agent' as const, id: agent.id, name: agent.name }
  await services.writer.submit({ companyId: company.id, uid: site.uid, intent: { kind: 'accept', by, cid } })
  const { file } = (await admin('get', '/report/csv?from=2023-11-01&to=2023-11-30&by=agent')).body as {
    file: string
  }
  expect(file).toContain(`"'=HYPERLINK(`)
})

describe('keys and the record', () => {
  test('[ADM-security] a key is shown once, does what its scopes say, makes none that may do more, and ends at once', async () => {
    const { secret, key } = await keyWith(['people:write', 'security:write'])
    const headers = withKey(secret)
    expect((await ask('get', '/groups', headers)).status).toBe(200)
    expect((await ask('post', '/groups', headers, { name: 'By a program' })).status).toBe(200)
    expect((await ask('get', '/channels', headers)).status).toBe(403)
    const more = await ask('post', '/keys', headers, { name: 'more', scopes: ['channels:read'] })
    expect([more.status, more.body.message]).toEqual([403, 'scopes: this key has not channels:read itself'])
    const listed = (await admin('get', '/keys?limit=1')).body
    expect(listed.items).toHaveLength(1)
    expect(listed.next).not.toBe(null)
    const all = (await admin('get', `/keys?after=${listed.next}&limit=200`)).body.items as {
      id: string
      usedAt: number | null
    }[]
    expect([...listed.items, ...all].find(one => one.id === key.id)).toMatchObject({
      usedAt: site.clock.now()
    })
    expect(JSON.stringify([listed, all])).not.toContain(secret)
    const stored = await site.world.database.read.selectFrom('api_key').selectAll().execute()
    expect(JSON.stringify(stored)).not.toContain(secret)

    expect((await admin('delete', `/keys/${key.id}`)).status).toBe(200)
    expect((await ask('get', '/groups', headers)).status).toBe(401)
  })

  test('[ADM-security] what was changed is recorded with who did it, and nothing of what was only asked', async () => {
    const { secret } = await keyWith(['people:write'])
    const before = (await countRows(site))['audit']!
    await admin('get', '/groups')
    await admin('post', '/groups', { name: '' })
    await site.clock.advance(1)
    await ask('post', '/groups', withKey(secret), { name: 'Recorded' })
    const { items } = (await admin('get', '/audit?limit=200')).body
    expect((await countRows(site))['audit']).toBe(before + 1)
    expect(items[0]).toMatchObject({
      at: site.clock.now(),
      by: { kind: 'key', name: 'a program' },
      action: 'createGroup',
      target: expect.stringMatching(/^\w{24}$/)
    })
    expect(JSON.parse(items[0].given)).toMatchObject({ name: 'Recorded' })
    expect((await admin('get', '/audit?action=createGroup')).body.items[0].id).toBe(items[0].id)
  })
})

test('[API-rest] the description names every operation, its fields and its scope', async () => {
  const answer = await site.request('GET', `${API}/openapi.json`)
  const described = (await answer.json()) as { openapi: string; paths: Record<string, Record<string, any>> }
  expect(described.openapi).toBe('3.1.0')
  for (const [name, { method, path, scope, input }] of operations) {
    const one = described.paths[path.replace(/:(\w+)/g, '{$1}')]![method]
    expect([name, one.operationId, one.description.includes(scope)]).toEqual([name, name, true])
    const told = [
      ...one.parameters.map((parameter: { name: string }) => parameter.name),
      ...Object.keys(one.requestBody?.content['application/json'].schema.properties ?? {})
    ]
    expect(told.toSorted()).toEqual(Object.keys((input as v.ObjectSchema<any, undefined>).entries).toSorted())
  }
  expect(
    described.paths['/groups']!['post']!.requestBody.content['application/json'].schema.required
  ).toEqual(['name'])
})
