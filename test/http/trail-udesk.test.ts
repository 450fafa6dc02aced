import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createPhone } from '#test/kit/mini-program/host'
import { APP_ID, createTrailSite, DOMAIN, type TrailSite } from './mini-program.ts'

// Udesk's SDK for mini programs as its documentation has it, from a program on a phone to what an agent sees.

let site: TrailSite
beforeAll(async () => {
  site = await createTrailSite()
})
afterAll(() => site.close())
beforeEach(async () => {
  await site.clock.advance(120_000)
  await site.world.database.write.deleteFrom('trail_event').execute()
})

const options = () => ({ appId: APP_ID, companyToken: site.app.companyToken, companyDomain: DOMAIN })

const PRODUCT = {
  name: ' Apple iPhone X (A1903) 64GB Space Gray Mobile Phone',
  url: 'https://item.jd.com/6748052.html',
  imgUrl: 'http://img12.360buyimg.com/n1/s450x450_jfs/59df2e7fN86c99a27.jpg',
  params: [{ text: '¥6999.00', color: '#FF0000', fold: false, break: false, size: 12 }]
}

const order = () => ({
  order_no: '1000',
  name: 'First Order',
  url: 'https://xxx.xxxx.com/order',
  price: 16.8,
  order_at: new Date(site.clock.now()),
  pay_at: new Date(site.clock.now()),
  status: 'wait_pay',
  remark: 'Remarks up to 1000 bytes',
  consignee_name: 'jack',
  consignee_phone: '01012345',
  consignee_address: 'Beijing, Daxing District',
  commodit_num: 88,
  commodities: [{ commodit_name: 'Milk A', commodit_no: 'NO123456', commodit_count: 1, commodit_fee: '46.5' }]
})

