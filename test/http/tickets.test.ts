import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LIMITS } from '#protocol/limits'
import { createAgentSession } from '#server/store/agents'
import { entriesAfter } from '#server/store/entries'
import { saveTicket } from '#server/store/tickets'
import { findTimeline } from '#server/store/timelines'
import { countRows, createSite, ORIGIN, type Site } from './requests.ts'

let site: Site
beforeAll(async () => {
  site = await createSite()
})
afterAll(() => site.world.close())

const link = (more = '', { sysnum } = site.world.company) =>
  `/chat/h5/v2/leavemessage.html?sysnum=${sysnum}&source=9${more}`

const GOOD = { content: 'Where is my tea?', email: 'ding@shop.example' }

async function open(path = link(), headers: Record<string, string> = {}) {
  const answer = await site.request('GET', path, { headers })
  const html = await answer.text()
  return { answer, html, form: /name="form" value="([^"]+)"/.exec(html)?.[1] ?? '' }
}

async function leave(
  fields: Record<string, string | Blob>,
  { path = link(), headers = {} }: { path?: string; headers?: Record<string, string> } = {}
) {
  // The newest is to be the last
  await site.clock.advance(1)
  const body = new FormData()
  for (const [name, value] of Object.entries(fields)) body.append(name, value)
  const encoded = new Response(body)
  return await site.world.http.app.request(`${ORIGIN}${path}`, {
    method: 'POST',
    body: await encoded.arrayBuffer(),
    headers: { 'content-type': encoded.headers.get('content-type')!, origin: ORIGIN, ...headers }
  })
}

type Shown = {
  id: string
  uid: string
  name: string
  content: string
  template: string
  group: string
  answer: string | null
  answeredBy: string | null
  file: { name: string; url: string } | null
}

async function listed(status = 'open', cookie = site.cookie): Promise<Shown[]> {
  const answer = await site.request('GET', `/api/agent/tickets?status=${status}`, { headers: { cookie } })
  return ((await answer.json()) as { tickets: Shown[] }).tickets
}

const act = (id: string, what: 'answer' | 'status', body: object, cookie = site.cookie) =>
  site.request('POST', `/api/agent/tickets/${id}/${what}`, { body, headers: { cookie } })

