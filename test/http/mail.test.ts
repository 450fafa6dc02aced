import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createMailServer } from '#test/kit/mail-server'
import { saveTicket } from '#server/store/tickets'
import { createSite, type Site } from './requests.ts'

let site: Site
let mails: Awaited<ReturnType<typeof createMailServer>>

beforeAll(async () => {
  mails = await createMailServer()
  site = await createSite({ config: { smtpUrl: mails.url, mailFrom: 'help@shop.example' } })
})
afterAll(async () => {
  await site.world.close()
  await mails.close()
})
beforeEach(() => {
  mails.received.length = 0
  mails.refuse()
})

const headers = () => ({ cookie: site.cookie })
let count = 0

async function ticketFrom(email: string, content: string): Promise<string> {
  await saveTicket(
    site.world.database,
    {
      companyId: site.world.company.id,
      uid: site.uid,
      formId: `form-${++count}`,
      name: 'Ding',
      email,
      phone: '',
      content,
      template: '',
      group: '',
      fileId: null,
      fields: {},
      log: []
    },
    site.clock.now() + count
  )
  return (await listed())[0]!.id
}

type Shown = { id: string; mail: { state: string; problem: string | null } | null }

async function listed(): Promise<Shown[]> {
  const answer = await site.request('GET', '/api/agent/tickets?status=open', { headers: headers() })
  return ((await answer.json()) as { tickets: Shown[] }).tickets
}

const answerTicket = (id: string, text: string, mail = true) =>
  site.request('POST', `/api/agent/tickets/${id}/answer`, { body: { text, mail }, headers: headers() })

const mailOf = async (id: string) => (await listed()).find(one => one.id === id)!.mail
const run = () => site.world.services.deliveries.run()

test('[WB-ticket] an answer goes into the chat and by e-mail, in any language', async () => {
  const id = await ticketFrom('ding@shop.example', '我的茶在哪里？')
  expect((await answerTicket(id, '明天就到。')).status).toBe(200)
  expect(await mailOf(id)).toEqual({ state: 'waiting', problem: null })
  await run()
  const [mail] = mails.received
  expect(mail).toMatchObject({ to: ['ding@shop.example'], from: 'help@shop.example' })
  const text = Buffer.from(/\r\n\r\n([\s\S]*)$/.exec(mail!.raw)![1]!, 'base64').toString()
  expect(text).toContain('明天就到。')
  expect(text).toContain('> 我的茶在哪里？')
  expect(mail!.raw).toMatch(/^From: Demo <help@shop.example>/m)
  expect(await mailOf(id)).toEqual({ state: 'done', problem: null })
  await run()
  expect(mails.received).toHaveLength(1)
})

test('[WB-ticket] a server that is busy is asked again later; one that refuses is not', async () => {
  mails.refuse(451)
  const id = await ticketFrom('busy@shop.example', 'Busy?')
  await answerTicket(id, 'Yes.')
  await run()
  expect(await mailOf(id)).toMatchObject({ state: 'waiting', problem: expect.stringContaining('not now') })
  await run()
  expect(mails.received).toEqual([])
  await site.clock.advance(10_000)
  await run()
  expect(await mailOf(id)).toEqual({ state: 'done', problem: null })

  mails.refuse(550)
  const other = await ticketFrom('nobody@shop.example', 'Hello?')
  await answerTicket(other, 'Hello.')
  await run()
  expect(await mailOf(other)).toMatchObject({ state: 'failed' })
  await site.clock.advance(86_400_000)
  await run()
  expect(mails.received.map(({ to }) => to[0])).toEqual(['busy@shop.example'])
})

test('[WB-ticket] what a visitor wrote cannot add a header or another receiver', async () => {
  const id = await ticketFrom('ding@shop.example', 'Hi\r\nBcc: evil@evil.example\r\n\r\nbody')
  await answerTicket(id, 'Hi.\r\n.\r\nRCPT TO:<evil@evil.example>')
  await run()
  expect(mails.received).toHaveLength(1)
  const [{ to, raw }] = mails.received as [(typeof mails.received)[0]]
  expect(to).toEqual(['ding@shop.example'])
  expect(raw.split('\r\n\r\n')[0]).not.toMatch(/^Bcc:/m)
})

test('[WB-ticket] two processes send one mail once', async () => {
  const id = await ticketFrom('once@shop.example', 'Once?')
  await answerTicket(id, 'Once.')
  const { createDeliveries } = await import('#server/deliveries')
  const { services, database } = site.world
  const other = createDeliveries({
    database,
    clock: site.clock,
    report: services.report,
    senders: {
      mail: async ({ id, payload }) => services.mail!({ id, ...(payload as any) }),
      hook: async () => {},
      push: async () => {}
    }
  })
  await Promise.all([run(), other.run(), run(), other.run()])
  expect(mails.received).toHaveLength(1)
})

test('[WB-ticket] without an address, or without a mail server, it is said and nothing is done', async () => {
  const id = await ticketFrom('', 'Call me')
  const answer = await answerTicket(id, 'Hello')
  expect([answer.status, ((await answer.json()) as { message: string }).message]).toEqual([
    409,
    'mail: the visitor has left no address'
  ])
  const bare = await createSite()
  const refused = await bare.request('POST', `/api/agent/tickets/${id}/answer`, {
    body: { text: 'Hello', mail: true },
    headers: { cookie: bare.cookie }
  })
  expect(refused.status).toBe(404)
  await bare.world.close()
})
