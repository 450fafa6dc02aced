import type { Page } from '@playwright/test'
import { KEYS, type Key } from '#protocol/keys'
import { KEYS as ENTRANCE_KEYS } from '../../../loader/keys.ts'
import {
  answer,
  box,
  button,
  call,
  chatIn,
  expect,
  frame,
  heard,
  openV1,
  say,
  SYSNUM,
  test,
  ticks,
  title,
  warningsOf
} from './v1.ts'

const MESSAGE = { img: '', name: 'Ann', msg: '您好', t: 1_700_000_000_000 }
const received = (page: Page) => page.evaluate('received')
const LISTEN = `
  window.received = []
  ;['receivemessage', 'unread.count', 'unread.custom', 'core.framestatuschange'].forEach(function (event) {
    manager.on(event, function (value) { received.push([event, value]) })
  })`

test('[WILD-v1-methods] set takes a name or several; every name of the first generation arrives as the documented one', async ({
  page,
  sites,
  errors
}) => {
  await openV1(page, sites, {
    code: `
      manager.set('moduleType', 4); manager.set('robotFlag', 3); manager.set('lan', 'zh'); manager.set('customTtile', 'x')
      manager.set({ groupId: 'g', aid: 'a', titleFlag: 2, msgflag: false, isMessageFlag: true, isFeedBackFlag: true,
        title_info: 't', url_info: 'https://a.example/', manTrance: 'true', adminHelloWord: 'h', submitBtnTitle: 's', firstTimeout: 1 })
      manager.set('userinfo', { partnerId: 'p', uname: 'u', visitTitle: 'Here', visitUrl: 'https://here.example/', weixin: 'w', sex: '1', params: '{"a":1}' })
      manager.set('curVisitArgs', { curVisitUrl: 'https://c.example/', curVisitTitle: 'C' })
      manager.set('preVisitArgs', '{}')
      manager.set('uname', 'top'); manager.set('tel', ''); manager.set('email', undefined); manager.set('qq', NaN); manager.set('face', null)
      manager.set(); manager.set(null); manager.set(7); manager.set('x'); manager.set(['y']); manager.set('userinfo', 'no JSON'); manager.set('userinfo', null)
      manager.set('userinfo', '{"realname":"r"}')
      manager.expand()`
  })
  const { config } = (await heard(await chatIn(page)))[0]

  expect(config).toMatchObject({
    type: 4,
    robotid: 3,
    locale: 'cn',
    custom_title: 'x',
    groupid: 'g',
    agentid: 'a',
    title_flag: 2,
    msg_flag: false,
    leave_msg_flag: true,
    feedback_flag: true,
    card_title: 't',
    card_url: 'https://a.example/',
    man_trace: 'true',
    agent_hello_word: 'h',
    submit_title: 's',
    first_timeout: 1,
    cur_visit_args: { cur_visit_url: 'https://c.example/', cur_visit_title: 'C' },
    pre_visit_args: '{}',
    uname: 'top',
    realname: 'r'
  })
  for (const gone of ['moduleType', 'groupId', 'userinfo', 'tel', 'email', 'qq', 'face', 'curVisitArgs'])
    expect(config).not.toHaveProperty(gone)
  expect(errors).toEqual([])
})