describe('the page for leaving a message', () => {
  test('[DEP-leavemsg] [LM1] keeps what is left, with its file, for the agents of the company alone', async () => {
    const { form, html } = await open(link('&uname=小丁&templateid=t7&groupid=g1&t=123&locale=cn'))
    expect(html).toContain('留言内容')
    const answer = await leave(
      {
        ...GOOD,
        form,
        phone: '+86 (10) 1234-5678',
        file: new File(['tea'], 'tea.txt', { type: 'text/plain' })
      },
      { path: link('&uname=小丁&templateid=t7&groupid=g1&t=123&locale=cn') }
    )
    expect(answer.status).toBe(303)
    const thanks = await open(answer.headers.get('location')!)
    expect(thanks.html).toContain('留言已提交')
    const [ticket] = await listed()
    expect(ticket).toMatchObject({
      ...GOOD,
      name: '小丁',
      template: 't7',
      group: 'g1',
      phone: '+86 (10) 1234-5678'
    })
    const file = await site.request('GET', ticket!.file!.url)
    expect(await file.text()).toBe('tea')
    expect(await listed('open', site.foreignCookie)).toEqual([])
  })

  test('[LM1] what is wrong is said in words, and what was written stands there again', async () => {
    const before = await countRows(site)
    const { form } = await open()
    const cases: [fields: Record<string, string>, says: string][] = [
      [{ content: ' \r\n ' }, 'Please write a message'],
      [{ content: 'x'.repeat(LIMITS.textLength + 1), email: 'a@b.example' }, 'at most 8,000 characters'],
      [{ content: 'no way back' }, 'e-mail address or a phone number'],
      [{ content: 'kept <b>text</b>', email: 'nobody' }, 'check the e-mail'],
      [{ content: 'x', email: `${'a'.repeat(300)}@b.example` }, 'check the e-mail'],
      [{ content: 'x', phone: 'call me' }, 'check the phone'],
      [{ content: 'x', phone: '1'.repeat(60) }, 'check the phone'],
      [{ content: 'x', phone: 'javascript:alert(1)' }, 'check the phone']
    ]
    for (const [fields, says] of cases) {
      const answer = await leave({ form, ...fields })
      const html = await answer.text()
      expect([fields, answer.status, html.includes(says)]).toEqual([fields, 200, true])
      expect(html).toContain(`value="${form}"`)
    }
    const hostile = await (
      await leave({ form, content: '<script>alert(1)</script>', email: '"><img src=x>' })
    ).text()
    expect(hostile).toContain('&lt;script&gt;alert(1)')
    expect(hostile).not.toContain('<img')
    expect(await countRows(site)).toEqual(before)
  })

  test('[LM3] a form that is sent again, or twice at once, is stored once', async () => {
    const { form } = await open()
    const sent = await Promise.all([leave({ ...GOOD, form }), leave({ ...GOOD, form })])
    sent.push(await leave({ ...GOOD, form }))
    expect(sent.map(({ status }) => status)).toEqual([303, 303, 303])
    const rows = await site.world.database.read
      .selectFrom('ticket')
      .select('id')
      .where('form_id', '=', form)
      .execute()
    expect(rows).toHaveLength(1)
  })

  test('[DEP-leavemsg] [LM2] uid links it to a customer of this company, and to no other', async () => {
    const leaveWith = async (uid: string) => {
      const { form } = await open()
      const content = `as ${uid || 'nobody'}`
      await leave({ ...GOOD, content, form }, { path: link(`&uid=${encodeURIComponent(uid)}`) })
      return (await listed()).find(one => one.content === content)?.uid
    }
    expect(await leaveWith(site.uid)).toBe(site.uid)
    for (const uid of [site.foreignUid, 'nobody', '', '<script>', 'x'.repeat(5_000)]) {
      const got = await leaveWith(uid)
      expect(got).toBeDefined()
      expect(got).not.toBe(site.foreignUid)
      expect((await findTimeline(site.world.database, got!))?.companyId).toBe(site.world.company.id)
    }
  })

  test('[LM1] an unknown company, a form of another kind and another site’s page store nothing', async () => {
    const before = await countRows(site)
    expect((await open('/chat/h5/v2/leavemessage.html?sysnum=nobody')).html).toContain('does not exist')
    expect((await leave(GOOD, { path: '/chat/h5/v2/leavemessage.html?sysnum=nobody' })).status).toBe(200)
    const json = await site.request('POST', link(), {
      body: GOOD,
      headers: { 'content-type': 'application/json' }
    })
    expect(json.status).toBe(400)
    expect((await leave(GOOD, { headers: { origin: 'https://evil.example' } })).status).toBe(403)
    expect(await countRows(site)).toEqual(before)
  })

  test('[LM1] a file that may not be sent is refused in words, and so is what comes too fast', async () => {
    const { form } = await open()
    const page = new File(['<script>'], 'a.html', { type: 'text/html' })
    const refused = await leave({ ...GOOD, form, file: page }, { path: link(`&uid=${site.otherUid}`) })
    expect([refused.status, (await refused.text()).includes('cannot be sent')]).toEqual([415, true])
    const answers: number[] = []
    for (let i = 0; i < 14; i++) {
      const next = await open()
      answers.push(
        (await leave({ ...GOOD, form: next.form }, { path: link(`&uid=${site.otherUid}`) })).status
      )
    }
    expect(answers[0]).toBe(303)
    expect(answers.at(-1)).toBe(429)
  })
})

