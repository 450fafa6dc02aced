import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createAgentSession, type AgentAccount } from '#server/store/agents'
import { createPeers } from './peers.ts'
import { createSite, type Site } from './requests.ts'

let site: Site
let ann: AgentAccount
let peers: ReturnType<typeof createPeers>
const cookies: Record<string, string> = {}

beforeAll(async () => {
  site = await createSite()
  ann = site.agent
  peers = createPeers(site)
  for (const role of ['agent', 'lead', 'admin'] as const)
    cookies[role] = `ozc_agent=${await createAgentSession(
      site.world.database,
      await site.world.makeAgent(`crm-${role}`, role),
      'test',
      site.clock.now()
    )}`
})
afterAll(() => site.world.close())
beforeEach(() => site.clock.advance(60_000))

async function ask(method: string, path: string, body?: unknown, as = 'admin') {
  const answer = await site.request(method, `/api/v1${path}`, {
    headers: { cookie: cookies[as]! },
    ...(body === undefined ? {} : { body })
  })
  return { status: answer.status, body: (await answer.json()) as any }
}
const get = async (path: string) => (await ask('GET', path)).body
const idsOf = (page: { items: { id: string }[] }) => page.items.map(({ id }) => id)

describe('organisations and owners', () => {
  test('[ADM-fields] organisations are made, found, changed and gone; a list pages and filters', async () => {
    for (const [id, name, domain] of [
      ['1', 'Oolong & Co', 'oolong.example'],
      ['2', '北京茶馆', 'chaguan.example'],
      ['3', 'Oolong Retail', 'retail.example']
    ])
      expect(
        (
          await ask('POST', '/organisations', {
            id,
            name,
            domains: [domain],
            owner: id === '1' ? ann.id : null
          })
        ).body
      ).toMatchObject({ id, name, domains: [domain] })
    const first = await get('/organisations?limit=2')
    expect([idsOf(first), first.next]).toEqual([['1', '2'], '2'])
    expect(idsOf(await get('/organisations?limit=2&after=2'))).toEqual(['3'])
    expect(idsOf(await get('/organisations?search=OOLONG'))).toEqual(['1', '3'])
    expect(idsOf(await get('/organisations?search=oolong%20retail'))).toEqual(['3'])
    expect(idsOf(await get('/organisations?search=%E8%8C%B6%E9%A6%86'))).toEqual(['2'])
    expect(idsOf(await get('/organisations?search=%25'))).toEqual([])
    expect(idsOf(await get(`/organisations?owner=${ann.id}`))).toEqual(['1'])
    await ask('PATCH', '/organisations/3', { name: 'Green', domains: ['green.example'] })
    expect(await get('/organisations/3')).toMatchObject({ name: 'Green', domains: ['green.example'] })
    expect(idsOf(await get('/organisations?search=green.example'))).toEqual(['3'])
    expect((await ask('DELETE', '/organisations/3')).status).toBe(200)
    expect((await ask('GET', '/organisations/3')).status).toBe(404)
  })

  test('[ADM-fields] what makes no sense is refused by name, and agents only read them', async () => {
    const made = (body: object) => ask('POST', '/organisations', { name: 'X', ...body })
    expect((await made({ id: '1' })).body).toMatchObject({ code: 'conflict' })
    expect((await made({ domains: ['no domain'] })).body.message).toMatch(/^domains.0: has to be domains/)
    for (const owner of ['nobody', site.foreignAgent.id])
      expect((await made({ owner })).body.message).toBe('owner: the company has no agent with this id')
    expect((await ask('POST', '/organisations', { name: 'X' }, 'agent')).status).toBe(403)
    expect((await ask('GET', '/organisations/1', undefined, 'agent')).status).toBe(200)
  })

  test('[ADM-fields] a customer has an owner and an organisation; both are set, told to agents, filtered by and taken back', async () => {
    const { uid, holds } = await peers.talk(ann, 'hello')
    const set = { organisation: '2', owner: ann.id }
    expect((await ask('PATCH', `/customers/${uid}`, set, 'agent')).body.customer).toMatchObject(set)
    expect(JSON.stringify(holds.heard)).toContain(`"owner":"${ann.id}"`)
    const found = await get(`/customers?owner=${ann.id}`)
    expect(found.items).toMatchObject([{ visitor: uid, userid: uid, customer: set }])
    expect((await get('/customers?organisation=2')).items).toHaveLength(1)
    expect((await get('/customers?organisation=1')).items).toHaveLength(0)
    // Words of a field are no owner
    await ask('PATCH', `/customers/${uid}`, { remark: '"owner":"x"' })
    expect((await get('/customers?owner=x')).items).toHaveLength(0)
    for (const [given, says] of [
      [{ owner: site.foreignAgent.id }, /^owner: /],
      [{ organisation: 'none' }, /^organisation: /],
      [{ ownerGroup: 'none' }, /^ownerGroup: /]
    ] as const)
      expect((await ask('PATCH', `/customers/${uid}`, given)).body.message).toMatch(says)
    const { customer } = (await ask('PATCH', `/customers/${uid}`, { owner: null, organisation: '' })).body
    expect(customer).toEqual({ remark: '"owner":"x"' })
  })

  test('[API-rest] the fixed fields of customers come with the ids of VIP levels and labels, and templates with theirs', async () => {
    await ask('PATCH', '/company', { vipLevels: [{ id: 'v9', name: 'Gold' }] })
    await ask('POST', '/labels', { id: 'loyal', name: 'Loyal', color: '115533' })
    await ask('POST', '/ticket-templates', { id: 'returns', name: 'Returns' })
    const fixed = await get('/fixed-customer-fields')
    expect(fixed).toMatchObject({
      vipLevels: [{ id: 'v9', name: 'Gold' }],
      labels: [{ id: 'loyal', name: 'Loyal' }]
    })
    expect(fixed.fields.map((field: { key: string }) => field.key)).toEqual([
      'partnerid',
      'uname',
      'tel',
      'email',
      'remark',
      'is_vip',
      'vip_level',
      'user_label'
    ])
    expect(idsOf(await get('/ticket-templates'))).toContain('returns')
  })

  test('[API-rest] [ADM-fields] the company’s own id of a customer leads to the userid', async () => {
    const answer = await site.request('POST', '/api/visitor/session', {
      body: { sysnum: site.world.company.sysnum, partnerid: 'member-77' }
    })
    const { uid } = (await answer.json()) as { uid: string }
    expect((await get('/customers?partnerid=member-77')).items).toMatchObject([
      { userid: uid, partnerid: 'member-77', verified: false }
    ])
    expect((await get('/customers?partnerid=member-78')).items).toEqual([])
  })
})

