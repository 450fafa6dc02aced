import {
  chatIn,
  container,
  entrance,
  expect,
  heard,
  html,
  iframe,
  open,
  say,
  snippet,
  test,
  ticks
} from './harness.ts'

const GREETING = { openzc: 1, nonce: 'forged' }

test('[LK1] the greeting goes to the exact origin of the server, with a fresh nonce each time', async ({
  page,
  sites
}) => {
  await page.addInitScript(() => {
    const page = window as any
    page.posts = []
    const native = MessagePort.prototype.postMessage
    MessagePort.prototype.postMessage = function (...rest: any) {
      page.posts.push(rest[0])
      return (native as any).apply(this, rest)
    }
  })
  await open(page, sites, { body: '<main></main>', calls: `zc('expand')` })
  const first = await chatIn(page)
  const nonceOf = (chat: typeof first) => chat.evaluate('posts[0].nonce')
  const nonce = await nonceOf(first)
  await page.evaluate(() =>
    document.querySelector('main')!.append(document.getElementById('zc__sdk__container')!)
  )
  const second = await chatIn(page)

  expect(nonce).toMatch(/^\d+(-\d+){3}$/)
  expect(await nonceOf(second)).not.toBe(nonce)
})

test('[LK1] a page of another origin in the iframe gets no greeting', async ({ page, sites }) => {
  sites.answers.set('/chat/frame/v2/app.html', response =>
    response.writeHead(302, { location: `${sites.host}/page-1.html` }).end()
  )
  const first = sites.page(html(snippet(sites, { calls: `zc('expand')` })))
  sites.page(html('<script>window.got = []; onmessage = function (e) { got.push(e.data) }</script>'))
  await page.goto(first)
  await expect(iframe(page)).toHaveCount(1)
  await page.waitForTimeout(500)

  const other = page.frames()[1]!
  expect(other.url()).toContain('page-1.html')
  expect(await other.evaluate('got')).toEqual([])
})

test('[LK2] a greeting from a sibling frame, from the chat itself or without a port is ignored', async ({
  page,
  sites,
  errors
}) => {
  await open(page, sites, {
    body: `<iframe id="evil" src="${sites.chat}/evil.html"></iframe>`,
    calls: `zc('expand')`
  })
  const chat = await chatIn(page)
  const before = await heard(chat)
  const attack = (greeting: unknown) => {
    const page = window as any
    page.stolen = page.stolen ?? []
    for (const target of [...Array(parent.frames.length).keys()].map(i => parent.frames[i]!)) {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = event => page.stolen.push(event.data)
      target.postMessage(greeting, '*', [port2])
      port1.postMessage({ type: 'config', config: { partnerid: 'evil' }, page: {} })
      port1.postMessage({ type: 'shown', shown: false, focus: false })
    }
    dispatchEvent(new MessageEvent('message', { data: greeting, source: null }))
  }
  const evil = page.frames().find(frame => frame.url().endsWith('/evil.html'))!
  for (const frame of [evil, chat]) await frame.evaluate(attack, GREETING)
  await ticks(page, 10)

  expect(await heard(chat)).toEqual(before)
  expect(await evil.evaluate('stolen')).toEqual([])
  await say(chat, { type: 'unread', count: 4 })
  await say(chat, { type: 'collapse' })
  await expect(container(page)).toBeHidden()
  await expect(entrance(page)).toContainText('4')
  expect(errors).toEqual([])
})

for (const [hosts, takes] of [
  [['localhost'], true],
  [['LOCALHOST', 'example.com'], true],
  [['*.localhost'], false],
  [['example.com'], false],
  [['ocalhost', 'localhost.example.com', '*'], false]
] as const)
  test(`[LK2] allowed hosts ${hosts.join(', ')}: ${takes ? 'connects' : 'does not connect'}`, async ({
    page,
    sites
  }) => {
    sites.allowedHosts.push(...hosts)
    await open(page, sites, { calls: `zc('frame_ready', function () { window.ready = 1 }); zc('expand')` })
    await expect(iframe(page)).toHaveCount(1)
    const chat = await (await iframe(page).elementHandle())!.contentFrame()
    await chat!.waitForFunction('window.heard', undefined, { polling: 50 })
    await page.waitForTimeout(400)

    expect(await page.evaluate('window.ready')).toBe(takes ? 1 : undefined)
    expect((await heard(chat!)).length > 0).toBe(takes)
  })

