import { createAdaptorServer } from '@hono/node-server'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Content, Entry } from '#protocol/entry'
import { readConfig } from '#server/config'
import { readAllow } from '#server/outbound/addresses'
import { createAgentSession } from '#server/store/agents'
import { commitBatch } from '#server/store/commit'
import { startWechatPlatform, type App, type WechatPlatform } from '#test/kit/wechat-platform'
import { createSessionFroms } from '#test/kit/session-froms'
import { createSite, type Site } from './requests.ts'

// A mini program's contact button: the platform over real HTTP, the server with a clock that we move.

let site: Site
let platform: WechatPlatform
let server: Server
let app: App
let cookie: string
let now = () => 0

beforeAll(async () => {
  platform = await startWechatPlatform({ now: () => now() })
  site = await createSite({ config: { wechatApi: platform.url, outboundAllow: readAllow('127.0.0.1/32:*') } })
  now = site.clock.now
  server = createAdaptorServer({ fetch: site.world.http.app.fetch }) as Server
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const admin = await site.world.makeAgent('the-admin', 'admin')
  cookie = `ozc_agent=${await createAgentSession(site.world.database, admin, 'test', site.clock.now())}`
  app = await bind('wx1234567890abcdef')
})
afterAll(async () => {
  await new Promise(resolve => server.close(resolve))
  await site.world.close()
  await platform.close()
})
beforeEach(() => {
  platform.sent.length = 0
  platform.asked.length = 0
})

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64'
)

const ask = async (method: string, path: string, body?: unknown) =>
  (await (
    await site.request(method, `/api/v1${path}`, {
      headers: { cookie },
      ...(body === undefined ? {} : { body })
    })
  ).json()) as any

async function bind(appId: string): Promise<App> {
  const appSecret = `secret of ${appId}`
  const encodingAesKey = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG'
  platform.secrets.set(appId, appSecret)
  const made = await ask('POST', '/mini-programs', { name: 'Shop', appId, appSecret, encodingAesKey })
  const { port } = server.address() as AddressInfo
  return {
    appId,
    appSecret,
    encodingAesKey,
    token: made.token,
    url: `http://127.0.0.1:${port}${new URL(made.url).pathname}`
  }
}

const state = async () =>
  (await ask('GET', '/mini-programs')).items.find((one: any) => one.appId === app.appId)

let ids = 0
const textOf = (openid: string, Content: string, more: Record<string, string | number> = {}) => ({
  ToUserName: 'gh_1',
  FromUserName: openid,
  CreateTime: 1_700_000_000,
  MsgType: 'text',
  Content,
  MsgId: `90000000000000${1_000 + ids++}`,
  ...more
})
const of = (openid: string, MsgType: string, fields: Record<string, string>) => {
  const { Content: _none, ...rest } = textOf(openid, '')
  return { ...rest, MsgType, ...fields }
}
const enters = (openid: string, SessionFrom: string, CreateTime = 1_700_000_000 + ids++) => ({
  ToUserName: 'gh_1',
  FromUserName: openid,
  CreateTime,
  MsgType: 'event',
  Event: 'user_enter_tempsession',
  SessionFrom
})

async function settle() {
  const { inbox, outbox } = site.world.services.channels.wechat
  for (let i = 0; i < 3; i++) {
    await inbox.settled()
    await site.world.services.writer.drain()
    await outbox.settled()
  }
}

async function entriesOf(openid: string): Promise<Entry[]> {
  await settle()
  const rows = await site.world.database.read
    .selectFrom('entry')
    .innerJoin('mini_program_user as u', 'u.uid', 'entry.uid')
    .selectAll('entry')
    .where('u.openid', '=', openid)
    .orderBy('seq')
    .execute()
  return rows.map(row => ({
    ...(row as any),
    content: JSON.parse(row.content) as Content,
    by: { role: row.role }
  }))
}
const said = async (openid: string) =>
  (await entriesOf(openid)).filter(({ by }) => by.role === 'visitor').map(({ content }) => content)
