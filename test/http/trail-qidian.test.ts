import { createCipheriv, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addPoints } from '#server/store/visits'
import { createMiniProgram, createPhone, type Phone, type Platform } from '#test/kit/mini-program/host'
import { APP_ID, createTrailSite, DOMAIN, type TrailSite } from './mini-program.ts'

// Qidian's tracker for mini programs as its documentation has it, from a program on a phone to what an agent sees.

let site: TrailSite
beforeAll(async () => {
  site = await createTrailSite()
})
afterAll(() => site.close())
beforeEach(async () => {
  await site.clock.advance(120_000)
  await site.world.database.write.deleteFrom('trail_event').execute()
})

const HOST = `https://${DOMAIN}`
const options = (more: object = {}) => ({
  appid: APP_ID,
  kfuin: '',
  appkey: site.app.appkey,
  apiHost: HOST,
  useOpenId: false,
  ...more
})

function start(file: 'wechat' | 'common' = 'wechat', platform: Platform = 'wx', phone?: Phone) {
  const program = site.start(platform, phone)
  return { program, tracker: program.import(site.files[file]) }
}
const names = async () => (await site.cards()).map(({ card }) => card.name as string)

/** What the tracker does with a server that answers so. */
function withAnswers(codes: (string | undefined)[]) {
  const asked: any[] = []
  const program = createMiniProgram({
    platform: 'wx',
    async answer({ body }) {
      asked.push(JSON.parse(body!))
      const code = codes[Math.min(asked.length, codes.length) - 1]
      return { status: 200, text: '{}', headers: code === undefined ? {} : { Err_Code: code } }
    }
  })
  const tracker = program.import(site.files.wechat)
  tracker.init(options({ encryptMode: 'close' }))
  return { program, tracker, events: () => asked.map(({ d }) => d.events.map(({ name }: any) => name)) }
}