test('[WILD-v1-keys] every other spelling of the table of keys arrives as the documented one, by set and by data-args', async ({
  page,
  sites
}) => {
  const spellings = Object.entries<Key>(KEYS)
    .filter(([name, { on }]) => name !== 'sysnum' && on.includes('script'))
    .flatMap(([name, { alias = [] }]) => alias.map(other => [other, name] as const))
  const names = [...new Set(spellings.map(([, name]) => name))]
  expect(spellings.length).toBeGreaterThan(30)
  for (const other of [0, 1]) {
    // One spelling of each name at a time: a name may have several
    const round = names
      .map(name => spellings.filter(one => one[1] === name))
      .map(all => all[other] ?? all[0]!)
    const args = round.map(([spelling], i) => `${spelling}=args-${i}`).join('&amp;')
    const values = Object.fromEntries(round.map(([spelling], i) => [spelling, `set-${i}`]))
    for (const [how, given] of [
      ['args', { args }],
      ['set', { code: `manager.set(${JSON.stringify(values)})` }]
    ] as const) {
      await openV1(page, sites, given)
      await button(page).click()
      const { config } = (await heard(await chatIn(page)))[0]
      for (const [i, [spelling, name]] of round.entries()) {
        // What the entrance itself reads it also refuses
        if (name in ENTRANCE_KEYS) continue
        expect([spelling, config[name]]).toEqual([spelling, `${how}-${i}`])
      }
    }
  }
})

test('[WILD-v1-methods] userinfo reaches the chat whole, whenever it comes; later values count at once', async ({
  page,
  sites
}) => {
  await openV1(page, sites, {
    code: `manager.set('userinfo', { partnerId: 'p', tel: '1', email: 'a@b', uname: 'u', visitTitle: 'Here', visitUrl: 'https://here.example/', face: 'https://f.example/', realname: 'r', weibo: 'wb', weixin: 'wx', qq: '9', sex: '1', birthday: 'b', remark: 'm', params: { a: 1 } })
      manager.expand()`
  })
  const chat = await chatIn(page)
  const last = async () => (await heard(chat)).findLast(one => one.config).config
  expect(await last()).toMatchObject({
    partnerid: 'p',
    tel: '1',
    email: 'a@b',
    uname: 'u',
    cur_visit_title: 'Here',
    cur_visit_url: 'https://here.example/',
    face: 'https://f.example/',
    realname: 'r',
    weibo: 'wb',
    weixin: 'wx',
    qq: '9',
    sex: '1',
    birthday: 'b',
    remark: 'm',
    params: { a: 1 }
  })

  await call(page, 'userInfoServ', { partnerId: 'q', uname: '' })
  await call(page, 'setGroupId', 'group-2')
  await call(page, 'set', 'uname', 'later')
  await expect.poll(last).toMatchObject({ partnerid: 'q', groupid: 'group-2', uname: 'later', tel: '1' })
})

test('[WILD-v1-methods] expand and collapse call back when it is done, getStatus knows at once', async ({
  page,
  sites,
  errors
}) => {
  await openV1(page, sites)
  await expect(box(page)).toBeVisible()
  const states = await page.evaluate(() => {
    const manager = (window as any).getzhiSDKInstance()
    const states = [manager.getStatus()]
    manager.expand()
    states.push(manager.getStatus(), document.querySelector('.zc-advice-icon-btn-title')!.textContent)
    manager.collapse()
    states.push(manager.getStatus(), document.querySelector('.zc-advice-icon-btn-title')!.textContent)
    return states
  })
  expect(states).toEqual(['collapse', 'expand', 'Close', 'collapse', 'Chat'])

  expect(await answer(page, 'expand')).toBe('expand')
  await expect(frame(page)).toBeVisible()
  expect(await answer(page, 'expand')).toBe('expand')
  expect(await answer(page, 'collapse')).toBe('collapse')
  await expect(frame(page)).toBeHidden()
  expect(await answer(page, 'collapse')).toBe('collapse')
  expect(await call(page, 'getStatus')).toBe('collapse')
  expect(errors).toEqual([])
})

test('[WILD-v1-methods] expand before load, and in manual mode, waits for its time and starts', async ({
  page,
  sites
}) => {
  await openV1(page, sites, {
    args: 'manual=true',
    code: `manager.expand(function () { window.done = true }); manager.on('load', function () { manager.set('partnerId', 'p') })`
  })

  expect((await heard(await chatIn(page)))[0].config).toMatchObject({ partnerid: 'p' })
  await expect(frame(page)).toBeVisible()
  await expect(box(page)).toBeVisible()
  await page.waitForFunction('window.done')
})