const uidOf = async (openid: string) =>
  (
    await site.world.database.read
      .selectFrom('mini_program_user')
      .select('uid')
      .where('openid', '=', openid)
      .executeTakeFirstOrThrow()
  ).uid

describe('what is pushed', () => {
  test('[WX-verify] the address is ours for whoever signs with the token; nobody else gets an answer', async () => {
    expect((await state()).state).toBe('new')
    expect(await platform.verify(app)).toEqual({ status: 200, text: 'echo-me' })
    expect((await state()).state).toBe('verified')
    expect(await platform.verify(app, 'another')).toMatchObject({ status: 403 })
    expect((await state()).state).toBe('failing')
    expect(await platform.verify({ ...app, url: `${app.url}x` })).toMatchObject({ status: 404 })
    await platform.verify(app)
  })

  test('[WX-secure] secure mode in XML and in JSON, and plain mode, each become what the visitor said', async () => {
    for (const [i, options] of [{}, { json: true }, { plain: true }, { plain: true, json: true }].entries()) {
      const words = `hello ${i} <b>&amp; ]]> 你好`
      expect(await platform.push(app, textOf('secure', words), options)).toEqual([
        { status: 200, text: 'success' }
      ])
      expect((await said('secure')).at(-1)).toEqual({ kind: 'text', text: words })
    }
    expect((await state()).state).toBe('verified')
  })

  test('[WX-secure] a wrong signature, a wrong key and another app get 403, and nothing is stored', async () => {
    const before = await countAll()
    const wrong = { ...app, encodingAesKey: app.encodingAesKey.replace('a', 'b') }
    for (const one of [{ ...app, token: 'other' }, wrong, { ...app, appId: 'wxother' }])
      for (const options of [{}, { json: true }])
        expect(await platform.push(one, textOf('stranger', 'x'), options)).toMatchObject([{ status: 403 }])
    expect(
      await platform.push({ ...app, token: 'other' }, textOf('stranger', 'x'), { plain: true })
    ).toMatchObject([{ status: 403 }])
    await settle()
    expect(await countAll()).toEqual(before)
  })

  test('[WX-dedupe] pushed three times at once, and again later: one message each, and a success each time', async () => {
    const messages = Array.from({ length: 20 }, (_, i) => textOf('often', `number ${i}`))
    const answers = await Promise.all(messages.map(one => platform.push(app, one, { times: 3 })))
    expect(answers.flat().every(({ text }) => text === 'success')).toBe(true)
    await settle()
    await platform.push(app, messages[0]!, { times: 3 })
    const words = (await said('often')).map(content => content.kind === 'text' && content.text)
    expect(words.toSorted()).toEqual(messages.map(({ Content }) => Content).toSorted())
  })

  test('[WX-in] one after the other, in the order in which they came', async () => {
    for (let i = 0; i < 10; i++) await platform.push(app, textOf('ordered', `${i}`))
    expect((await said('ordered')).map(content => content.kind === 'text' && content.text)).toEqual([
      ...'0123456789'
    ])
  })

  test('[MC-in] pictures are kept, links and cards of the button are cards', async () => {
    platform.media.set('m1', { bytes: PNG, type: 'image/png', name: 'm1.png' })
    await platform.push(app, of('rich', 'image', { PicUrl: 'https://img.example/1', MediaId: 'm1' }))
    await platform.push(
      app,
      of('rich', 'link', { Title: 'A page', Description: 'about it', Url: 'https://shop.example/1' })
    )
    await platform.push(
      app,
      of('rich', 'miniprogrampage', {
        Title: 'Shoes',
        AppId: app.appId,
        PagePath: 'pages/item/item?id=1',
        ThumbUrl: 'https://img.example/t.png'
      })
    )
    await platform.push(app, of('rich', 'miniprogrampage', { Title: '', PagePath: 'javascript:alert(1)' }))
    await platform.push(app, of('rich', 'location', { Label: 'somewhere' }))
    expect(await said('rich')).toMatchObject([
      { kind: 'image', file: { type: 'image/png', width: 1 } },
      {
        kind: 'card',
        card: { type: 'product', title: 'A page', desc: 'about it', url: 'https://shop.example/1' }
      },
      {
        kind: 'card',
        card: {
          type: 'product',
          title: 'Shoes',
          url: 'pages/item/item?id=1',
          picture: 'https://img.example/t.png'
        }
      },
      { kind: 'card', card: { type: 'product' } },
      { kind: 'text', text: '[location]' }
    ])
  })

  test('[WX-in] a picture that the platform does not give at once comes later, and what was said after it waits', async () => {
    const png = platform.media.get('m1')!
    platform.media.set('m2', png)
    platform.trouble('/cgi-bin/media/get', { status: 500 }, 'garbage')
    await platform.push(app, of('patient', 'image', { MediaId: 'm2' }))
    await platform.push(app, textOf('patient', 'and this'))
    await settle()
    for (let i = 0; i < 10 && (await said('patient')).length < 2; i++) {
      await site.clock.advance(60_000)
      site.world.services.channels.wechat.inbox.soon()
      await settle()
    }
    expect((await said('patient')).map(({ kind }) => kind)).toEqual(['image', 'text'])
  })

  test('[WX-in, SF-sobot] who comes in is known by what the button says; the first word begins the conversation', async () => {
    const params = JSON.stringify({ level: 'gold' })
    await platform.push(app, enters('comes', `sobot|小明|https://img.example/a.png|${params}|partnerid=p-7`))
    await platform.push(app, textOf('comes', 'hello'))
    const entries = await entriesOf('comes')
    expect(entries.map(({ content }) => content.kind)).toEqual(expect.arrayContaining(['started', 'text']))
    const row = await site.world.database.read
      .selectFrom('timeline')
      .select('profile')
      .where('uid', '=', await uidOf('comes'))
      .executeTakeFirstOrThrow()
    expect(JSON.parse(row.profile)).toMatchObject({
      name: '小明',
      claims: { uname: '小明', face: 'https://img.example/a.png', params, source: '10' }
    })
  })
})

