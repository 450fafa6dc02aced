import {
  call,
  chatIn,
  container,
  entrance,
  expect,
  heard,
  iframe,
  open,
  say,
  test,
  ticks,
  warningsOf
} from './harness.ts'

test('[CMD-frame_status] answers with the new state a tick later, and toggles without a callback', async ({
  page,
  sites
}) => {
  await open(page, sites)
  expect(await call(page, 'frame_status')).toBe('expand')
  await expect(container(page)).toBeVisible()

  const order = await page.evaluate(
    () =>
      new Promise(done => {
        const order: unknown[] = []
        ;(window as any).zc('frame_status', (state: unknown) => done([...order, state]))
        order.push('after the call')
      })
  )
  expect(order).toEqual(['after the call', 'collapse'])
  await expect(container(page)).toBeHidden()

  await page.evaluate(() => (window as any).zc('frame_status'))
  await expect(container(page)).toBeVisible()
})

test('[CMD-frame_status] two at once toggle twice', async ({ page, sites }) => {
  await open(page, sites, {
    calls: `window.states = []; function add(s) { states.push(s) } zc('frame_status', add); zc('frame_status', add); zc('frame_status', add)`
  })

  await expect.poll(() => page.evaluate('states')).toEqual(['expand', 'collapse', 'expand'])
})

test('[CMD-frame_manual] [CFG-manual] [key:manual:script] nothing is requested or drawn until it is called, whatever listens; frame_status answers 000002', async ({
  page,
  sites
}) => {
  await open(page, sites, {
    className: 'ask',
    body: '<button class="ask">Ask</button>',
    calls: `window.answers = []
      zc('config', { manual: true, custom: 1, auto_expand: true, async: '1' })
      zc('frame_ready', function () {}); zc('receive_message', function () {}); zc('unread_count', function () {})
      zc('confg'); zc('config', { colour: 1 })
      zc('expand')
      zc('frame_status', function (a) { answers.push(a) })`
  })
  await expect.poll(() => page.evaluate('answers')).toEqual([{ code: '000002' }])
  await page.hover('.ask')
  await page.click('.ask')
  await page.waitForTimeout(700)
  expect(sites.asked).toEqual(['/chat/frame/v2/entrance.js'])
  await expect(container(page)).toHaveCount(0)

  expect(await call(page, 'frame_manual')).toMatchObject({ code: '000000' })

  await expect(container(page)).toBeVisible()
  expect(await call(page, 'frame_manual')).toMatchObject({ code: '000000' })
})

test('[CMD-frame_manual] answers at once, also when the iframe cannot be had', async ({ page, sites }) => {
  sites.answers.set('/chat/frame/v2/app.html', response => response.destroy())
  await open(page, sites, { calls: `zc('config', { manual: 'true' })` })

  expect(await call(page, 'frame_manual')).toMatchObject({ code: '000000' })
  await expect(entrance(page)).toBeVisible()
})

test('[CMD-frame_manual] the idiom in the wild: 000002, then frame_manual, then frame_status', async ({
  page,
  sites
}) => {
  await open(page, sites, {
    body: `<button id="ask" onclick="ask()">Ask</button>`,
    calls: `zc('config', { custom: true, manual: true })
      function ask() {
        zc('frame_status', function (data) {
          if (data.code === '000002') zc('frame_manual', function (res) { if (res.code === '000000') zc('frame_status', function (s) { window.state = s }) })
        })
      }`
  })
  await page.click('#ask')

  await expect.poll(() => page.evaluate('window.state')).toBe('expand')
  await expect(container(page)).toBeVisible()
})

test('[CMD-frame_ready] loads the iframe in idle time and runs when it has answered, with the container there; later ones at once', async ({
  page,
  sites
}) => {
  await open(page, sites, {
    calls: `zc('frame_ready', async function () { window.there = !!document.querySelector('body > #zc__sdk__container') })`
  })
  await expect.poll(() => page.evaluate('window.there')).toBe(true)
  await expect(container(page)).toBeHidden()

  await page.evaluate(() => new Promise(ready => (window as any).zc('frame_ready', ready)))
})

test('[CMD-receive_message] fires only while collapsed, as command, as zhichiReceive and as event', async ({
  page,
  sites
}) => {
  await open(page, sites, {
    calls: `window.got = []
      zc('receive_message', function (m) { got.push(['command', m]) })
      zc('zhichiReceive', function (m) { got.push(['alias', m]) })
      addEventListener('zhichiReceive', function (e) { got.push(['event', e.detail]) })`
  })
  const chat = await chatIn(page)
  const message = { img: '', name: 'Agent', msg: '您好', t: 1 }
  await say(chat, { type: 'received', message })
  await expect.poll(() => page.evaluate('got.length')).toBe(3)
  expect(((await page.evaluate('got')) as [string, unknown][]).sort()).toEqual([
    ['alias', message],
    ['command', message],
    ['event', message]
  ])

  await entrance(page).click()
  await say(chat, { type: 'received', message })
  await ticks(page)
  expect(await page.evaluate('got.length')).toBe(3)
})

test('[CMD-unread_count] on every change, and on the entrance', async ({ page, sites }) => {
  await open(page, sites, {
    calls: `window.counts = []; zc('unread_count', function (n) { counts.push(n) })`
  })
  const chat = await chatIn(page)
  for (const count of [1, 1, 120, 0]) {
    await say(chat, { type: 'unread', count })
    if (count === 120) {
      await expect(entrance(page).locator('span')).toHaveText('99+')
      await expect(entrance(page)).toHaveAccessibleName('Chat (99+)')
    }
  }
  await expect(entrance(page).locator('span')).toHaveCount(0)
  await expect(entrance(page)).toHaveAccessibleName('Chat')
  expect(await page.evaluate('counts')).toEqual([1, 120, 0])
})