test('[WILD-v1-methods] core.framestatuschange tells of every way in which the window opens and closes', async ({
  page,
  sites
}) => {
  await openV1(page, sites, { code: LISTEN })
  await button(page).click()
  const chat = await chatIn(page)
  await say(chat, { type: 'collapse' })
  await expect.poll(() => call(page, 'getStatus')).toBe('collapse')
  await call(page, 'expand')
  await button(page).click()
  await page.evaluate(() => (window as any).zc('frame_status'))

  await expect
    .poll(() => received(page))
    .toEqual(
      ['expand', 'collapse', 'expand', 'collapse', 'expand'].map(state => ['core.framestatuschange', state])
    )
})

test('[WILD-v1-methods] receivemessage, unread.count, unread.custom and getUnreadChatList tell what came while collapsed', async ({
  page,
  sites
}) => {
  await openV1(page, sites, { code: LISTEN })
  // Whoever listens brings the chat in
  const chat = await chatIn(page)
  expect(await call(page, 'getUnreadChatList')).toEqual([])
  await say(chat, { type: 'received', message: MESSAGE })
  await say(chat, { type: 'unread', count: 1 })
  await say(chat, { type: 'received', message: { ...MESSAGE, msg: '[image]' } })
  await say(chat, { type: 'unread', count: 2 })
  await expect.poll(() => received(page)).toHaveLength(6)

  const [first, , , second] = (await received(page)) as [string, { data: { msgId: string }[] }][]
  const one = { content: '您好', customName: 'Ann', msgId: expect.stringMatching(/./) }
  const other = { ...one, content: '[image]' }
  expect(await received(page)).toEqual([
    ['receivemessage', { data: [one] }],
    ['unread.count', 1],
    ['unread.custom', 1],
    ['receivemessage', { data: [other] }],
    ['unread.count', 2],
    ['unread.custom', 2]
  ])
  expect(first![1].data[0]!.msgId).not.toBe(second![1].data[0]!.msgId)
  expect(await call(page, 'getUnreadChatList')).toEqual([one, other])

  await button(page).click()
  await expect.poll(() => call(page, 'getUnreadChatList')).toEqual([])
  await say(chat, { type: 'received', message: MESSAGE })
  await say(chat, { type: 'unread', count: 0 })
  await expect.poll(async () => ((await received(page)) as unknown[]).at(-1)).toEqual(['unread.custom', 0])
  expect(
    ((await received(page)) as unknown[]).filter(one => (one as string[])[0] === 'receivemessage')
  ).toHaveLength(2)
})

test('[WILD-v1-methods] on: the same function twice runs once, others add up, a late load handler has missed nothing, names of objects are no events', async ({
  page,
  sites,
  errors
}) => {
  await openV1(page, sites, {
    code: `
      window.calls = []
      function same(count) { calls.push('same ' + count) }
      manager.on('unread.count', same); manager.on('unread.count', same)
      manager.on('unread.count', function () { calls.push('other') })
      manager.on('unread.count', function () { throw new Error('of the page') })
      manager.on('unread.count', function () { calls.push('last') })
      manager.on('unread.count'); manager.on(); manager.on('toString', same); manager.on('constructor', same); manager.on('load', 'text')
      manager.on('load', function () { manager.initBtnDOM() })`
  })
  const chat = await chatIn(page)
  await page.evaluate(() =>
    (window as any).getzhiSDKInstance().on('load', () => (window as any).calls.push('late'))
  )
  await expect.poll(() => page.evaluate('calls')).toEqual(['late'])
  await say(chat, { type: 'unread', count: 3 })

  await expect.poll(() => page.evaluate('calls')).toEqual(['late', 'same 3', 'other', 'last'])
  // Its own error is the page's to hear of
  expect(errors).toEqual(['Error: of the page'])
})