test(
  '[SF-robust] whatever the button says, the conversation begins, and what it said is kept',
  { timeout: 120_000 },
  async () => {
    const next = createSessionFroms(7)
    for (let from = 0; from < 1_000; from += 50)
      await Promise.all(
        Array.from({ length: 50 }, async (_, i) => {
          const openid = `any-${from + i}`
          const raw = next().replaceAll('\0', '')
          expect(await platform.push(app, enters(openid, raw), { json: true })).toMatchObject([
            { status: 200 }
          ])
          expect(await platform.push(app, textOf(openid, 'hello'), { json: true })).toMatchObject([
            { status: 200 }
          ])
        })
      )
    await settle()
    const { count } = await site.world.database.read
      .selectFrom('mini_program_user as u')
      .innerJoin('conversation as c', 'c.uid', 'u.uid')
      .select(eb => eb.fn.countAll<number>().as('count'))
      .where('u.openid', 'like', 'any-%')
      .where('u.session_from', 'is not', null)
      .executeTakeFirstOrThrow()
    expect(Number(count)).toBe(1_000)
  }
)

test('[SF-udesk, SF-qidian] what the button says of a customer is on their card, and a note is a business record', async () => {
  const customer = {
    customer_name: 'Jack',
    cellphones: [
      ['', '13100000002'],
      ['3', '13100000003']
    ],
    other_emails: [[null, 'two@b.example']],
    generated_channel: 'Spring sale'
  }
  const note = { title: 'Order 7', custom_fields: { size: 'XL' } }
  await platform.push(
    app,
    enters(
      'udesk',
      `udesk|jack||customer^${JSON.stringify(customer)}|note^${JSON.stringify(note)}|unionid^u-7`
    )
  )
  await platform.push(app, textOf('udesk', 'hello'))
  await platform.push(app, enters('qidian', 'nickName=小红|city=Shenzhen|userdef=from the front page'))
  await platform.push(app, textOf('qidian', 'hello'))
  await settle()
  const known = async (openid: string) => {
    const row = await site.world.database.read
      .selectFrom('timeline')
      .select('profile')
      .where('uid', '=', await uidOf(openid))
      .executeTakeFirstOrThrow()
    const { claims } = JSON.parse(row.profile)
    return { ...claims, params: JSON.parse(claims.params) }
  }
  expect(await known('udesk')).toMatchObject({
    uname: 'Jack',
    tel: '13100000002',
    params: {
      nick_name: 'jack',
      channel: 'Spring sale',
      cellphones: '13100000002, 13100000003',
      other_emails: 'two@b.example'
    }
  })
  expect(await known('qidian')).toMatchObject({
    uname: '小红',
    params: { city: 'Shenzhen', userdef: 'from the front page' }
  })
  expect((await ask('GET', `/records?visitor=${await uidOf('udesk')}`)).items).toMatchObject([
    { title: 'Order 7', fields: { size: 'XL' } }
  ])
  // Qidian's custom parameter, back over the open API
  const customerOf = async (openid: string) =>
    JSON.stringify(await ask('GET', `/customers/${await uidOf(openid)}`))
  expect(await customerOf('qidian')).toContain('from the front page')
})