describe('business records', () => {
  beforeAll(async () => {
    await ask('POST', '/record-fields', { id: 'serial', name: 'Serial', isNeeded: true })
    await ask('POST', '/record-fields', { id: 'cost', name: 'Cost', type: 'number' })
    await ask('POST', '/record-templates', { id: 'repair', name: 'Repair', fieldIds: ['serial', 'cost'] })
    await ask('POST', '/record-templates', { id: 'call', name: 'Call' })
  })

  test('[ADM-fields] agents record what a customer is about, with the template’s fields; everything is listed and filtered', async () => {
    const { uid, cid } = await newcomer()
    const made = await ask(
      'POST',
      `/customers/${uid}/records`,
      { template: 'repair', conversation: cid, title: 'Kettle', fields: { serial: 'K-1' }, note: 'leaks' },
      'agent'
    )
    expect(made.body).toMatchObject({
      visitor: uid,
      conversation: cid,
      template: 'repair',
      title: 'Kettle',
      fields: { serial: 'K-1' },
      note: 'leaks',
      createdBy: 'crm-agent',
      changedBy: null
    })
    await site.clock.advance(1_000)
    const other = await ask('POST', `/customers/${uid}/records`, { template: 'call', title: 'Called back' })
    const ids = async (query: string) => idsOf(await get(`/records?${query}`))
    expect(await ids(`visitor=${uid}`)).toEqual([other.body.id, made.body.id])
    expect(await ids(`visitor=${uid}&limit=1&after=${other.body.id}`)).toEqual([made.body.id])
    expect(await ids(`visitor=${uid}&template=repair`)).toEqual([made.body.id])
    expect(await ids(`conversation=${cid}`)).toEqual([made.body.id])
    expect(await ids(`visitor=${uid}&search=LEAKS`)).toEqual([made.body.id])

    const changed = await ask('PATCH', `/records/${made.body.id}`, { fields: { cost: '12.5' } }, 'lead')
    expect(changed.body).toMatchObject({
      title: 'Kettle',
      fields: { serial: 'K-1', cost: '12.5' },
      changedBy: 'crm-lead'
    })
    expect((await ask('DELETE', `/records/${made.body.id}`, undefined, 'agent')).status).toBe(403)
    expect((await ask('DELETE', `/records/${made.body.id}`, undefined, 'lead')).status).toBe(200)
    expect((await ask('GET', `/records/${made.body.id}`)).status).toBe(404)
    // What was written of a customer is not in the record of changes
    const audit = JSON.stringify(await get('/audit'))
    expect(audit).toContain('createRecord')
    expect(audit).not.toMatch(/Kettle|K-1|leaks/)
  })

  test('[ADM-fields] what fits no field, lacks a needed one, or is of somebody else is refused by name', async () => {
    const { uid } = await newcomer()
    const { cid: foreignCid } = await newcomer()
    const says = async (given: object) =>
      (await ask('POST', `/customers/${uid}/records`, { title: 'X', ...given })).body.message
    expect(await says({ template: 'none' })).toBe(
      'template: the company has no template of records with this id'
    )
    expect(await says({ template: 'repair' })).toBe('fields: Serial: is needed')
    expect(await says({ fields: { cost: 'much' } })).toBe('fields: Cost: does not fit its type')
    expect(await says({ fields: { colour: 'red' } })).toMatch(/no field of records with the id colour/)
    expect(await says({ conversation: foreignCid })).toMatch(/^conversation: /)
    expect(await says({ title: ' ' })).toBe('title: is needed')
    expect((await get(`/records?visitor=${uid}`)).items).toEqual([])
    expect((await ask('POST', `/customers/${site.foreignUid}/records`, { title: 'X' })).status).toBe(404)
  })

  test('[ADM-fields] [ADM-privacy] they are in the export of a person, and gone when the person is erased', async () => {
    const { uid } = await newcomer()
    await ask('POST', `/customers/${uid}/records`, { title: 'Secret contract' })
    const { forgetPerson, personalRows } = await import('#server/store/personal')
    const rows = []
    for await (const portion of personalRows(site.world.database, uid)) rows.push(...portion)
    expect(rows).toContainEqual(
      expect.objectContaining({ record: 'business_record', title: 'Secret contract' })
    )
    await forgetPerson(site.world.database, uid)
    expect((await get(`/records?visitor=${uid}`)).items).toEqual([])
  })
})

const newcomer = () => peers.talk(ann, 'hello')
