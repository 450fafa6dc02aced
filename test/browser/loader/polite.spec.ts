import {
  chatIn,
  container,
  entrance,
  entranceFor,
  expect,
  html,
  iframe,
  open,
  pinned,
  say,
  SYSNUM,
  test
} from './harness.ts'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { PublicChannel } from '#protocol/host'

const TEN_CHANNELS = Array.from({ length: 10 }, (_, i): PublicChannel => [
  1_000_000 + i * 7_919,
  ((i + 1) * 1_579_087).toString(16).padStart(6, '0').slice(0, 6),
  i % 2 === 0 ? 0 : 1,
  i % 3 === 1 ? 1 : 0
])
const CSP = (chat: string) =>
  `default-src 'none'; script-src 'nonce-n' 'strict-dynamic'; style-src 'nonce-n'; frame-src ${chat}; img-src 'self' data:; require-trusted-types-for 'script'; base-uri 'none'`
const WATCH = `<script nonce="n">window.violations = []; document.addEventListener('securitypolicyviolation', function (e) { violations.push(e.effectiveDirective + ' ' + e.blockedURI + ' ' + e.sample) })</script>`
const STATIC = (
  chat: string
) => `<script nonce="n">window.zc = function () { (window.cbk = window.cbk || []).push(arguments) }</script>
  <script nonce="n" async id="zhichiScript" src="${chat}/chat/frame/v2/entrance.js?sysnum=${SYSNUM}"></script>`

for (const [name, types] of [
  ['Trusted Types', ''],
  ['Trusted Types that name our policy', '; trusted-types openzc']
])
  test(`a strict policy with ${name} is not violated by the static snippet`, async ({
    page,
    sites,
    errors
  }) => {
    await page.goto(
      sites.page(html(STATIC(sites.chat), WATCH), {
        headers: { 'content-security-policy': CSP(sites.chat) + types }
      })
    )
    await expect(entrance(page)).toHaveCSS('position', 'fixed')
    await entrance(page).click()
    const chat = await chatIn(page)
    await expect(container(page)).toHaveCSS('width', '380px')
    await say(chat, { type: 'collapse' })
    await say(chat, { type: 'unread', count: 1 })
    await expect(entrance(page)).toContainText('1')

    expect(await page.evaluate('violations')).toEqual([])
    expect(errors).toEqual([])
  })

test('a policy with nonces and no strict-dynamic', async ({ page, sites }) => {
  await page.goto(
    sites.page(html(STATIC(sites.chat), WATCH), {
      headers: {
        'content-security-policy': `script-src 'nonce-n'; style-src 'nonce-n'; frame-src ${sites.chat}`
      }
    })
  )
  await entrance(page).click()
  await chatIn(page)

  expect(await page.evaluate('violations')).toEqual([])
})

test('a policy that does not let our other script in: the chat opens in a new window', async ({
  page,
  sites,
  context,
  errors
}) => {
  await page.goto(
    sites.page(html(STATIC(sites.chat), WATCH), {
      headers: {
        'content-security-policy': `script-src 'nonce-n' 'strict-dynamic'; require-trusted-types-for 'script'; trusted-types other`
      }
    })
  )
  const [popup] = await Promise.all([context.waitForEvent('page'), entrance(page).click()])

  await expect(popup).toHaveTitle('Legacy page')
  expect(errors).toEqual([])
})

test('before interest: one request, no iframe, no storage, no cookie, no socket, nothing of ours on window', async ({
  page,
  sites,
  context
}) => {
  const sockets: unknown[] = []
  page.on('websocket', socket => sockets.push(socket))
  await page.goto(sites.page(html('')))
  const before = await page.evaluate(() => Object.keys(window))
  await page.addInitScript(() => {
    const page = window as any
    page.writes = []
    const native = Storage.prototype.setItem
    Storage.prototype.setItem = function (...rest) {
      page.writes.push(rest)
      return native.apply(this, rest)
    }
    page.timers = 0
    const interval = window.setInterval
    window.setInterval = ((...rest: any) => (page.timers++, (interval as any)(...rest))) as any
  })
  await open(page, sites)
  await page.waitForLoadState('networkidle')
  await page.waitForTimeout(1000)

  expect(sites.asked).toEqual(['/chat/frame/v2/entrance.js'])
  expect(await page.locator('iframe').count()).toBe(0)
  expect(await page.evaluate('writes')).toEqual([])
  expect(await page.evaluate('timers')).toBe(0)
  expect(await context.cookies()).toEqual([])
  expect(sockets).toEqual([])
  const added = (await page.evaluate(() => Object.keys(window))).filter(name => !before.includes(name))
  expect(added.filter(name => !['writes', 'timers', 'setInterval'].includes(name)).sort()).toEqual([
    'cbk',
    'zc'
  ])
  expect(await page.evaluate(() => document.body.getAttribute('style'))).toBeNull()
  expect(await page.evaluate(() => window.onmessage)).toBeNull()
})

test('entrance.js with ten channels is at most 3,000 bytes, and what comes on demand at most 10,000', () => {
  const text = entranceFor(SYSNUM, TEN_CHANNELS)
  const onDemand = ['window', 'advice', 'visit', 'invite'].map(name =>
    readFileSync(`dist/app/loader/${name}.js`)
  )
  const bytes = onDemand.reduce((sum, text) => sum + gzipSync(text, { level: 9 }).length, 0)
  expect(bytes).toBeLessThanOrEqual(10_000)
  expect(gzipSync(text, { level: 9 }).length).toBeLessThanOrEqual(3000)
  expect(text).not.toContain('__OPENZC_')
})