describe('messages left, at the desk', () => {
  async function ticketOf(uid: string, content: string): Promise<Shown> {
    const { form } = await open()
    await site.clock.advance(60_000)
    await leave({ ...GOOD, content, form }, { path: link(`&uid=${uid}`) })
    return (await listed()).find(one => one.content === content)!
  }
  const timeline = (uid: string) => entriesAfter(site.world.database.read, uid, 0, 100)

  test('[CFG-leave_msg_flag] the answer is a message in the visitor’s conversation, once, however often it is sent', async () => {
    const uid = await site.world.makeVisitor()
    const ticket = await ticketOf(uid, 'Is the pot in stock?')
    for (let i = 0; i < 2; i++)
      expect((await act(ticket.id, 'answer', { text: 'Yes, six of them.' })).status).toBe(200)
    expect((await timeline(uid)).map(({ by, content }) => [by.role, content])).toEqual([
      ['system', { kind: 'started' }],
      ['visitor', { kind: 'text', text: 'Is the pot in stock?' }],
      ['system', { kind: 'ended', by: 'system' }],
      ['agent', { kind: 'text', text: '“Is the pot in stock?”\nYes, six of them.' }]
    ])
    const after = (await listed()).find(({ id }) => id === ticket.id)
    expect(after).toMatchObject({ answer: 'Yes, six of them.', answeredBy: 'ann' })
  })

  test('[CFG-leave_msg_flag] who has talked to us before gets the answer where they have talked', async () => {
    const uid = await site.world.makeVisitor()
    await site.world.services.writer.submit({
      companyId: site.world.company.id,
      uid,
      intent: {
        kind: 'send',
        by: { role: 'visitor', id: uid },
        clientId: 'first',
        content: { kind: 'text', text: 'hello' }
      }
    })
    const ticket = await ticketOf(uid, `a long question ${'x'.repeat(200)}`)
    await act(ticket.id, 'answer', { text: 'a short answer' })
    const last = (await timeline(uid)).at(-1)!
    expect(last.content).toMatchObject({ kind: 'text' })
    const { text } = last.content as { text: string }
    expect(text).toMatch(/^“a long question x+…”\na short answer$/)
    expect(text.length).toBeLessThan(130)
  })

  test('[CFG-leave_msg_flag] it is closed and opened again', async () => {
    const ticket = await ticketOf(await site.world.makeVisitor(), 'to be closed')
    const has = async (status: string) => (await listed(status)).some(({ id }) => id === ticket.id)
    expect((await act(ticket.id, 'status', { status: 'closed' })).status).toBe(200)
    expect([await has('open'), await has('closed')]).toEqual([false, true])
    await act(ticket.id, 'status', { status: 'open' })
    expect([await has('open'), await has('closed')]).toEqual([true, false])
  })

  test('[WB-ticket] the list comes a page at a time, narrowed by state, template and text, each ticket once', async () => {
    const uid = await site.world.makeVisitor()
    const mark = `page-${Date.now()}`
    for (let i = 0; i < 65; i++) {
      const template = i % 2 ? 'complaint' : ''
      await saveTicket(
        site.world.database,
        {
          companyId: site.world.company.id,
          uid,
          formId: `${mark}-${i}`,
          name: i === 7 ? 'Çelik 100%' : '',
          email: '',
          phone: '',
          content: `${mark} No ${i}`,
          template,
          group: '',
          fileId: null,
          fields: i === 9 ? { order: `${mark} NO.2024` } : {},
          log: []
        },
        // Several in the same millisecond
        site.clock.now() + Math.floor(i / 4)
      )
    }
    const ask = async (query: Record<string, string>, cookie = site.cookie) =>
      (await (
        await site.request('GET', `/api/agent/tickets?${new URLSearchParams(query)}`, { headers: { cookie } })
      ).json()) as any
    async function whole(query: Record<string, string>) {
      const seen: string[] = []
      let after: string | null = null
      do {
        const page: any = await ask({ ...query, ...(after === null ? {} : { after }) })
        expect(page.tickets.length).toBeLessThanOrEqual(30)
        seen.push(...page.tickets.map((one: { content: string }) => one.content))
        after = page.next
      } while (after !== null)
      return seen
    }
    const all = await whole({ status: 'all', text: mark.toUpperCase() })
    expect([all.length, new Set(all).size]).toEqual([65, 65])
    expect(all[0]).toBe(`${mark} No 64`)
    expect((await whole({ status: 'open', text: mark, template: 'complaint' })).length).toBe(32)
    expect(await whole({ status: 'closed', text: mark })).toEqual([])
    expect(await whole({ status: 'all', text: 'elik 100%' })).toEqual([`${mark} No 7`])
    expect(await whole({ status: 'all', text: '%' })).toEqual([`${mark} No 7`])
    expect(await whole({ status: 'all', text: 'no.2024' })).toEqual([`${mark} No 9`])
    expect((await ask({ status: 'all', text: mark }, site.foreignCookie)).tickets).toEqual([])
    await site.world.database.write.deleteFrom('ticket').where('uid', '=', uid).execute()
  })

  test('nobody of another company, no visitor and no bad body changes anything', async () => {
    const uid = await site.world.makeVisitor()
    const ticket = await ticketOf(uid, 'mine alone')
    const before = await site.world.database.read.selectFrom('ticket').selectAll().execute()
    const tries: [answer: Promise<Response>, status: number][] = [
      [act(ticket.id, 'answer', { text: 'from outside' }, site.foreignCookie), 404],
      [act(ticket.id, 'status', { status: 'closed' }, site.foreignCookie), 404],
      [act(ticket.id, 'answer', { text: 'x' }, 'ozc_agent=forged'), 401],
      [act(ticket.id, 'answer', { text: ' ' }), 400],
      [act(ticket.id, 'answer', { text: 'x'.repeat(LIMITS.textLength) }), 400],
      [act(ticket.id, 'answer', { text: { $ne: '' } }), 400],
      [act(ticket.id, 'status', { status: 'gone' }), 400],
      [act('0'.repeat(24), 'status', { status: 'closed' }), 404],
      [site.request('GET', '/api/agent/tickets?status=gone', { headers: { cookie: site.cookie } }), 400],
      [site.request('GET', '/api/agent/tickets', { headers: site.bearer(uid) }), 401]
    ]
    for (const [answer, status] of tries) expect((await answer).status).toBe(status)
    expect(await site.world.database.read.selectFrom('ticket').selectAll().execute()).toEqual(before)
    expect(await timeline(uid)).toEqual([])
  })
})