test('[WILD-v1-methods] sessionStatus answers whether a conversation lives', async ({ page, sites }) => {
  await openV1(page, sites)
  expect(await answer(page, 'sessionStatus')).toEqual({ code: '000000', status: 'none' })
  await button(page).click()
  const chat = await chatIn(page)
  for (const state of ['open', 'ended']) {
    await say(chat, { type: 'conversation', state })
    await expect.poll(() => answer(page, 'sessionStatus')).toEqual({ code: '000000', status: state })
  }
})

test('[WILD-v1-methods] init, initBtnDOM and load again and again draw one entrance, and what the page deleted', async ({
  page,
  sites,
  errors
}) => {
  await openV1(page, sites, {
    code: `manager.load(); manager.init(); manager.initBtnDOM(); manager.load(function () {})`
  })
  await expect(box(page)).toHaveCount(1)
  for (const name of ['init', 'load', 'initBtnDOM', 'load']) await call(page, name)
  await expect(box(page)).toHaveCount(1)

  await page.evaluate(() => document.body.removeChild(document.getElementById('zhichiBtnBox')!))
  await call(page, 'set', 'color', '445566')
  await ticks(page)
  await expect(box(page)).toHaveCount(0)
  await call(page, 'initBtnDOM')
  await expect(box(page)).toHaveCount(1)
  await button(page).click()
  await chatIn(page)
  expect(errors).toEqual([])
})

test('[WILD-v1-methods] on the next page the window is as it was, if the conversation lives', async ({
  page,
  sites
}) => {
  await openV1(page, sites)
  await button(page).click()
  const chat = await chatIn(page)
  await say(chat, { type: 'conversation', state: 'open' })
  await expect.poll(() => answer(page, 'sessionStatus')).toMatchObject({ status: 'open' })

  await page.reload()
  await expect(frame(page)).toBeVisible()
  const again = await chatIn(page)
  expect((await heard(again)).find(one => one.shown !== undefined)).toEqual({ shown: true, focus: false })

  await say(again, { type: 'conversation', state: 'ended' })
  await expect.poll(() => answer(page, 'sessionStatus')).toMatchObject({ status: 'ended' })
  await page.reload()
  await expect(box(page)).toBeVisible()
  await ticks(page)
  expect(await call(page, 'getStatus')).toBe('collapse')

  await button(page).click()
  await say(await chatIn(page), { type: 'conversation', state: 'open' })
  await answer(page, 'collapse')
  await page.reload()
  await expect(box(page)).toBeVisible()
  await ticks(page)
  expect(await call(page, 'getStatus')).toBe('collapse')
})

test('[WILD-v1-methods] in manual mode the window is restored once the page starts', async ({
  page,
  sites
}) => {
  await openV1(page, sites, {
    args: 'manual=true',
    code: `if (location.hash != '#wait') manager.on('load', function () { manager.initBtnDOM() })`
  })
  await button(page).click()
  await say(await chatIn(page), { type: 'conversation', state: 'open' })
  await expect.poll(() => answer(page, 'sessionStatus')).toMatchObject({ status: 'open' })
  await page.evaluate(() => (location.hash = '#wait'))
  await page.reload()
  await ticks(page)
  await expect(frame(page)).toHaveCount(0)

  await call(page, 'initBtnDOM')
  await expect(frame(page)).toBeVisible()
})

test('[WILD-v1-methods] a page without storage gets everything but the memory', async ({
  page,
  sites,
  errors
}) => {
  await page.addInitScript(() => {
    for (const name of ['localStorage', 'sessionStorage'])
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException('refused', 'SecurityError')
        }
      })
  })
  await openV1(page, sites, { code: `manager.set('autoExpand', 'true')` })
  await chatIn(page)

  expect(await answer(page, 'sessionStatus')).toMatchObject({ status: 'none' })
  await expect(frame(page)).toBeVisible()
  expect(errors).toEqual([])
})

