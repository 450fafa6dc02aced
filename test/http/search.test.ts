import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Content } from '#protocol/entry'
import { createAgentSession } from '#server/store/agents'
import { createApiKey } from '#server/store/api-keys'
import { saveProfile } from '#server/store/timelines'
import { createSite, type Site } from './requests.ts'

let site: Site
let lead: string
let count = 0

beforeAll(async () => {
  site = await createSite()
  const { world, clock } = site
  const account = await world.makeAgent('the-lead', 'lead')
  lead = `ozc_agent=${await createAgentSession(world.database, account, 'test', clock.now())}`
})
afterAll(() => site.world.close())

const ask = async (path: string, cookie = site.cookie) => {
  const answer = await site.request('GET', `/api/v1${path}`, { headers: { cookie } })
  return (await answer.json()) as any
}
async function says(
  uid: string,
  content: Content | string,
  { of = site.world.company.id, channel = 1 } = {}
) {
  await site.clock.advance(1_000)
  const outcome = await site.world.services.writer.submit({
    companyId: of,
    uid,
    intent: {
      kind: 'send',
      by: { role: 'visitor', id: uid },
      clientId: `s${++count}`,
      content: typeof content === 'string' ? { kind: 'text', text: content } : content,
      channel
    }
  })
  if (!outcome.ok || !outcome.entry) throw new Error('not stored')
  await site.world.services.search.look()
  return outcome.entry
}

test('[WB-report] an agent finds messages with the words around them, and can open each at its place', async () => {
  const uid = await site.world.makeVisitor()
  await saveProfile(
    site.world.database,
    uid,
    { name: 'Mei', claims: { params: '{"plan":"gold"}' } },
    site.clock.now()
  )
  const entry = await says(uid, 'when will my 快递 arrive?')
  const { items, next } = await ask(`/search?q=${encodeURIComponent('快递 arr')}`)
  expect(next).toBeNull()
  expect(items).toEqual([
    expect.objectContaining({
      conversation: entry.cid,
      visitor: uid,
      visitorName: 'Mei',
      seq: entry.seq,
      at: entry.at,
      channel: { number: 1, name: 'Website' },
      agent: null,
      by: { role: 'visitor', name: 'Mei' },
      isNote: false,
      snippet: [
        { text: 'when will my ', isHit: false },
        { text: '快递', isHit: true },
        { text: ' ', isHit: false },
        { text: 'arr', isHit: true },
        { text: 'ive?', isHit: false }
      ]
    })
  ])
  const known = await ask('/search?q=gold&of=visitors')
  expect(known.items).toMatchObject([{ visitor: uid, field: 'params', seq: 0, conversation: entry.cid }])
  const opened = await ask(`/conversations/${entry.cid}/messages?after=${entry.seq - 1}&limit=1`)
  expect(opened.items[0].id).toBe(entry.id)
})

test('[WB-report] nobody finds what another company has, nor can narrow by its people', async () => {
  await says(site.foreignUid, 'a foreign secret', { of: site.foreign.id })
  expect((await ask('/search?q=secret')).items).toEqual([])
  expect((await ask('/search?q=secret', site.foreignCookie)).items).toHaveLength(1)
  const filters = await ask('/search/filters')
  expect(filters.channels).toEqual([{ number: 1, name: 'Website' }])
  expect(filters.agents.map(({ name }: { name: string }) => name).toSorted()).toEqual(['ann', 'the-lead'])
})

test('[WB-report] a program needs the scope; pages follow one another; what makes no sense is told', async () => {
  const uid = await site.world.makeVisitor()
  for (let n = 0; n < 5; n++) await says(uid, `pageword ${n}`)
  const { secret } = await createApiKey(
    site.world.database,
    { companyId: site.world.company.id, name: 'reader', scopes: ['customers:read'] },
    site.clock.now()
  )
  const read = async (query: string) => {
    const answer = await site.request('GET', `/api/v1/search?${query}`, {
      headers: { authorization: `Bearer ${secret}` }
    })
    return { status: answer.status, body: (await answer.json()) as any }
  }
  const seen: string[] = []
  for (let after = ''; ;) {
    const { body } = await read(`q=pageword&limit=2${after && `&after=${after}`}`)
    expect(body.items.length).toBeLessThanOrEqual(2)
    seen.push(...body.items.map(({ snippet }: any) => snippet.at(-1).text.trim()))
    if (body.next === null) break
    after = body.next
  }
  expect(seen).toEqual(['4', '3', '2', '1', '0'])
  for (const query of [
    '',
    'q=',
    'q=%3F%21',
    'q=a&of=all',
    'q=a&from=yesterday',
    'q=a&channel=x',
    'q=a&after=x'
  ])
    expect([query, (await read(query)).status]).toEqual([query, 400])
  expect((await read('q=%00%22*%27)%20OR%20pageword')).status).toBe(200)
})