test('[CMD-dynamic_ready] buttons that come later are live, with the call and without', async ({
  page,
  sites
}) => {
  await open(page, sites, {
    className: 'ask',
    calls: `zc('config', { custom: true })`
  })
  await page.evaluate(() => {
    document.body.append(Object.assign(document.createElement('button'), { className: 'ask', id: 'late' }))
    ;(window as any).zc('dynamic_ready')
  })
  await page.click('#late')

  await expect(container(page)).toBeVisible()
})

test('[CMD-errors] a callback that throws breaks nothing and reaches window.onerror', async ({
  page,
  sites,
  errors
}) => {
  await open(page, sites, {
    calls: `window.reported = []
      window.onerror = function (text) { reported.push(text) }
      zc('frame_manual', function () { throw new Error('one of the page') })
      zc('frame_ready', function () { throw new Error('two of the page') })
      zc('frame_ready', function () { window.after = 1 })
      zc('config', { get uname() { throw new Error('three of the page') } })
      zc('config', { color: '445566' })`
  })

  await expect.poll(() => page.evaluate('window.after')).toBe(1)
  await expect(entrance(page)).toHaveCSS('background-color', 'rgb(68, 85, 102)')
  // What fails while we read it is thrown again by our script, and browsers hide the text of another origin's errors.
  expect(((await page.evaluate('reported')) as string[]).sort()).toEqual([
    'Script error.',
    'Uncaught Error: one of the page',
    'Uncaught Error: two of the page'
  ])
  expect(errors).toHaveLength(3)
})

test('[EVT-collapse] the page hears the one documented JSON string, and nothing else of ours', async ({
  page,
  sites,
  errors
}) => {
  await open(page, sites, {
    calls: `window.heard = []
      window.onmessage = function (e) {
        heard.push([e.origin === location.origin, e.data])
        const { name, data } = JSON.parse(e.data)
        if (name === 'zc_post_message') window.action = data.action
      }
      zc('frame_ready', function () {})`
  })
  const chat = await chatIn(page)
  await entrance(page).click()
  await say(chat, { type: 'unread', count: 3 })
  await say(chat, { type: 'collapse' })
  await expect(container(page)).toBeHidden()

  await expect.poll(() => page.evaluate('window.action')).toBe('chat_collapse_window')
  expect(await page.evaluate('heard')).toEqual([
    [true, '{"name":"zc_post_message","data":{"action":"chat_collapse_window"}}']
  ])
  expect(errors).toEqual([])
})

test('on and off: expand, collapse, the same function once', async ({ page, sites }) => {
  await open(page, sites, {
    calls: `window.seen = []
      function open() { seen.push('open') }
      function shut() { seen.push('shut') }
      zc('on', 'expand', open); zc('on', 'expand', open); zc('on', 'collapse', shut)
      zc('expand'); zc('collapse')`
  })
  await expect.poll(() => page.evaluate('seen')).toEqual(['open', 'shut'])

  await page.evaluate(() => {
    const page = window as any
    page.zc('off', 'expand', page.open)
    page.zc('expand')
  })
  await expect(container(page)).toBeVisible()
  await ticks(page)
  expect(await page.evaluate('seen')).toEqual(['open', 'shut'])
})

test('[DEP-snippet] an unknown sysnum: one warning, nothing drawn, and calls are still answered', async ({
  page,
  sites,
  errors
}) => {
  const warnings = warningsOf(page)
  await open(page, sites, {
    sysnum: 'nobody',
    className: 'ask',
    body: '<button class="ask">Ask</button>',
    calls: `zc('config', { color: '445566', auto_expand: true, async: 1 }); zc('expand')`
  })

  expect(await call(page, 'frame_status')).toEqual({ code: '000002' })
  expect(await call(page, 'frame_manual')).toEqual({ code: '000001' })
  await page.click('.ask')
  await ticks(page)
  expect(await page.locator('body > *:not(script)').count()).toBe(1)
  expect(sites.asked).toEqual(['/chat/frame/v2/entrance.js', '/app/loader/advice.js'])
  await expect.poll(() => warnings).toEqual(['OpenZC: no such sysnum as in the address of the script.'])
  expect(errors).toEqual([])
})

test('the hint of a returning visitor is written only after the first open, and makes the next page load the chat in idle time', async ({
  page,
  sites
}) => {
  const hint = () => page.evaluate(() => ({ ...localStorage }))
  await open(page, sites, { calls: `zc('config', { async: 1 })` })
  const chat = await chatIn(page)
  await say(chat, { type: 'conversation', state: 'open' })
  await ticks(page)
  expect(await hint()).toEqual({})
  await entrance(page).click()
  expect(await hint()).toEqual({ 'ozc:3542411be2184c8cb6b48d66ca1b2730': 'open' })

  await open(page, sites)
  await chatIn(page)
  await expect(container(page)).toBeHidden()
  await say((await chatIn(page))!, { type: 'conversation', state: 'ended' })
  await expect.poll(async () => Object.values(await hint())).toEqual(['ended'])

  await open(page, sites)
  await page.waitForTimeout(900)
  await expect(iframe(page)).toHaveCount(0)
})

test('the page is told where a visitor came from, and that the focus may be taken', async ({
  page,
  sites
}) => {
  await open(page, sites, { calls: `zc('config', { auto_expand: 1 })` })
  const chat = await chatIn(page)

  expect(await heard(chat)).toMatchObject([
    { page: { url: page.url(), title: 'Shop', referrer: '' } },
    { shown: true, focus: false }
  ])
})