for (const [name, source] of [
  ['entrance.js', entranceFor(SYSNUM)],
  ['pinned.js', pinned]
] as const)
  test(`[DEP-old-browser] ${name} parses as ES3`, () => {
    const folder = fileURLToPath(new URL('../../..', import.meta.url))
    const { status } = spawnSync(
      process.execPath,
      ['node_modules/es-check/lib/cli/index.js', 'es3', `dist/loader/${name}`],
      { cwd: folder }
    )
    expect(status).toBe(0)
    // The checker reads ES3 as ES5: what differs is looked for here.
    const text = source.replaceAll(/"(?:[^"\\\\]|\\\\.)*"/g, '""')
    const words =
      'break|case|catch|class|const|continue|default|delete|do|else|enum|export|extends|finally|for|function|if|import|in|new|null|return|super|switch|this|throw|try|typeof|var|void|while|with'
    expect(text).not.toMatch(new RegExp(`\\.(?:${words})\\b|[{,](?:${words}):`))
    expect(text).not.toMatch(/,\s*[}\]]/)
    expect(text).not.toMatch(/\b(?:get|set) \w+\(/)
  })

test('our other script that fails to come: the chat opens in a new window, calls are answered', async ({
  page,
  sites,
  context,
  errors
}) => {
  sites.answers.set('/app/loader/window.js', response => response.writeHead(500).end())
  await open(page, sites)
  const [popup] = await Promise.all([context.waitForEvent('page'), entrance(page).click()])
  await expect(popup).toHaveURL(`${sites.chat}/chat/h5/index.html?sysnum=${SYSNUM}`)

  expect(await page.evaluate(() => new Promise(answer => (window as any).zc('frame_status', answer)))).toBe(
    'collapse'
  )
  expect(errors).toEqual([])
})

const AWAY = {
  JSON: 'delete window.JSON',
  addEventListener: 'EventTarget.prototype.addEventListener = undefined',
  postMessage: 'window.postMessage = undefined',
  MessageChannel: 'delete window.MessageChannel',
  Promise: 'delete window.Promise',
  'constructed stylesheets, closest and requestIdleCallback':
    'delete window.CSSStyleSheet; delete Element.prototype.closest; delete window.requestIdleCallback',
  CSS: 'delete window.CSS'
}
for (const [what, code] of [...Object.entries(AWAY), ['all of it', Object.values(AWAY).join(';')] as const])
  test(`[DEP-old-browser] without ${what}: the entrance is there, opens a chat, throws nothing`, async ({
    page,
    sites,
    errors,
    context
  }) => {
    await open(page, sites, {
      head: `<script>${code}</script>`,
      calls: `zc('config', { color: '445566', uname: 'Ann' }); zc('receive_message', function () {}); zc('on', 'expand', function () {}); zc('dynamic_ready'); zc('collapse')`
    })
    await expect(entrance(page)).toBeVisible()
    await expect(entrance(page)).toHaveCSS('position', 'fixed')

    if (what.startsWith('constructed')) {
      await entrance(page).click()
      await expect(container(page)).toBeVisible()
      await expect(container(page)).toHaveCSS('width', '380px')
      await entrance(page).click()
      await expect(container(page)).toBeHidden()
    } else {
      const opened = context.waitForEvent('page')
      // Playwright's own click needs what the page has lost.
      await page.mouse.click(1280 - 50, 720 - 50)
      expect((await opened).url()).toBe(`${sites.chat}/chat/h5/index.html?sysnum=${SYSNUM}`)
      await expect(iframe(page)).toHaveCount(0)
    }
    await page.waitForTimeout(100)
    expect(errors).toEqual([])
  })

test('[DEP-old-browser] custom buttons open the legacy page, too', async ({
  page,
  sites,
  context,
  errors
}) => {
  await open(page, sites, {
    head: '<script>delete window.CSS.__proto__; CSS.supports = function () { return false }</script>',
    body: '<button class="zhiCustomBtn">Ask</button>',
    calls: `zc('config', { custom: true, auto_expand: true })`
  })
  await expect(container(page)).toHaveCount(1)
  const [popup] = await Promise.all([context.waitForEvent('page'), page.click('.zhiCustomBtn')])

  await expect(popup).toHaveTitle('Legacy page')
  expect(context.pages()).toHaveLength(2)
  expect(errors).toEqual([])
})

test('nothing is thrown into a page without storage', async ({ page, sites, errors }) => {
  await open(page, sites, {
    head: `<script>Object.defineProperty(window, 'localStorage', { get: function () { throw new DOMException('refused', 'SecurityError') } })</script>`,
    calls: `zc('expand')`
  })
  const chat = await chatIn(page)
  await say(chat, { type: 'conversation', state: 'open' })
  await expect(container(page)).toBeVisible()
  expect(errors).toEqual([])
})

test('pages that extend Object.prototype and Array.prototype', async ({ page, sites, errors }) => {
  await open(page, sites, {
    head: `<script>Object.prototype.extra = function () {}; Array.prototype.toJSON = function () { return 'broken' }; Array.prototype.remove = function () {}</script>`,
    calls: `zc('config', { color: '445566', params: { a: 1 } }); zc('expand')`
  })
  await chatIn(page)
  await expect(entrance(page)).toHaveCSS('background-color', 'rgb(68, 85, 102)')
  expect(errors).toEqual([])
})