async function countAll() {
  const counts: Record<string, number> = {}
  for (const table of [
    'timeline',
    'entry',
    'conversation',
    'mini_program_push',
    'mini_program_user'
  ] as const) {
    const row = await site.world.database.read
      .selectFrom(table)
      .select(eb => eb.fn.countAll<number>().as('count'))
      .executeTakeFirst()
    counts[table] = Number(row?.count)
  }
  return counts
}

describe('what goes back', () => {
  let words = 0
  async function reply(openid: string, content: Content = { kind: 'text', text: `answer ${++words}` }) {
    const uid = await uidOf(openid)
    const outcome = await site.world.services.writer.submit({
      companyId: site.world.company.id,
      uid,
      intent: {
        kind: 'send',
        by: { role: 'agent', id: site.agent.id, name: 'Ann' },
        clientId: `r${++words}`,
        content
      }
    })
    if (!outcome.ok) throw new Error(outcome.why)
    await settle()
    return { uid, seq: outcome.entry!.seq }
  }
  const stateOf = async (openid: string) =>
    (await site.world.services.channels.wechat.outbox.stateOf(await uidOf(openid)))!
  const left = async (openid: string) => (await stateOf(openid)).messages
  const again = ({ uid, seq }: { uid: string; seq: number }) =>
    ask('POST', `/mini-programs/messages/${uid}/${seq}/again`)

  test('[WX-out] what agents say goes out once, in its order, and what stands between agents does not', async () => {
    await platform.push(app, textOf('asks', 'hello'))
    await settle()
    await reply('asks', { kind: 'text', text: 'one' })
    await reply('asks', { kind: 'note', text: 'for us alone' })
    await reply('asks', {
      kind: 'card',
      card: { type: 'product', title: 'Shoes', url: 'https://shop.example/1', desc: 'red' }
    })
    expect(platform.sent).toEqual([
      { openid: 'asks', msgtype: 'text', text: { content: 'one' } },
      {
        openid: 'asks',
        msgtype: 'link',
        link: { title: 'Shoes', description: 'red', url: 'https://shop.example/1' }
      }
    ])
    expect(await left('asks')).toEqual([])
  })

  test('[WX-out] after five messages the platform takes no more until the customer writes, and the agent reads why', async () => {
    await platform.push(app, textOf('quiet', 'hello'))
    await settle()
    for (let i = 0; i < 5; i++) await reply('quiet')
    expect(await stateOf('quiet')).toMatchObject({ left: 0, messages: [] })
    const sixth = await reply('quiet', { kind: 'text', text: 'the sixth' })
    expect(platform.sent).toHaveLength(5)
    expect(await left('quiet')).toEqual([{ seq: sixth.seq, state: 'failed', problem: 'limit' }])
    await platform.push(app, textOf('quiet', 'go on'))
    await settle()
    expect(await stateOf('quiet')).toMatchObject({ left: 5, until: site.clock.now() + 48 * 3_600_000 })
    expect(await again(sixth)).toEqual({ ok: true })
    await settle()
    expect(platform.sent.at(-1)).toMatchObject({ text: { content: 'the sixth' } })
    expect(await left('quiet')).toEqual([])
    expect(await again(sixth)).toMatchObject({ code: 'not-found' })
  })

  test('[WX-out] two days after the last word it is over', async () => {
    await platform.push(app, textOf('late', 'hello'))
    await settle()
    await site.clock.advance(48 * 3_600_000 + 1)
    const { seq } = await reply('late')
    expect(await left('late')).toEqual([{ seq, state: 'failed', problem: 'over' }])
  })

  test('[WX-out] a token that ran out, or that another system has taken, is asked for anew: nothing is lost', async () => {
    await platform.push(app, textOf('token', 'hello'))
    await settle()
    platform.trouble('/cgi-bin/message/custom/send', 40001, 42001)
    await reply('token', { kind: 'text', text: 'first' })
    platform.takeToken(app.appId)
    await reply('token', { kind: 'text', text: 'second' })
    for (let i = 0; i < 3; i++) {
      await site.clock.advance(10_000)
      site.world.services.channels.wechat.outbox.soon()
      await settle()
    }
    const texts = platform.sent.map(({ text }) => (text as { content: string }).content)
    expect(texts).toContain('second')
    // What was refused with both tokens is shown, and an agent may send it again
    expect(texts).not.toContain('first')
    expect(await left('token')).toMatchObject([{ state: 'failed', problem: 'token' }])
  })

  test('[WX-out] what has failed for now goes out later by itself, in its order', async () => {
    await platform.push(app, textOf('busy', 'hello'))
    await settle()
    platform.trouble('/cgi-bin/message/custom/send', -1, { status: 500 })
    await reply('busy', { kind: 'text', text: 'first' })
    await reply('busy', { kind: 'text', text: 'second' })
    expect(platform.sent).toEqual([])
    for (let i = 0; i < 4; i++) {
      await site.clock.advance(60_000)
      site.world.services.channels.wechat.outbox.soon()
      await settle()
    }
    expect(platform.sent.map(({ text }) => text)).toEqual([{ content: 'first' }, { content: 'second' }])
  })

  test('[WX-out] an answer that nobody can read: it is not sent twice by itself, and an agent decides', async () => {
    await platform.push(app, textOf('unsure', 'hello'))
    await settle()
    platform.trouble('/cgi-bin/message/custom/send', 'garbage')
    const one = await reply('unsure', { kind: 'text', text: 'perhaps' })
    await reply('unsure', { kind: 'text', text: 'surely' })
    await site.clock.advance(600_000)
    expect(await left('unsure')).toEqual([{ seq: one.seq, state: 'unsure', problem: 'unsure' }])
    expect(platform.sent.map(({ text }) => text)).toEqual([{ content: 'surely' }])
    await again(one)
    await settle()
    expect(platform.sent.at(-1)).toMatchObject({ text: { content: 'perhaps' } })
  })

  test('[MC-plugin] a mini program’s card goes with the picture that the platform has; where it has it no more, with one that is uploaded', async () => {
    const server = createServer((_request, response) => response.end(PNG))
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    await platform.push(app, textOf('cards', 'hello'))
    await settle()
    const card = {
      type: 'product',
      title: 'Shoes',
      url: 'pages/index/index',
      note: 'Shop',
      picture: `http://127.0.0.1:${port}/t.png`,
      mediaId: 'known-1'
    } as const
    await reply('cards', { kind: 'card', card })
    platform.trouble('/cgi-bin/message/custom/send', 40007)
    await reply('cards', { kind: 'card', card: { ...card, mediaId: 'old-1' } })
    expect(platform.sent.map(one => one['miniprogrampage'])).toEqual([
      { title: 'Shoes', pagepath: 'pages/index/index', thumb_media_id: 'known-1' },
      { title: 'Shoes', pagepath: 'pages/index/index', thumb_media_id: 'uploaded-1' }
    ])
    expect(platform.uploaded[0]!.includes(PNG)).toBe(true)
    await new Promise(resolve => server.close(resolve))
  })

  test('[WX-out] pictures go out as pictures; one that cannot be uploaded now goes later', async () => {
    await platform.push(app, of('picture', 'image', { MediaId: 'm1' }))
    const [content] = await said('picture')
    platform.trouble('/cgi-bin/media/upload', 'garbage')
    await reply('picture', content)
    expect(await left('picture')).toMatchObject([{ state: 'waiting', problem: 'unreachable' }])
    await site.clock.advance(60_000)
    site.world.services.channels.wechat.outbox.soon()
    await settle()
    expect(platform.sent).toEqual([
      { openid: 'picture', msgtype: 'image', image: { media_id: expect.stringContaining('uploaded-') } }
    ])
  })

  test('[WX-out] what a process had stored when it died goes out all the same', async () => {
    await platform.push(app, textOf('left', 'hello'))
    await settle()
    const { database, company } = site.world
    const by = { role: 'agent', id: site.agent.id, name: 'Ann' } as const
    const content = { kind: 'text', text: 'from the one that died' } as const
    const intent = { kind: 'send', by, clientId: 'died', content } as const
    // Nobody in this process hears of it
    await commitBatch(
      database,
      [{ companyId: company.id, uid: await uidOf('left'), intent }],
      site.clock.now()
    )
    await site.clock.advance(10_000)
    site.world.services.channels.wechat.outbox.soon()
    await settle()
    expect(platform.sent).toMatchObject([{ openid: 'left', text: { content: content.text } }])
  })

  test('[WX-out] another company sends nothing again', async () => {
    await platform.push(app, textOf('guarded', 'hello'))
    await settle()
    platform.trouble('/cgi-bin/message/custom/send', 45015)
    const { uid, seq } = await reply('guarded')
    const answer = await site.request('POST', `/api/v1/mini-programs/messages/${uid}/${seq}/again`, {
      headers: { cookie: site.foreignCookie },
      body: {}
    })
    expect(answer.status).toBe(404)
  })
})