describe('QDTracker in a mini program', () => {
  test('[QD-init] what is missing or unknown is an error that names it, and the defaults are those of the documentation', async () => {
    const { program, tracker } = start()
    for (const name of ['appid', 'apiHost'])
      expect(() => tracker.init({ ...options(), [name]: undefined })).toThrow(`${name} is missing`)
    expect(() => tracker.init(options({ apiMethod: 'put' }))).toThrow('apiMethod has to be post or get')
    expect(() => tracker.init(options({ encryptMode: 'rsa' }))).toThrow('encryptMode has to be')
    tracker.init(options({ useOpenId: undefined }))
    tracker.track('waits for the openid')
    await program.settle()
    expect(program.sent).toEqual([])
    tracker.setCommonData({}, { openid: 'o-1' })
    await program.settle()
    expect(program.sent.map(({ method }) => method)).toEqual(['POST'])
    expect(JSON.parse(program.sent[0]!.body!).e).toBe('default')
    const [stored] = await site.cards()
    expect(stored!.card.name).toBe('waits for the openid')
    expect(
      await site.world.database.read
        .selectFrom('trail_person')
        .select('openid')
        .where('id', '=', stored!.person)
        .execute()
    ).toEqual([{ openid: 'o-1' }])
  })

  test('[QD-init] nothing is sent before the appkey is known; what was told before is sent then', async () => {
    const { program, tracker } = start()
    tracker.track('before init')
    tracker.init(options({ appkey: undefined }))
    tracker.track('before the appkey')
    await program.settle()
    expect(program.sent).toEqual([])
    tracker.init({ appkey: site.app.appkey })
    await program.settle()
    expect(await names()).toEqual(['before init', 'before the appkey'])
  })

  test.for([
    ['wx', 'openid'],
    ['swan', 'openid'],
    ['qq', 'openid'],
    ['tt', 'openid'],
    ['my', 'aliUserId']
  ] as const)(
    '[QD-init] the universal file on %s waits for %s with useId, and for nothing without',
    async ([platform, id]) => {
      const { program, tracker } = start('common', platform)
      tracker.init(options({ useId: true }))
      tracker.track('named')
      tracker.setCommonData({}, { [id === 'openid' ? 'aliUserId' : 'openid']: 'another' })
      await program.settle()
      expect(program.sent).toEqual([])
      tracker.setCommonData({}, { [id]: 'me' })
      await program.settle()
      expect(await names()).toEqual(['named'])
      const without = start('common', platform)
      without.tracker.init(options())
      without.tracker.track('nameless')
      await without.program.settle()
      expect((await names()).toSorted()).toEqual(['named', 'nameless'])
      expect(without.program.said).toEqual([])
    }
  )

  const LIFE = `
    App({ onLaunch() { return 'own' }, onShow() {}, onHide() {} })
    Page({ route: 'pages/tea', onShow() {}, onShareAppMessage() { return { title: 'Tea' } } })
    Page({ route: 'pages/cart' })`
  const SOURCE = {
    scene: 1011,
    path: 'pages/tea',
    query: { from: 'poster' },
    referrerInfo: { appId: 'wx-other' }
  }

  async function live(file: 'wechat' | 'common', autoTrack?: Record<string, boolean>) {
    await site.world.database.write.deleteFrom('trail_event').execute()
    const { program, tracker } = start(file)
    tracker.init(options(autoTrack ? { autoTrack } : {}))
    program.run(LIFE)
    const [tea, cart] = program.pages
    expect(program.call(program.app(), 'onLaunch', SOURCE)).toBe('own')
    program.call(program.app(), 'onShow', SOURCE)
    program.call(tea!, 'onShow')
    if (file === 'wechat') expect(program.call(tea!, 'onShareAppMessage')).toEqual({ title: 'Tea' })
    program.call(tea!, 'onHide')
    program.call(cart!, 'onShow')
    program.call(program.app(), 'onHide')
    await program.settle()
    return (await site.cards()).map(({ card }) => card)
  }

  test('[QD-auto] what happens is told with scene, path and referrer', async () => {
    const cards = await live('wechat')
    const of = (name: string) => cards.filter(card => card.name === name).map(({ properties }) => properties)
    const source = { scene: 1011, path: 'pages/tea', query: '{"from":"poster"}', referrer: 'wx-other' }
    expect(of('appLaunch')).toEqual([source])
    expect(of('appShow')).toEqual([source])
    expect(of('pageShow')).toHaveLength(2)
    expect(of('pageShow')).toContainEqual({ path: 'pages/tea', referrer: '', scene: 1011 })
    expect(of('pageShow')).toContainEqual({ path: 'pages/cart', referrer: 'pages/tea', scene: 1011 })
    expect(of('pageHide')).toEqual([{ path: 'pages/tea', scene: 1011, duration: 0 }])
    expect(of('pageShare')).toEqual([{ path: 'pages/tea', scene: 1011 }])
    expect(of('appHide')).toEqual([{ path: 'pages/cart', scene: 1011 }])
    expect(cards).toHaveLength(7)
  })

  test('[QD-auto] each can be switched off by itself; the universal file knows nothing of sharing', async () => {
    const all = ['appLaunch', 'appShow', 'appHide', 'pageShow', 'pageHide', 'pageShare']
    for (const off of all) {
      const told = new Set((await live('wechat', { [off]: false })).map(({ name }) => name))
      expect(told).toEqual(new Set(all.filter(name => name !== off)))
    }
    const none = Object.fromEntries(all.map(name => [name, false]))
    expect(await live('wechat', none)).toEqual([])
    expect((await live('common')).map(({ name }) => name)).not.toContain('pageShare')
  })

  test('[QD-common] common data is in every later event, beside its own; ids are the person’s', async () => {
    const { program, tracker } = start()
    tracker.init(options())
    tracker.track('before')
    await program.settle()
    tracker.setCommonData(
      { company: 1, name: 222 },
      { openid: 'o-2', unionid: 'u-2', bussid: 'b-2', aliUserId: 'a-2', campaign: 'spring' }
    )
    await site.clock.advance(1)
    tracker.track('after', { name: 'own' })
    await program.settle()
    const [before, after] = await site.cards()
    expect(before!.card.properties).toEqual({})
    expect(after!.card.properties).toEqual({ company: 1, name: 'own', campaign: 'spring' })
    expect(
      await site.world.database.read
        .selectFrom('trail_person')
        .select(['openid', 'unionid', 'buss_id', 'ali_user_id', 'qid'])
        .where('id', '=', after!.person)
        .execute()
    ).toEqual([
      { openid: 'o-2', unionid: 'u-2', buss_id: 'b-2', ali_user_id: 'a-2', qid: tracker.getIDs().qid }
    ])
  })

  test('[QD-track] events come with their parameters; what cannot be sent is said', async () => {
    const { program, tracker } = start()
    tracker.init(options())
    tracker.track('buy', { name: 'da', age: 111, tags: ['a', 'b'], vip: true, nested: { x: 1 } })
    const circle: Record<string, unknown> = {}
    circle['self'] = circle
    for (const [name, params] of [
      ['', {}],
      ['circle', circle],
      ['huge', { text: '茶'.repeat(3_000) }]
    ])
      tracker.track(name, params)
    await program.settle()
    expect((await site.cards()).map(({ card }) => card)).toEqual([
      {
        type: 'event',
        app: 'Tea',
        name: 'buy',
        properties: { name: 'da', age: 111, tags: ['a', 'b'], vip: true }
      }
    ])
    expect(program.said).toHaveLength(3)
  })

  test('[QD-ids] the qid stays on the device, and the openid is there once it is known', () => {
    const phone = createPhone()
    const { tracker } = start('wechat', 'wx', phone)
    const { qid } = tracker.getIDs()
    expect(qid).toMatch(/^\w+\.\w+\.\w+$/)
    expect(tracker.getIDs()).toEqual({ qid })
    tracker.setCommonData({}, { openid: 'o-3' })
    expect(tracker.getIDs()).toEqual({ qid, openid: 'o-3' })
    expect(start('wechat', 'wx', phone).tracker.getIDs()).toEqual({ qid })
    expect(start().tracker.getIDs().qid).not.toBe(qid)
  })

  test('[QD-account] later events are the account’s, and who signs out is somebody else', async () => {
    const { program, tracker } = start()
    tracker.init(options())
    for (const userID of ['sssss', '']) {
      tracker.setAccountInfo({ userID })
      tracker.track(`as ${userID}`)
    }
    await program.settle()
    const persons = await site.world.database.read
      .selectFrom('trail_event')
      .innerJoin('trail_person', 'trail_person.id', 'trail_event.person')
      .select('user_id')
      .execute()
    expect(new Set(persons.map(({ user_id }) => user_id))).toEqual(new Set(['sssss', null]))
  })

  for (const apiMethod of ['post', 'get'])
    for (const encryptMode of ['default', 'aes', 'close'])
      test(`[QD-encrypt] ${encryptMode} by ${apiMethod} reaches the server, and only close is readable on the way`, async () => {
        const { program, tracker } = start()
        tracker.init(options({ apiMethod, encryptMode }))
        for (let n = 0; n < 3; n++) tracker.track('茶 & 🍵', { n, text: '"\\ \ud800 +/=' })
        await program.settle()
        expect((await site.cards()).map(({ card }) => card.properties.n).toSorted()).toEqual([0, 1, 2])
        expect((await names())[0]).toBe('茶 & 🍵')
        expect(program.said).toEqual([])
        const sent = program.sent.map(({ url, body }) => decodeURIComponent(url) + (body ?? '')).join('')
        expect(program.sent.every(({ method }) => method === apiMethod.toUpperCase())).toBe(true)
        expect(sent.includes('茶 & 🍵')).toBe(encryptMode === 'close')
      })

  for (const encryptMode of ['default', 'aes', 'close'])
    test(`[QD-encrypt] what is too long for an address goes in a body, with ${encryptMode}`, async () => {
      const { program, tracker } = start()
      tracker.init(options({ apiMethod: 'get', encryptMode }))
      tracker.track('short')
      tracker.track('long', { text: '茶'.repeat(2_500) })
      await program.settle()
      expect(program.sent.map(({ method }) => method)).toEqual(['GET', 'POST'])
      expect(await names()).toEqual(['short', 'long'])
    })

  test.for(['wx', 'my'] as const)(
    '[QD-track] a full storage on %s stops nothing that can be sent',
    async platform => {
      const phone = createPhone()
      phone.isFull = true
      phone.isOnline = false
      const { program, tracker } = start('common', platform, phone)
      tracker.init(options())
      for (let n = 0; n < 25; n++) tracker.track(`full ${n}`)
      await program.goOnline()
      expect(await names()).toEqual(Array.from({ length: 25 }, (_, n) => `full ${n}`))
      expect(tracker.getIDs().qid).not.toBe('')
    }
  )

  test('[QD-answer] nothing behind 0, a pause behind what may be tried again, nothing more behind what never will', async () => {
    const once = async (code: string | undefined) => {
      const one = withAnswers([code, '0'])
      one.tracker.track('a')
      await one.program.settle()
      const pauses = one.program.pauses().length
      await one.program.endPauses()
      one.tracker.track('b')
      await one.program.settle()
      return { pauses, events: one.events() }
    }
    expect(await once('0')).toEqual({ pauses: 0, events: [['a'], ['b']] })
    for (const code of ['1006', '1500', undefined])
      expect(await once(code)).toEqual({ pauses: 1, events: [['a'], ['a'], ['b']] })
    for (const code of ['1001', '1002', '1007', '9999'])
      expect(await once(code)).toEqual({ pauses: 0, events: [['a'], ['b']] })
    for (const code of ['1003', '1004', '1005'])
      expect(await once(code)).toEqual({ pauses: 0, events: [['a']] })
  })

  test('[QD-answer] what has stopped is kept for the next start', async () => {
    const phone = createPhone()
    const { program, tracker } = start('wechat', 'wx', phone)
    tracker.init(options({ appkey: 'f'.repeat(32) }))
    tracker.track('kept')
    await program.settle()
    expect(program.said[0]).toContain('1003')
    const again = start('wechat', 'wx', phone)
    again.tracker.init(options())
    await again.program.settle()
    expect(await names()).toEqual(['kept'])
  })

  test(
    '[QD-answer] a thousand events of an hour without a network arrive, each once',
    { timeout: 60_000 },
    async () => {
      const phone = createPhone()
      phone.isOnline = false
      const { program, tracker } = start('wechat', 'wx', phone)
      tracker.init(options())
      for (let n = 0; n < 1_000; n++) tracker.track(`e${n}`)
      await program.goOnline()
      const told = await names()
      expect(new Set(told).size).toBe(1_000)
      expect(told).toHaveLength(1_000)
      // Beyond its cap the oldest go, and nothing else breaks
      const full = createPhone()
      full.isOnline = false
      const other = start('wechat', 'wx', full)
      other.tracker.init(options())
      for (let n = 0; n < 2_105; n++) other.tracker.track(`f${n}`)
      await other.program.goOnline()
      const left = (await names()).filter(name => name.startsWith('f'))
      expect(left.length).toBeGreaterThanOrEqual(1_990)
      expect(left).toContain('f2104')
      expect(left).not.toContain('f0')
    }
  )
})