test('[WB-report] while numbers of cards are masked, they are neither found nor shown', async () => {
  const { world, clock } = site
  const admin = await world.makeAgent('the-admin', 'admin')
  const cookie = `ozc_agent=${await createAgentSession(world.database, admin, 'test', clock.now())}`
  const uid = await world.makeVisitor()
  await says(uid, 'cardword 4111 1111 1111 1111')
  const set = (masking: string) =>
    site.request('PATCH', '/api/v1/privacy', { headers: { cookie }, body: { masking } })
  await set('shown')
  expect((await ask('/search?q=cardword%204111')).items).toEqual([])
  const [hit] = (await ask('/search?q=cardword')).items
  expect(JSON.stringify(hit.snippet)).toContain('**** 1111')
  expect(JSON.stringify(hit)).not.toContain('4111')
  await set('off')
  expect((await ask('/search?q=cardword%204111')).items).toHaveLength(1)
})

async function exported(given: object, cookie = lead) {
  const answer = await site.request('POST', '/api/v1/conversations/export', {
    headers: { cookie },
    body: { from: '2023-11-01', to: '2023-11-30', ...given }
  })
  const body = (await answer.json()) as any
  if (!body.url) return { status: answer.status, body, url: '', text: '' }
  const { pathname } = new URL(body.url)
  const file = await site.request('GET', pathname)
  const bytes = new Uint8Array(await file.arrayBuffer())
  return {
    status: file.status,
    body,
    url: pathname,
    type: file.headers.get('content-type'),
    // With the mark at the beginning
    text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  }
}

test('[WB-report] conversations are exported with params, as CSV without formulas and as lines of JSON, of the own company alone', async () => {
  const { world, clock } = site
  const uid = await world.makeVisitor()
  const params = '{"orderId":"SF9"}'
  await saveProfile(
    world.database,
    uid,
    { name: '=HYPERLINK("evil")', claims: { params, tel: '+86138' } },
    clock.now()
  )
  const first = await says(uid, '=1+1 "quoted", 你好', { channel: 7 })
  await says(uid, 'second', { channel: 7 })

  const csv = await exported({ channel: 7 })
  expect(csv.type).toBe('text/csv; charset=utf-8')
  expect(csv.text.startsWith('\uFEFFconversation,visitor,')).toBe(true)
  const [, row] = csv.text.split(/\n(?=[0-9a-z]{20})/)
  expect(row).toContain(first.cid)
  expect(row).toContain(`"'=HYPERLINK(""evil"")"`)
  expect(row).toContain('"{""orderId"":""SF9""}"')
  expect(row).toContain('=1+1 ""quoted"", 你好')
  expect(csv.text).not.toContain('a foreign secret')
  for (const cell of csv.text.split(/[\n,]/)) expect(cell).not.toMatch(/^"?[=@+]/)

  const jsonl = await exported({ channel: 7, format: 'jsonl' })
  const lines = jsonl.text
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as any)
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatchObject({
    conversation: first.cid,
    visitor: uid,
    params,
    claims: { tel: '+86138' },
    channel: '7',
    messages: [
      { by: 'visitor', kind: 'text', text: '=1+1 "quoted", 你好' },
      { by: 'visitor', kind: 'text', text: 'second' }
    ]
  })
  expect((await exported({ format: 'jsonl', from: '2023-10-01', to: '2023-10-02' })).text).toBe('')
})

test('[WB-report] an export of more than a portion has every conversation once, in the order of their beginning', async () => {
  const made: string[] = []
  for (let n = 0; n < 120; n++) {
    const uid = await site.world.makeVisitor()
    // Some in the same millisecond
    const outcome = await site.world.services.writer.submit({
      companyId: site.world.company.id,
      uid,
      intent: {
        kind: 'send',
        by: { role: 'visitor', id: uid },
        clientId: `p${n}`,
        content: { kind: 'text', text: `many ${n}` },
        channel: 8
      }
    })
    if (n % 3 === 0) await site.clock.advance(1)
    if (outcome.ok) made.push(outcome.entry!.cid)
  }
  const { text } = await exported({ channel: 8, format: 'jsonl' })
  const lines = text
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as { conversation: string; startedAt: string })
  const cids = lines.map(({ conversation }) => conversation)
  expect(cids.toSorted()).toEqual(made.toSorted())
  const begun = lines.map(({ startedAt }) => startedAt)
  expect(begun).toEqual(begun.toSorted())
})

test('[WB-report] an export is for leads; its address opens for ten minutes and nothing else; it is in the record', async () => {
  expect((await exported({}, site.cookie)).status).toBe(403)
  expect((await exported({ from: '2024-01-02', to: '2024-01-01' })).body.message).toMatch(/^to: /)
  const { url } = await exported({})
  const parts = url.split('/')
  const other = Buffer.from(
    JSON.stringify({
      companyId: site.foreign.id,
      from: '2023-11-01',
      to: '2023-11-30',
      timeZone: 'UTC',
      format: 'csv'
    })
  ).toString('base64url')
  const forged = [...parts.slice(0, 3), other, ...parts.slice(4)].join('/')
  expect((await site.request('GET', forged)).status).toBe(404)
  // A grant of the one kind is none of the other
  expect((await site.request('GET', `/exports/${parts[3]}/${parts[4]}/x.zip`)).status).toBe(404)
  await site.clock.advance(10 * 60_000)
  expect((await site.request('GET', url)).status).toBe(404)
  const audit = await site.world.database.read
    .selectFrom('audit')
    .select(['action', 'given'])
    .where('action', '=', 'exportConversations')
    .execute()
  expect(audit.length).toBeGreaterThan(0)
})