describe('templates', () => {
  const ask = async (method: string, path: string, body: object) =>
    (await (
      await site.request(method, `/api/v1${path}`, { body, headers: { cookie: await adminCookie() } })
    ).json()) as { id: string }
  let admin: Promise<string> | undefined
  const adminCookie = () => (admin ??= makeAdmin())
  async function makeAdmin() {
    const agent = await site.world.makeAgent('templates', 'admin')
    return `ozc_agent=${await createAgentSession(site.world.database, agent, 'test', site.clock.now())}`
  }

  beforeAll(async () => {
    await ask('POST', '/ticket-fields', { id: 'order', name: 'Order <b>', isNeeded: true, type: 'number' })
    await ask('POST', '/ticket-fields', { id: 'size', name: 'Size', type: 'choice', options: ['S', 'L'] })
    await ask('POST', '/ticket-fields', { id: 'unused', name: 'Of no template' })
    await ask('POST', '/ticket-fields', { id: 'card_title', name: 'Card', isLinked: true })
    await ask('POST', '/ticket-fields', { id: 'price', name: 'Price', isLinked: true, type: 'number' })
    await ask('POST', '/ticket-templates', {
      id: 'returns',
      name: 'Returns',
      text: 'Tell us what you send back.',
      fieldIds: ['order', 'size', 'card_title', 'gone']
    })
  })

  const newest = async () => (await listed())[0] as unknown as Record<string, unknown>

  test('[DEP-leavemsg] [ADM-fields] a template’s fields are asked for, checked, kept, and shown to agents by their names', async () => {
    const path = link('&templateid=returns')
    const { html, form } = await open(path)
    expect(html).toContain('Tell us what you send back.')
    expect(html).toContain('Order &lt;b&gt; *')
    expect(html).toMatch(/<option value="L" ?>L<\/option>/)
    for (const hidden of ['Of no template', 'Card', 'gone']) expect(html).not.toContain(hidden)

    const before = await countRows(site)
    for (const fields of [{}, { 'field-order': 'x' }, { 'field-order': '7', 'field-size': 'XL' }]) {
      const answer = await leave({ form, ...GOOD, ...fields }, { path })
      expect(await answer.text()).toMatch(/Please check “(Order &lt;b&gt;|Size)”/)
    }
    expect(await countRows(site)).toEqual(before)
    const fields = {
      'field-order': '20260001',
      'field-size': 'L',
      'field-unused': 'x',
      'field-card_title': 'x'
    }
    expect((await leave({ form, ...GOOD, ...fields }, { path })).status).toBe(303)
    expect(await newest()).toMatchObject({
      template: 'Returns',
      fields: [
        { name: 'Order <b>', value: '20260001' },
        { name: 'Size', value: 'L' }
      ],
      log: []
    })
  })

  test('[PLG-ticket] params fill in the fields for other systems; what fits none is dropped, and the log says so', async () => {
    const params = { card_title: 'Kettle', Price: 12.5, order: '1', nonsense: { a: 1 }, price: 'cheap' }
    const path = link(`&params=${encodeURIComponent(JSON.stringify(params))}`)
    const { form } = await open(path)
    expect((await leave({ form, ...GOOD }, { path })).status).toBe(303)
    const ticket = await newest()
    expect(ticket['fields']).toEqual([
      { name: 'Card', value: 'Kettle' },
      { name: 'Price', value: '12.5' }
    ])
    expect(ticket['log']).toEqual(['order', 'nonsense', 'price'].map(field => ({ what: 'dropped', field })))
  })

  test('[PLG-ticket] params that nobody can read stop nothing', async () => {
    for (const params of ['{', '[1]', '"x"', '{"__proto__":{"a":1}}', 'x'.repeat(3_000)]) {
      const path = link(`&params=${encodeURIComponent(params)}`)
      const { form } = await open(path)
      expect((await leave({ form, ...GOOD, content: `with ${params.slice(0, 20)}` }, { path })).status).toBe(
        303
      )
    }
  })
})