async function report(body: object | string, query?: string) {
  const answer = query
    ? await fetch(`${site.url}/qidian/v1/events?${query}`)
    : await fetch(`${site.url}/qidian/v1/events`, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body)
      })
  const json = (await answer.json()) as any
  expect(answer.status).toBe(200)
  expect(answer.headers.get('err_code')).toBe(String(json.err_code))
  return json
}
let ids = 0
const event = (more: object = {}) => ({
  id: `id-${++ids}`,
  name: 'buy',
  at: site.clock.now(),
  properties: {},
  ids: { qid: 'q-1' },
  ...more
})
const plain = (events: unknown, more: object = {}) => ({
  k: site.app.appkey,
  e: 'close',
  d: { appid: APP_ID, events },
  ...more
})

describe('what the server takes of Qidian’s tracker', () => {
  test('[QD-answer] each answer has its code in the header, and what is refused is not stored', async () => {
    const aes = (key: string, text: string) => {
      const iv = randomBytes(16)
      const cipher = createCipheriv('aes-128-cbc', Buffer.from(key, 'hex'), iv)
      return Buffer.concat([iv, cipher.update(text), cipher.final()]).toString('base64')
    }
    const refused: [object | string, number][] = [
      ['{', 1001],
      ['null', 1001],
      [plain([event()], { k: undefined }), 1001],
      [plain([event()], { e: 'rot13' }), 1001],
      [plain([]), 1001],
      [plain('all'), 1001],
      [plain(Array.from({ length: 51 }, () => event())), 1001],
      [plain(null, { d: 'x' }), 1002],
      [plain(null, { e: 'default', d: '!!' }), 1002],
      [plain(null, { e: 'default', d: { $gt: '' } }), 1002],
      [plain(null, { e: 'aes', d: aes('0'.repeat(32), '{}') }), 1002],
      [plain(null, { e: 'aes', d: 'AAAA' }), 1002],
      [plain([event()], { k: 'f'.repeat(32) }), 1003],
      [{ ...plain([event()]), d: { appid: 'wx-other', events: [event()] } }, 1004],
      [`{"x":"${'x'.repeat(300_000)}"}`, 1007]
    ]
    for (const [body, code] of refused) expect([body, (await report(body)).err_code]).toEqual([body, code])
    expect((await report({}, 'k=1&e=close&d=%7B')).err_code).toBe(1003)
    await site.ask('PATCH', `/trackers/${site.app.id}`, { events: false })
    expect((await report(plain([event()]))).err_code).toBe(1005)
    await site.ask('PATCH', `/trackers/${site.app.id}`, { events: true })
    expect(await site.cards()).toEqual([])
  })

  test('[QD-answer] of a batch the good events are taken once, and the others are named', async () => {
    const good = event()
    const events = [
      good,
      good,
      event({ id: undefined }),
      event({ id: 'nameless', name: '' }),
      event({ id: 'nobody', ids: {} }),
      7
    ]
    expect(await report(plain(events))).toEqual({
      err_code: 0,
      accepted: 1,
      filtered: 0,
      rejected: [
        { id: '', why: 'id: is needed' },
        { id: 'nameless', why: 'name: is needed' },
        { id: 'nobody', why: 'ids: is needed' },
        { id: '', why: 'id: is needed' }
      ]
    })
    expect(await report(plain([good]))).toMatchObject({ err_code: 0, accepted: 0 })
    // Another device may have the same number
    expect(await report(plain([{ ...good, ids: { qid: 'q-2' } }]))).toMatchObject({ accepted: 1 })
    expect(await site.cards()).toHaveLength(2)
  })

  test('[QD-answer] hostile names, values and times are harmless', async () => {
    const hostile = event({
      name: '<img src=x onerror=alert(1)>\0',
      at: 9e15,
      ids: { qid: 'q\0', openid: { $ne: 1 }, __proto__: { unionid: 'x' } },
      properties: JSON.parse('{"__proto__":{"polluted":true},"constructor":"x","n":1e999,"deep":{"a":{}}}')
    })
    expect(await report(plain([hostile]))).toMatchObject({ accepted: 1, rejected: [] })
    const [{ card, at }] = (await site.cards()) as [any]
    expect(card.name).toBe('<img src=x onerror=alert(1)>')
    expect(at).toBe(site.clock.now())
    expect(({} as any).polluted).toBe(undefined)
  })

  test('[QD-meta] a property of another type than its definition is left out and counted; the rest is seen', async () => {
    for (const [id, type] of [
      ['age', 'number'],
      ['city', 'text'],
      ['vip', 'flag'],
      ['born', 'time'],
      ['tags', 'list']
    ])
      expect(await site.ask('POST', '/track-properties', { id, name: `P ${id}`, type })).toMatchObject({
        id,
        type
      })
    expect(await site.ask('POST', '/track-events', { id: 'buy', name: 'A purchase' })).toMatchObject({
      id: 'buy'
    })
    const fits = { age: 7, city: 'x', vip: false, born: '2020-01-01', tags: ['a'], other: [1] }
    const misfits = { age: '7', city: 7, vip: 1, born: 'once', tags: [1], other: 'y' }
    expect(
      await report(plain([event({ properties: fits, ids: { qid: 'q-1', userID: 'lily', bussid: 'b' } })]))
    ).toMatchObject({ accepted: 1, filtered: 0 })
    for (let n = 0; n < 2; n++)
      expect(await report(plain([event({ properties: misfits })]))).toMatchObject({
        accepted: 1,
        filtered: 5
      })
    const { items } = await site.ask('GET', `/trackers/${site.app.id}/events`)
    expect(items.map(({ card }: any) => card.properties)).toContainEqual(fits)
    expect(items.map(({ card }: any) => card.properties)).toContainEqual({ other: 'y' })
    expect(items[0]).toMatchObject({ receivedAt: site.clock.now(), ids: { qid: 'q-1' } })
    expect(items.map(({ ids }: any) => ids)).toContainEqual({ qid: 'q-1', userID: 'lily', bussid: 'b' })
    const filtered = await site.ask('GET', `/trackers/${site.app.id}/filtered`)
    expect(
      filtered.items.map(({ event, property, count }: any) => `${event} ${property} ${count}`).toSorted()
    ).toEqual(['age', 'born', 'city', 'tags', 'vip'].map(name => `buy ${name} 2`))
  })

  test('[QD-meta] the list of accepted events goes on page by page, and belongs to one company', async () => {
    for (let n = 0; n < 5; n++) {
      await report(plain([event({ name: `n${n}` }), event({ name: `m${n}` })]))
      await site.clock.advance(1_000)
    }
    const found: string[] = []
    for (let after = ''; ;) {
      const page = await site.ask(
        'GET',
        `/trackers/${site.app.id}/events?limit=3${after && `&after=${encodeURIComponent(after)}`}`
      )
      found.push(...page.items.map(({ card }: any) => card.name))
      if (page.next === null) break
      after = page.next
    }
    expect(new Set(found).size).toBe(10)
    expect(found).toHaveLength(10)
    expect(
      await site.ask('GET', `/trackers/${site.app.id}/events`, undefined, site.foreignCookie)
    ).toMatchObject({
      code: 'not-found'
    })
    for (const path of ['/trackers', `/trackers/${site.app.id}/events`])
      expect(await site.ask('GET', path, undefined, site.cookie)).toMatchObject({ code: 'forbidden' })
  })

  test('[QD-meta] names are unique in a company, ids are checked, and the secret is shown nowhere', async () => {
    expect(await site.ask('POST', '/trackers', { appId: APP_ID, name: 'Again' })).toMatchObject({
      code: 'conflict'
    })
    expect((await site.ask('POST', '/trackers', { appId: 'a b', name: 'X' })).message).toContain('appId')
    const listed = JSON.stringify([await site.ask('GET', '/trackers'), await site.ask('GET', '/audit')])
    expect(listed).toContain(site.app.appkey)
    expect(listed).not.toContain('hush')
    expect(await site.ask('GET', '/trackers')).toMatchObject({ items: [{ hasSecret: true }] })
  })
})