test('[WX-reception] who answers is set for each mini program: a robot, whose words go out, and a group', async () => {
  const robot = await ask('POST', '/robots', { name: 'Tea robot' })
  await ask('POST', `/robots/${robot.number}/faqs`, {
    question: 'When do you open?',
    answer: 'We open at nine.'
  })
  const { id } = await state()
  await ask('PATCH', `/mini-programs/${id}`, { mode: 1, robot: robot.number })
  await platform.push(app, textOf('robot', 'When do you open?'))
  await settle()
  await site.world.services.robots.drain()
  await settle()
  expect(platform.sent).toMatchObject([{ openid: 'robot', msgtype: 'text' }])
  expect(JSON.stringify(platform.sent[0])).toContain('We open at nine.')

  const group = await ask('POST', '/groups', { name: 'Tea desk', agentIds: [site.agent.id] })
  expect(
    (await ask('PATCH', `/mini-programs/${id}`, { group: group.id, agent: site.agent.id })).message
  ).toContain('agent: a group or one agent')
  expect((await ask('PATCH', `/mini-programs/${id}`, { group: 'none' })).message).toContain('group: no group')
  expect(await ask('PATCH', `/mini-programs/${id}`, { mode: 2, robot: null, group: group.id })).toMatchObject(
    {
      mode: 2,
      robot: null,
      group: group.id,
      agent: null
    }
  )
  await ask('PATCH', '/company', { assign: 'auto', asksGroup: false })
  const { assigner } = site.world.services
  await assigner.start()
  await platform.push(app, textOf('grouped', 'hello'))
  await settle()
  assigner.nudge(site.world.company.id)
  await assigner.settled()
  const row = await site.world.database.read
    .selectFrom('conversation')
    .select(['group_id', 'route', 'channel'])
    .where('uid', '=', await uidOf('grouped'))
    .executeTakeFirstOrThrow()
  expect(JSON.parse(row.route!)).toMatchObject({ by: 'rule', rule: 'Shop' })
  expect(row.route).toContain(group.id)
  await assigner.close()
  await ask('PATCH', '/company', { assign: 'manual' })
  expect(await ask('PATCH', `/mini-programs/${id}`, { group: null, agent: site.agent.id })).toMatchObject({
    group: null,
    agent: site.agent.id
  })
})