test('[WILD-v1-methods] the parameters of routing are in the address of the iframe at once, and what the page writes there counts', async ({
  page,
  sites,
  errors
}) => {
  await openV1(page, sites, {
    code: `manager.set({ adminHelloWord: 'first & best', groupId: 'g', partnerId: 'secret', tel: '1' }); manager.on('load', function () { manager.initBtnDOM() })`
  })
  await expect(box(page)).toBeVisible()
  const greet = (word: string) =>
    page.evaluate(word => {
      const manager = (window as any).getzhiSDKInstance()
      if (manager.getStatus() === 'collapse') manager.expand()
      const frame = document.querySelector('body > iframe#ZCChatFrame')!
      const src = frame.getAttribute('src')!
      frame.setAttribute(
        'src',
        src.replace(/adminHelloWord=[^&]*/, `adminHelloWord=${encodeURIComponent(word)}`)
      )
      return src
    }, word)
  const last = async () => (await heard(await chatIn(page))).findLast(one => one.config).config

  const src = await greet('second')
  expect(src).toContain('adminHelloWord=first%20%26%20best')
  expect(src).not.toMatch(/secret|tel=/)
  await expect.poll(last).toMatchObject({ agent_hello_word: 'second', groupid: 'g' })
  // The stand-in has loaded nothing
  expect(sites.asked.filter(path => path === '/chat/frame/v2/app.html')).toHaveLength(1)

  expect(await greet('第三')).toContain('adminHelloWord=second')
  await expect.poll(last).toMatchObject({ agent_hello_word: '第三' })
  await expect(frame(page)).toBeVisible()
  expect(errors).toEqual([])
})

test('[WILD-v1-methods] a window that cannot come: the chat opens in a new window, and the status tells that nothing is open here', async ({
  page,
  sites,
  context,
  errors
}) => {
  sites.answers.set('/app/loader/window.js', response => response.writeHead(404).end())
  await openV1(page, sites)
  await expect(box(page)).toBeVisible()
  const [popup] = await Promise.all([context.waitForEvent('page'), button(page).click()])
  await expect(popup).toHaveTitle('Legacy page')

  await expect.poll(() => call(page, 'getStatus')).toBe('collapse')
  await expect(title(page)).toHaveText('Chat')
  await expect(page.locator('iframe')).toHaveCount(0)
  expect(errors).toEqual([])
})

test('[WILD-v1-methods] a chat that does not start is taken away', async ({ page, sites, errors }) => {
  await page.clock.install()
  sites.answers.set('/chat/frame/v2/app.html', response => response.writeHead(500).end())
  await openV1(page, sites, { code: LISTEN })
  await page.clock.runFor(1000)
  await button(page).click()
  await page.clock.runFor(1000)
  await expect(frame(page)).toBeVisible()

  await page.clock.runFor(31_000)
  await expect(frame(page)).toHaveCount(0)
  expect(await call(page, 'getStatus')).toBe('collapse')
  await expect(title(page)).toHaveText('Chat')
  expect(errors).toEqual([])
})

test('[WILD-v1-methods] keys that nobody knows are told of in the console, and harm nothing', async ({
  page,
  sites,
  errors
}) => {
  const warnings = warningsOf(page)
  await openV1(page, sites, {
    code: `manager.set({ lazyFlag: true, telShowFlag: 'true', powered: false, groupId: 'x', customMargin: 30, title: 't', size: { width: 400, height: 500 }, horizontal: 50, vertical: 60 })`
  })
  await expect.poll(() => warnings.length).toBe(2)

  expect(warnings).toEqual([expect.stringContaining('lazyFlag'), expect.stringContaining('telShowFlag')])
  expect(errors).toEqual([])
})

test('[WILD-v1-methods] one shared manager, with or without the script’s own element', async ({
  page,
  sites
}) => {
  await openV1(page, sites, {
    code: `document.getElementById('zhichiScript').remove(); window.same = getzhiSDKInstance() === manager`
  })
  await expect(box(page)).toBeVisible()

  expect(await page.evaluate('same')).toBe(true)
  expect(await page.evaluate(() => (window as any).cbk.openzc.of)).toContain(SYSNUM)
})