describe('who it was', () => {
  async function visitorWith(claims: object, partnerid?: string, verified = false) {
    const uid = await site.world.makeVisitor()
    await site.world.database.write
      .updateTable('timeline')
      .set({
        profile: JSON.stringify({ claims: { params: JSON.stringify(claims) } }),
        partnerid: partnerid ?? null,
        verified: verified ? 1 : 0
      })
      .where('uid', '=', uid)
      .execute()
    return uid
  }
  const shown = async (uid: string) => (await site.seen(uid)).points().map(({ card }) => card!.name)

  test('[TR-join] by userID and partnerid, with what the device told before anybody signed in', async () => {
    const { program, tracker } = start()
    tracker.init(options())
    tracker.track('nameless')
    await program.settle()
    await site.clock.advance(1_000)
    tracker.setAccountInfo({ userID: 'lily' })
    tracker.track('as lily')
    await program.settle()
    await site.clock.advance(1_000)
    tracker.setAccountInfo({ userID: 'tom' })
    tracker.track('as tom')
    await program.settle()
    const uid = await visitorWith({}, 'lily')
    expect(await shown(uid)).toEqual([])
    await site.converse(uid)
    expect(await shown(uid)).toEqual(['nameless', 'as lily'])
    // Live, also when somebody new on the device turns out to be known
    const { points } = await site.seen(uid)
    await site.clock.advance(1_000)
    tracker.setAccountInfo({})
    tracker.track('signed out')
    await program.settle()
    expect(points().map(({ card }) => card!.name)).toEqual(['nameless', 'as lily', 'signed out'])
  })

  test.for(['openid', 'unionid', 'qid', 'bussid', 'aliUserId', 'userID'])(
    '[TR-join] by %s, which a page inside the mini program carries on in params',
    async name => {
      const value = `${name}-value`
      await report(plain([event({ name: 'first', ids: { qid: `q-of-${name}`, [name]: value } })]))
      const uid = await visitorWith({ [name]: value })
      await site.converse(uid)
      expect(await shown(uid)).toEqual(['first'])
    }
  )

  test('[TR-join] a conversation that began before the mini program told anything gets it, too', async () => {
    const uid = await visitorWith({ unionid: 'u-early' })
    await site.converse(uid)
    const { points } = await site.seen(uid)
    await report(plain([event({ name: 'later', ids: { qid: 'q-new', unionid: 'u-early' } })]))
    expect(points().map(({ card }) => card!.name)).toEqual(['later'])
  })

  test('[TR-join] pages of the web and what the mini program told are one way, in their order', async () => {
    const { database, company, services } = site.world
    const view = (title: string) =>
      addPoints(database, [
        {
          visitId: 'v-one',
          companyId: company.id,
          kind: 'view',
          pages: { page: { title } },
          at: site.clock.now()
        }
      ])
    const uid = await visitorWith({}, 'one-way')
    await view('home')
    await site.clock.advance(1_000)
    await report(plain([event({ name: 'in the program', ids: { userID: 'one-way' } })]))
    await site.clock.advance(1_000)
    await view('cart')
    await services.tracks.join({ visitId: 'v-one', companyId: company.id, uid })
    await site.converse(uid)
    const { agent } = await site.seen(uid)
    const points = agent.heard.flatMap(frame => (frame.type === 'track' ? frame.points : []))
    const way = points.toSorted((a, b) => a.at - b.at).map(({ kind, page }) => `${kind} ${page.title}`)
    expect(way.slice(0, 3)).toEqual(['landing home', 'trace in the program', 'view cart'])
  })

  test('[TR-join] ids that the page tells only while the conversation goes on join, too', async () => {
    await report(plain([event({ name: 'before', ids: { qid: 'q-late' } })]))
    const uid = await visitorWith({})
    const visitor = await site.converse(uid)
    const { points } = await site.seen(uid)
    expect(points()).toEqual([])
    await visitor.say({ type: 'profile', uid, profile: { claims: { params: '{"qid":"q-late"}' } } })
    await site.world.services.trail.drain()
    expect(points().map(({ card }) => card!.name)).toEqual(['before'])
  })

  test('[TR-join] who was proved keeps what is theirs when somebody else claims their name', async () => {
    await report(plain([event({ name: 'of the member', ids: { qid: 'q-m', userID: 'member' } })]))
    const proved = await visitorWith({}, 'member', true)
    await site.converse(proved)
    const impostor = await visitorWith({ userID: 'member' })
    await site.converse(impostor)
    expect(await shown(impostor)).toEqual([])
    expect(await shown(proved)).toEqual(['of the member'])
  })

  test('[TR-join] nothing joins across companies', async () => {
    await report(plain([event({ name: 'ours', ids: { qid: 'q-x', userID: 'both' } })]))
    const theirs = await site.ask('POST', '/trackers', { appId: APP_ID, name: 'T' }, site.foreignCookie)
    await report({
      k: theirs.appkey,
      e: 'close',
      d: { appid: APP_ID, events: [event({ name: 'theirs', ids: { userID: 'both' } })] }
    })
    const uid = await visitorWith({}, 'both')
    await site.converse(uid)
    expect(await shown(uid)).toEqual(['ours'])
    await site.ask('DELETE', `/trackers/${theirs.id}`, undefined, site.foreignCookie)
  })
})