test('[TR-join] what the customer looked at in the mini program is there when they tap its contact button', async () => {
  const tracker = await ask('POST', '/trackers', { appId: app.appId, name: 'Shop' })
  const event = {
    id: 'event-1',
    name: 'looked at tea',
    at: site.clock.now(),
    properties: {},
    ids: { qid: 'q-1', openid: 'looks' }
  }
  const told = await fetch(`${new URL(app.url).origin}/qidian/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      k: tracker.appkey,
      e: 'close',
      d: { appid: app.appId, kfuin: '', platform: 'wx', events: [event] }
    })
  })
  expect(told.headers.get('err_code')).toBe('0')
  await platform.push(app, textOf('looks', 'this one, please'))
  await settle()
  await site.world.services.trail.drain()
  const rows = await site.world.database.read.selectFrom('trail_event').select(['uid', 'card']).execute()
  expect(rows.map(({ uid }) => uid)).toEqual([await uidOf('looks')])
  expect(rows[0]!.card).toContain('looked at tea')
})

test('[WX-test] the platform is the one that the setting names: ours here, the real one without it', () => {
  expect(readConfig({}).wechatApi).toBe('https://api.weixin.qq.com')
  expect(readConfig({ WECHAT_API: `${platform.url}/` }).wechatApi).toBe(platform.url)
  expect(() => readConfig({ WECHAT_API: 'weixin' })).toThrow('WECHAT_API has to be an http(s) address')
  // Everything above went there, over real HTTP
  expect(platform.calls).toBeGreaterThan(30)
})

test('[WX-dev] what does not fit names the field; a mini program is bound once', async () => {
  const given = { name: 'Shop', appId: app.appId, appSecret: 's', encodingAesKey: app.encodingAesKey }
  expect(await ask('POST', '/mini-programs', given)).toMatchObject({ code: 'conflict' })
  expect((await ask('POST', '/mini-programs', { ...given, appId: 'gh_1' })).message).toContain('appId')
  expect((await ask('POST', '/mini-programs', { ...given, encodingAesKey: 'x' })).message).toContain(
    'encodingAesKey'
  )
})

test('[WX-dev] a wrong secret shows as failing with what the platform says, and as well again once it is right', async () => {
  const { id } = await state()
  await ask('PATCH', `/mini-programs/${id}`, { appSecret: 'wrong' })
  expect(await ask('POST', `/mini-programs/${id}/check`)).toMatchObject({
    state: 'failing',
    problem: expect.stringContaining('40125')
  })
  await ask('PATCH', `/mini-programs/${id}`, { appSecret: app.appSecret })
  expect(await ask('POST', `/mini-programs/${id}/check`)).toMatchObject({
    state: 'verified',
    failingSince: null
  })
})