describe('UdeskSdk in a mini program', () => {
  test('[UD-init] what is missing is an error at once that names it', () => {
    const program = site.start()
    const sdk = program.import(site.files.udesk)
    for (const name of ['appId', 'companyToken', 'companyDomain'])
      for (const wrong of [undefined, '', 7])
        expect(() => sdk.init({ ...options(), [name]: wrong })).toThrow(`${name} is missing`)
    expect(() => sdk.init()).toThrow('appId is missing')
  })

  test('[UD-init] it is the same object for import and require, and leaves no global behind', () => {
    const program = site.start()
    const globals = () => (program.run('return Object.keys(globalThis)') as string[]).toSorted()
    const before = globals()
    const required = program.require(site.files.udesk)
    expect(required.default).toBe(required)
    expect(Object.keys(required)).toEqual(['init', 'trace'])
    expect(globals()).toEqual(before)
  })

  test('[UD-init] [QD-init] the files are one script each, of ES2015 and at most 8 kB, that makes no code', () => {
    for (const file of [site.files.udesk, site.files.wechat, site.files.common]) {
      const { status, stderr } = spawnSync(process.execPath, [
        'node_modules/es-check/lib/cli/index.js',
        'es6',
        file
      ])
      expect([file, status, String(stderr)]).toEqual([file, 0, ''])
      const text = readFileSync(file, 'utf8')
      expect(gzipSync(text).length).toBeLessThanOrEqual(8_000)
      expect(text).not.toMatch(/\beval\b|new Function|\bwindow\b|\bdocument\b|\brequire\b|\bprocess\b/)
    }
  })

  test('[UD-init] pages and the program are observed, and their own handlers, answers and this stay', async () => {
    const program = site.start()
    const heard: string[] = []
    const note = (name: string) =>
      function (this: { title?: string }) {
        heard.push(`${name} ${this?.title ?? ''}`)
      }
    const sdk = program.import(site.files.udesk)
    sdk.init({
      ...options(),
      onPageShow: note('shown'),
      onPageHide: note('hidden'),
      onAppLaunch: note('launched'),
      onPageLoad: () => {
        throw new Error('a mistake of the program')
      }
    })
    program.run(
      `App({ title: 'app', onLaunch(start) { heard.push('own launch ' + start.scene); return 'launched' } })
       Page({
         title: 'tea',
         onLoad(query) { heard.push('own load ' + query.id); return this.title },
         onShow() { heard.push('own show ' + this.title); return 7 },
         onHide() { throw new Error('the page’s own') },
         onShareAppMessage() { return { title: 'share' } }
       })
       Page({ title: 'bare' })
       Page(Object.freeze({ title: 'frozen', onShow() { return 'frozen ' + this.title } }))`,
      { heard }
    )
    const [tea, bare, frozen] = program.pages
    expect(program.call(program.app(), 'onLaunch', { scene: 1001 })).toBe('launched')
    expect(program.call(tea!, 'onLoad', { id: 5 })).toBe('tea')
    expect(program.call(tea!, 'onShow')).toBe(7)
    expect(() => program.call(tea!, 'onHide')).toThrow('the page’s own')
    expect(program.call(tea!, 'onShareAppMessage')).toEqual({ title: 'share' })
    expect(program.call(bare!, 'onShow')).toBe(undefined)
    expect(program.call(frozen!, 'onShow')).toBe('frozen frozen')
    expect(bare!['onShareAppMessage']).toBe(undefined)
    expect(heard).toEqual([
      'launched app',
      'own launch 1001',
      'own load 5',
      'shown tea',
      'own show tea',
      'hidden tea',
      'shown bare',
      'shown frozen'
    ])
    expect(program.said).toEqual(['error Error: a mistake of the program'])
  })

  test('[UD-init] a platform whose App and Page cannot be replaced is no worse off for the file', async () => {
    const program = site.start()
    program.run(`for (const name of ['App', 'Page'])
      Object.defineProperty(globalThis, name, { value: globalThis[name], writable: false, configurable: false })`)
    const sdk = program.import(site.files.udesk)
    sdk.init(options())
    sdk.trace('product', { name: 'Oolong' })
    await program.settle()
    expect(await site.cards()).toHaveLength(1)
  })

  test('[UD-product] every field of the documentation’s example arrives, told before init', async () => {
    const program = site.start()
    const sdk = program.import(site.files.udesk)
    sdk.trace('product', PRODUCT)
    await program.settle()
    expect(program.sent).toEqual([])
    sdk.init(options())
    await program.settle()
    expect((await site.cards()).map(({ card }) => card)).toEqual([
      {
        type: 'product',
        app: 'Tea',
        name: PRODUCT.name.trim(),
        url: PRODUCT.url,
        imgUrl: PRODUCT.imgUrl,
        params: [{ text: '¥6999.00', color: '#FF0000', size: 12 }]
      }
    ])
    expect(program.said).toEqual([])
  })

  test('[UD-product] params may be one object; bold and breaks stay, and what is no colour goes', async () => {
    const program = site.start()
    const sdk = program.import(site.files.udesk)
    sdk.init(options())
    sdk.trace('product', {
      name: 'Oolong',
      params: { text: 'new', fold: true, break: true, color: 'url(x)' }
    })
    await program.settle()
    expect((await site.cards())[0]!.card.params).toEqual([{ text: 'new', fold: true, break: true }])
  })

  test('[UD-order] every field of the documentation’s example arrives', async () => {
    const program = site.start()
    const sdk = program.import(site.files.udesk)
    sdk.init(options())
    sdk.trace('order', order())
    sdk.trace('order', { ...order(), order_no: '1001', commodit_num: '3' })
    await program.settle()
    const [first, second] = (await site.cards()).map(({ card }) => card)
    const { name, url, order_at: _at, pay_at: _paid, ...fields } = order()
    expect(first).toEqual({
      type: 'order',
      app: 'Tea',
      name,
      url,
      order: { ...fields, commodit_num: '88', order_at: site.clock.now(), pay_at: site.clock.now() }
    })
    expect(second.order).toMatchObject({ order_no: '1001', commodit_num: '3' })
    expect(program.said).toEqual([])
  })

  test('[UD-product] [UD-order] a needed field that is missing or wrong is named, and nothing is sent', async () => {
    const program = site.start()
    const sdk = program.import(site.files.udesk)
    sdk.init(options())
    const wrong: [string, object | null, string][] = [
      ['product', {}, 'product.name'],
      ['product', { name: 7 }, 'product.name'],
      ['product', null, 'product'],
      ['order', { ...order(), order_no: undefined }, 'order.order_no'],
      ['order', { ...order(), name: '' }, 'order.name'],
      ['order', { ...order(), price: 'much' }, 'order.price'],
      ['order', { ...order(), order_at: 'once' }, 'order.order_at'],
      ['order', { ...order(), status: 'lost' }, 'order.status'],
      ['visit', {}, 'product or order'],
      ['constructor', {}, 'product or order']
    ]
    for (const [type, data, says] of wrong) {
      sdk.trace(type, data)
      expect(program.said.at(-1)).toContain(says)
    }
    await program.settle()
    expect(program.said).toHaveLength(wrong.length)
    expect(program.sent).toEqual([])
  })

  test('[UD-order] a remark of more than 1000 bytes is cut at a character, a Chinese one being two', async () => {
    const program = site.start()
    const sdk = program.import(site.files.udesk)
    sdk.init(options())
    const cut: [string, string][] = [
      ['茶'.repeat(500), '茶'.repeat(500)],
      ['茶'.repeat(501), '茶'.repeat(500)],
      [`a${'茶'.repeat(500)}`, `a${'茶'.repeat(499)}`],
      [`${'茶'.repeat(499)}🍵`, '茶'.repeat(499)],
      ['x'.repeat(1_001), 'x'.repeat(1_000)]
    ]
    for (const [n, [remark]] of cut.entries()) {
      await site.clock.advance(1_000)
      sdk.trace('order', { ...order(), order_no: `r${n}`, remark })
      await program.settle()
    }
    const byNumber = new Map(
      (await site.cards()).map(({ card: { order } }) => [order.order_no, order.remark])
    )
    for (const [n, [, left]] of cut.entries()) expect(byNumber.get(`r${n}`)).toBe(left)
    expect(program.said.filter(said => said.includes('remark'))).toHaveLength(4)
  })

  test(
    '[UD-product] an hour without a network loses nothing, and each arrives once, at its own time',
    { timeout: 60_000 },
    async () => {
      const phone = createPhone()
      phone.isOnline = false
      const program = site.start('wx', phone)
      const sdk = program.import(site.files.udesk)
      sdk.init(options())
      const began = site.clock.now()
      for (let n = 0; n < 60; n++) {
        sdk.trace('product', { name: `tea ${n}` })
        await program.endPauses()
        await site.clock.advance(60_000)
      }
      expect(await site.cards()).toEqual([])
      expect(Math.max(...program.pauses())).toBeLessThanOrEqual(300_000)
      // The program is closed and opened again in the meantime
      const again = site.start('wx', phone)
      again.import(site.files.udesk).init(options())
      await again.goOnline()
      const cards = await site.cards()
      expect(cards.map(({ card }) => card.name)).toEqual(Array.from({ length: 60 }, (_, n) => `tea ${n}`))
      expect(cards[0]!.at).toBe(began)
      expect([...phone.storage.keys()].filter(key => /q\d/.test(key))).toEqual([])
    }
  )

  test('[UD-product] an answer that is lost on the way makes no second card', async () => {
    const phone = createPhone()
    const lossy = await import('#test/kit/mini-program/host')
    const program = lossy.createMiniProgram({
      platform: 'wx',
      phone,
      now: site.clock.now,
      async answer(sent) {
        const got = await site.answer(sent)
        if (sent.method === 'POST' && !lost++) throw new Error('lost')
        return got
      }
    })
    let lost = 0
    const sdk = program.import(site.files.udesk)
    sdk.init(options())
    sdk.trace('product', { name: 'Oolong' })
    await program.settle()
    await program.endPauses()
    expect(program.sent.filter(({ method }) => method === 'POST')).toHaveLength(2)
    expect(await site.cards()).toHaveLength(1)
  })

  test.for(['my', 'swan', 'qq', 'tt'] as const)(
    '[UD-product] it works on %s, where a name of the device stands for the openid',
    async name => {
      const phone = createPhone()
      const more = name === 'qq' ? { wx: {} } : {}
      for (let start = 0; start < 2; start++) {
        const program = site.start(name, phone, more)
        const sdk = program.import(site.files.udesk)
        sdk.init(options())
        sdk.trace('product', { name: `of ${name} ${start}` })
        await program.settle()
        expect(program.said).toEqual([])
      }
      const cards = await site.cards()
      expect(cards.map(({ card }) => card.name).toSorted()).toEqual([`of ${name} 0`, `of ${name} 1`])
      expect(new Set(cards.map(({ person }) => person)).size).toBe(1)
    }
  )
})