test('[LK3] garbage on the port is ignored on both sides', async ({ page, sites, errors }) => {
  await page.addInitScript(() => {
    const page = window as any
    page.sent = []
    const native = Window.prototype.postMessage ?? window.postMessage
    page.nativePost = native
    const Channel = MessageChannel
    page.MessageChannel = class extends Channel {
      constructor() {
        super()
        page.ports = [this.port1, this.port2]
      }
    }
  })
  await open(page, sites, {
    calls: `window.got = []
      function add(v) { got.push(v) }
      zc('receive_message', add); zc('unread_count', add)`
  })
  const chat = await chatIn(page)
  const before = await heard(chat)
  await page.evaluate(() => {
    const [port] = (window as any).ports
    const circular: any = { type: 'config', page: {}, config: {} }
    circular.config.self = circular
    for (const frame of [
      null,
      undefined,
      1,
      '',
      'collapse',
      [],
      {},
      { type: 'nonsense' },
      { type: '__proto__' },
      { type: 'constructor' },
      { type: 'shown' },
      { type: 'shown', shown: 1, focus: 1 },
      { type: 'config' },
      { type: 'config', config: null, page: {} },
      circular,
      { type: 'config', config: { remark: 'x'.repeat(70_000) }, page: {} }
    ])
      port.postMessage(frame)
    port.postMessage({
      type: 'config',
      config: JSON.parse('{"__proto__":{"polluted":1},"constructor":1,"uname":"Ann"}'),
      page: {}
    })
  })
  await expect.poll(async () => (await heard(chat)).length).toBe(before.length + 1)
  const { config } = (await heard(chat)).at(-1)
  expect(config).toEqual({ uname: 'Ann' })

  for (const frame of [
    null,
    7,
    'collapse',
    [],
    {},
    { type: 'toString' },
    { type: '__proto__' },
    { type: 'ready', nonce: 'wrong' },
    { type: 'unread', count: -1 },
    { type: 'unread', count: '3' },
    { type: 'unread', count: 1.5 },
    { type: 'received' },
    { type: 'received', message: { msg: 'x' } },
    { type: 'received', message: { img: '', name: {}, msg: 'x', t: 1 } },
    { type: 'conversation', state: 'x' }
  ])
    await say(chat, frame ?? { type: null })
  await ticks(page, 10)
  expect(await page.evaluate('got')).toEqual([])
  expect(errors).toEqual([])
})

test('[LK3] a message that says what greetings do cannot reach the page, and forged windows messages do nothing', async ({
  page,
  sites,
  errors
}) => {
  await open(page, sites, { calls: `zc('expand')` })
  const chat = await chatIn(page)
  for (const data of [
    GREETING,
    { type: 'collapse' },
    { type: 'unread', count: 9 },
    '{"name":"zc_post_message"}',
    null
  ])
    await chat.evaluate(data => parent.postMessage(data, '*'), data)
  await page.evaluate(() => window.postMessage({ type: 'collapse' }, '*'))
  await ticks(page, 10)

  await expect(container(page)).toBeVisible()
  await expect(entrance(page).locator('span')).toHaveCount(0)
  expect(errors).toEqual([])
})

test('[LK4] the iframe has a sandbox, no permission but to ask for the screen, and cannot navigate the page', async ({
  page,
  sites
}) => {
  await open(page, sites, { calls: `zc('expand')` })
  const chat = await chatIn(page)
  const tokens = (await iframe(page).getAttribute('sandbox'))!.split(' ').sort()
  expect(tokens).toEqual(
    [
      'allow-scripts',
      'allow-same-origin',
      'allow-forms',
      'allow-popups',
      'allow-popups-to-escape-sandbox',
      'allow-downloads'
    ].sort()
  )
  await expect(iframe(page)).toHaveAttribute('allow', 'display-capture')
  await expect(iframe(page)).toHaveAttribute('referrerpolicy', 'origin')

  const address = page.url()
  await chat.evaluate(() => {
    try {
      top!.location.href = '/evil.html'
    } catch {
      // Refused by the sandbox.
    }
  })
  await page.waitForTimeout(300)
  expect(page.url()).toBe(address)
})

test('what the chat says lasts: a host that greets anew hears it again', async ({ page, sites }) => {
  await open(page, sites, { body: '<main></main>', calls: `zc('config', { async: 1 })` })
  const chat = await chatIn(page)
  await say(chat, { type: 'unread', count: 2 })
  await expect(entrance(page)).toContainText('2')

  await page.evaluate(() => {
    const { port1, port2 } = new MessageChannel()
    const page = window as any
    page.again = []
    port1.onmessage = event => page.again.push(event.data)
    document.querySelector('iframe')!.contentWindow!.postMessage({ openzc: 1, nonce: 'n' }, '*', [port2])
  })

  await expect
    .poll(() => page.evaluate('again'))
    .toEqual([
      { type: 'ready', nonce: 'n' },
      { type: 'unread', count: 2 }
    ])
})