/** As the vendor's own file asks. */
async function call(
  method: 'GET' | 'POST',
  path: string,
  body?: object | string,
  headers = {}
): Promise<any> {
  const answer = await fetch(`${site.url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) })
  })
  expect(answer.status).toBe(200)
  return await answer.json()
}

let nonces = 0
function signed(more: object = {}, token = site.app.companyToken) {
  const fields = {
    appid: APP_ID,
    sdk_version: '1.0.1',
    nonce: `n${++nonces}`,
    timestamp: site.clock.now(),
    web_token: 'o-lily',
    ...more
  }
  const text = `nonce=${fields.nonce}&timestamp=${fields.timestamp}&web_token=${fields.web_token}&${token}`
  return { ...fields, signature: createHash('sha1').update(text).digest('hex').toUpperCase() }
}
const TRACES = '/business_api/v1/behavior_traces'
const ORDERS = '/business_api/v1/customer_orders'
const product = (more: object = {}, token?: string) => ({
  ...signed(more, token),
  behavior_trace: { type: 'product', data: { name: 'Oolong' } }
})

describe('the wire format of Udesk’s SDK', () => {
  test('[UD-wire] it says what is switched on: of the program in the address of its requests, else of any', async () => {
    expect(await call('GET', '/init_data')).toEqual({
      code: 1000,
      behavior_trace: true,
      customer_order: true
    })
    const other = await site.ask('POST', '/trackers', { appId: 'wx-orders', name: 'B', products: false })
    expect(
      await call('GET', '/init_data', undefined, {
        referer: 'https://servicewechat.com/wx-orders/devtools/page-frame.html'
      })
    ).toEqual({ code: 1000, behavior_trace: false, customer_order: true })
    expect(await call('POST', TRACES, product({ appid: 'wx-orders' }, other.companyToken))).toMatchObject({
      code: 2003
    })
    await site.ask('DELETE', `/trackers/${other.id}`)
  })

  test('[UD-wire] a code is exchanged with the platform, and neither secret nor session key is told', async () => {
    const path = `${TRACES}/get_openid`
    const answer = await call('GET', `${path}?jscode=code-wire&appid=${APP_ID}`)
    expect(answer).toEqual({ code: 1000, openid: 'o-lily' })
    expect(Object.fromEntries(site.platform.asked.at(-1)!)).toEqual({
      appid: APP_ID,
      secret: 'hush',
      js_code: 'code-wire',
      grant_type: 'authorization_code'
    })
    expect(await call('GET', `${path}?jscode=code-wire&appid=${APP_ID}`)).toMatchObject({ code: 2006 })
    expect(await call('GET', `${path}?jscode=code-x&appid=wx-nobody`)).toMatchObject({ code: 2002 })
    expect(await call('GET', `${path}?appid=${APP_ID}`)).toMatchObject({
      code: 2000,
      code_message: 'jscode: is needed'
    })
    const bare = await site.ask('POST', '/trackers', { appId: 'wx-bare', name: 'C' })
    expect(await call('GET', `${path}?jscode=code-x&appid=wx-bare`)).toMatchObject({ code: 2007 })
    await site.ask('PATCH', `/trackers/${bare.id}`, { secret: 'not it' })
    expect(await call('GET', `${path}?jscode=code-y&appid=wx-bare`)).toMatchObject({ code: 2007 })
    site.platform.trouble.body = '<html>bad gateway'
    for (const status of [502, 200]) {
      site.platform.trouble.status = status
      expect(await call('GET', `${path}?jscode=code-z&appid=${APP_ID}`)).toMatchObject({ code: 3000 })
    }
    delete site.platform.trouble.body
    await site.ask('DELETE', `/trackers/${bare.id}`)
  })

  test('[UD-wire] what is signed is stored once, however often it comes', async () => {
    const trace = product()
    const answers = await Promise.all(Array.from({ length: 5 }, () => call('POST', TRACES, trace)))
    expect(answers).toEqual(answers.map(() => ({ code: 1000 })))
    expect(await call('POST', TRACES, { ...trace, signature: trace.signature.toLowerCase() })).toEqual({
      code: 1000
    })
    expect(await call('POST', ORDERS, { ...signed(), order: { order_no: '1', price: '16.8' } })).toEqual({
      code: 1000
    })
    expect((await site.cards()).map(({ type }) => type).toSorted()).toEqual(['order', 'product'])
  })

  test('[UD-wire] a wrong signature, another time or a broken body is refused with what is wrong, and stores nothing', async () => {
    const { signature } = product()
    const old = site.clock.now() - 31 * 60_000
    const refused: [object | string, number, string][] = [
      [product({}, 'another token'), 2001, 'signature'],
      [{ ...product(), signature }, 2001, 'signature'],
      [{ ...product(), web_token: 'o-other' }, 2001, 'signature'],
      [{ ...product(), signature: 'x' }, 2001, 'signature'],
      [{ ...product(), signature: { $ne: 1 } }, 2000, 'signature'],
      [product({ timestamp: old }), 2004, 'timestamp'],
      [product({ timestamp: site.clock.now() + 31 * 60_000 }), 2004, 'timestamp'],
      [product({ timestamp: 'never' }), 2004, 'timestamp'],
      [product({ appid: 'wx-nobody' }), 2002, 'appid'],
      [{ ...product(), nonce: undefined }, 2000, 'nonce'],
      [{ ...signed(), behavior_trace: { type: 'product', data: {} } }, 2000, 'name'],
      [{ ...signed(), behavior_trace: { type: 'visit', data: { name: 'x' } } }, 2000, 'behavior_trace.type'],
      [{ ...signed(), behavior_trace: 7 }, 2000, 'behavior_trace.type'],
      ['{', 2000, 'JSON'],
      ['[]', 2000, 'JSON'],
      ['null', 2000, 'JSON'],
      ['x'.repeat(70_000), 2000, 'bytes']
    ]
    for (const [body, code, says] of refused) {
      const answer = await call('POST', TRACES, body)
      expect([says, answer.code]).toEqual([says, code])
      expect(answer.code_message).toContain(says)
    }
    expect(await call('POST', ORDERS, { ...signed(), order: { order_no: '1' } })).toMatchObject({
      code: 2000
    })
    expect(await site.cards()).toEqual([])
  })

  test('[UD-wire] a phone whose clock is wrong is told the time, and our SDK goes by it', async () => {
    const { createMiniProgram } = await import('#test/kit/mini-program/host')
    const program = createMiniProgram({
      platform: 'wx',
      answer: site.answer,
      now: () => site.clock.now() - 5 * 3_600_000
    })
    const sdk = program.import(site.files.udesk)
    sdk.init(options())
    sdk.trace('product', { name: 'late phone' })
    await program.settle()
    await program.endPauses()
    expect((await site.cards()).map(({ at }) => at)).toEqual([site.clock.now()])
  })

  test('[UD-wire] two companies with the same mini program are told apart by the token', async () => {
    const theirs = await site.ask('POST', '/trackers', { appId: APP_ID, name: 'Foreign' }, site.foreignCookie)
    expect(theirs.appkey).not.toBe(site.app.appkey)
    expect(await call('POST', TRACES, product({}, theirs.companyToken))).toEqual({ code: 1000 })
    expect(await site.cards()).toEqual([])
    expect((await site.cards(theirs.id)).map(({ company_id }) => company_id)).toEqual([site.foreign.id])
    for (const path of [`/trackers/${theirs.id}/events`, `/trackers/${theirs.id}/filtered`])
      expect(await site.ask('GET', path)).toMatchObject({ code: 'not-found' })
    expect((await site.ask('GET', '/trackers')).items.map(({ id }: { id: string }) => id)).toEqual([
      site.app.id
    ])
    await site.ask('DELETE', `/trackers/${theirs.id}`, undefined, site.foreignCookie)
  })

  test('[UD-wire] developer tools are let in, pages of other web sites are not', async () => {
    const from = async (headers: Record<string, string>) => {
      const answer = await fetch(`${site.url}${TRACES}`, {
        method: 'POST',
        headers,
        body: JSON.stringify(product())
      })
      return answer.status
    }
    expect(await from({})).toBe(200)
    expect(
      await from({
        'sec-fetch-site': 'cross-site',
        referer: 'https://servicewechat.com/wx1/devtools/page-frame.html'
      })
    ).toBe(200)
    expect(await from({ origin: 'https://servicewechat.com' })).toBe(200)
    for (const origin of ['https://evil.example', 'https://servicewechat.com.evil.example', 'null'])
      expect([origin, await from({ origin })]).toEqual([origin, 403])
    expect(await site.cards()).toHaveLength(3)
  })

  test('[UD-wire] more than a program may send at once is told to come later', async () => {
    const flood = await Promise.all(
      Array.from({ length: 2_300 }, () => site.request('GET', '/init_data').then(answer => answer.json()))
    )
    const codes = new Set(flood.map(({ code }: any) => code))
    expect(codes).toEqual(new Set([1000, 2005]))
  })
})

describe('in the workbench', () => {
  test('[UD-view] [TR-join] cards of before are there when the conversation begins, and later ones come live', async () => {
    const phone = createPhone()
    const program = site.start('wx', phone)
    const sdk = program.import(site.files.udesk)
    sdk.init(options())
    sdk.trace('product', PRODUCT)
    await program.settle()
    const uid = await site.world.makeVisitor()
    await site.world.database.write
      .updateTable('timeline')
      .set({ profile: JSON.stringify({ claims: { params: '{"unionid":"u-lily"}' } }) })
      .where('uid', '=', uid)
      .execute()
    await site.converse(uid)
    const { points } = await site.seen(uid)
    expect(points().map(({ card }) => card!.name)).toEqual([PRODUCT.name.trim()])
    sdk.trace('order', order())
    await program.settle()
    expect(points().map(({ card }) => card!.type)).toEqual(['product', 'order'])
    expect(points()[0]!.page).toMatchObject({ url: PRODUCT.url, title: PRODUCT.name.trim() })
  })
})
