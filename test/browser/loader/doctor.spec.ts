import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { chatIn, entrance, expect, html, iframe, open, snippet, test, warningsOf } from './harness.ts'

const panel = (page: Page) => page.locator('#zc__doctor section')
const zc = (page: Page, ...call: unknown[]) => page.evaluate(call => (window as any).zc(...call), call)
const row = (page: Page, name: string) =>
  panel(page)
    .locator('dt', { hasText: new RegExp(`^${name}$`) })
    .locator('+ dd')

test.use({ locale: 'en-GB' })

test('[CMD-debug] zc("debug") opens the doctor, which loads nothing of the chat and says where each value came from', async ({
  page,
  sites,
  errors
}) => {
  await open(page, sites, {
    query: '&height=500&uname=Ann',
    calls: `zc('config', { color: 'aa3300', uname: 'Lin', colour: 'red', location: 7, sign: 'abcdef0123456789' })`
  })
  await expect(entrance(page)).toBeVisible()
  await zc(page, 'debug')

  await expect(panel(page)).toBeVisible()
  await expect(row(page, 'color')).toContainText('aa3300')
  await expect(row(page, 'color')).toContainText('zc("config")')
  await expect(row(page, 'height')).toContainText('script')
  await expect(row(page, 'uname')).toContainText('Lin')
  await expect(row(page, 'colour')).toContainText('did you mean color?')
  await expect(panel(page)).toContainText('location is ignored: it has to be one of 1, 2')
  await expect(row(page, 'sign')).toContainText('abcd…')
  await expect(panel(page)).not.toContainText('abcdef')
  await expect(row(page, 'channelid')).toContainText('channel')
  await expect(row(page, 'manual')).toContainText('default')
  await expect(panel(page)).toContainText('These do not count: colour.')
  await expect(panel(page)).toContainText('The chat is not loaded yet')
  await expect(iframe(page)).toHaveCount(0)
  expect(sites.asked.filter(path => path.includes('app.html'))).toEqual([])
  expect(errors).toEqual([])
})

test('[CMD-debug] ?zc_debug=1 opens it where nothing starts: an unknown company, or a page that waits for frame_manual', async ({
  page,
  sites
}) => {
  const unknown = sites.page(html(snippet(sites, { sysnum: 'nobody' })))
  await page.goto(`${unknown}?zc_debug=1`)
  await expect(panel(page)).toContainText('The server does not know the sysnum')

  const manual = sites.page(html(snippet(sites, { calls: `zc('config', { manual: true })` })))
  await page.goto(`${manual}?a=b&zc_debug=1`)
  await expect(panel(page)).toContainText('nothing appears before zc("frame_manual")')
  await expect(entrance(page)).toHaveCount(0)
  await zc(page, 'frame_manual')
  await expect(panel(page)).toContainText('The entrance is there')

  await page.goto(sites.page(html(snippet(sites))))
  await expect(entrance(page)).toBeVisible()
  await expect(panel(page)).toHaveCount(0)
})

test('[CMD-debug] it logs calls and events, and shows what the chat tells of connection and agents', async ({
  page,
  sites,
  errors
}) => {
  await open(page, sites, { calls: `zc('config', { partnerid: 'p1' })` })
  await expect(entrance(page)).toBeVisible()
  await zc(page, 'debug')
  await expect(panel(page)).toContainText('The partnerid has no sign')
  await panel(page).getByRole('button', { name: 'Load the chat' }).click()
  const frame = await chatIn(page)
  await frame.evaluate(() => {
    ;(window as any).report = {
      status: 'online',
      via: 1,
      leads: true,
      waiting: 2,
      seen: {
        verified: false,
        firstSeenAt: 1,
        agentsOnline: true,
        profile: {
          name: '<img src=x onerror="hurt=1">',
          claims: { partnerid: 'p1', params: '<script>hurt=1</script>' }
        }
      }
    }
  })
  await zc(page, 'frame_status')
  await zc(page, 'config', { uname: 'Ann' })
  await panel(page).getByRole('button', { name: 'Close' }).click()
  await expect(panel(page)).toHaveCount(0)
  await zc(page, 'debug')

  await expect(panel(page)).toContainText('zc("config", {"uname":"Ann"})')
  await expect(panel(page)).toContainText('zc("frame_status")')
  await expect(panel(page)).toContainText('frame_ready')
  await expect(panel(page)).toContainText('expand')
  await expect(panel(page)).toContainText('Connected by streaming: the WebSocket did not open')
  await expect(panel(page)).toContainText('2 messages not stored yet')
  await expect(row(page, 'Name')).toHaveText('<img src=x onerror="hurt=1">')
  await expect(row(page, 'params')).toHaveText('<script>hurt=1</script>')
  expect(await page.evaluate(() => 'hurt' in window)).toBe(false)
  expect(errors).toEqual([])
})

for (const [what, given, said] of [
  [
    'a trigger that is not there',
    { calls: `zc('config', { custom: true })`, className: 'help' },
    'no element has the class help'
  ],
  [
    'an entrance that the page’s styles hide',
    { head: '<style>#zc__sdk__sys__btn { display: none }</style>' },
    'cannot be seen'
  ],
  [
    'an entrance that is covered',
    {
      body: '<div class="bar" style="position:fixed;z-index:2147483647;right:0;bottom:0;width:200px;height:200px;background:#ccc"></div>'
    },
    'covered by div.bar'
  ],
  ['a channel that does not exist', { calls: `zc('config', { channelid: 99 })` }, 'no channel 99'],
  ['a refusal to be recorded', { calls: `zc('consent', false)` }, 'consent is false'],
  ['a misspelt command', { calls: `zc('opne')` }, 'zc("opne") is not a known command']
] as const)
  test(`[CMD-debug] it names ${what}`, async ({ page, sites }) => {
    await open(page, sites, { ...given, calls: `${'calls' in given ? given.calls : ''};zc('debug')` })
    await expect(panel(page)).toContainText(said)
  })

test('[CMD-debug] it names what a Content Security Policy stops, under a strict one with Trusted Types', async ({
  page,
  sites
}) => {
  const csp = `default-src 'none'; script-src 'nonce-n' 'strict-dynamic'; style-src 'nonce-n'; img-src data:; require-trusted-types-for 'script'`
  const body = `<script nonce="n">window.zc = function () { (window.cbk = window.cbk || []).push(arguments) }; zc('debug')</script>
    <script nonce="n" async id="zhichiScript" src="${sites.chat}/chat/frame/v2/entrance.js?sysnum=3542411be2184c8cb6b48d66ca1b2730"></script>`
  await page.goto(sites.page(html(body), { headers: { 'content-security-policy': csp } }))

  await expect(panel(page)).toContainText('No Content Security Policy has stopped anything')
  // There is no frame-src
  await zc(page, 'frame_status')
  await expect(panel(page)).toContainText('A Content Security Policy stops the chat: frame-src')
})

test('[CMD-debug] the report is copied as JSON, with proofs cut, and destroy takes the doctor away', async ({
  page,
  context,
  sites
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await open(page, sites, {
    calls: `zc('config', { partnerid: 'p1', sign: 'abcdef0123456789' }); zc('debug')`
  })
  await panel(page).getByRole('button', { name: 'Copy report' }).click()
  await expect(panel(page).getByRole('button', { name: 'Copied' })).toBeVisible()
  const report = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()))

  expect(report).toMatchObject({ sysnum: '3542411be2184c8cb6b48d66ca1b2730', page: page.url() })
  expect(report.settings).toContainEqual({ name: 'partnerid', value: '"p1"', from: 'zc' })
  expect(JSON.stringify(report)).not.toContain('abcdef')
  await zc(page, 'destroy')
  await expect(panel(page)).toHaveCount(0)
})

test('[CMD-debug] while nobody wants the chat, nothing piles up that waits for it', async ({
  page,
  sites
}) => {
  await page.clock.install()
  await open(page, sites, { calls: `zc('debug')` })
  await page.clock.runFor(2_000)
  await expect(panel(page)).toBeVisible()
  const waiting = () => page.evaluate(() => (window as any).cbk.openzc.orders.length)
  const before = await waiting()
  await page.clock.runFor(60_000)
  expect(await waiting()).toBe(before)
})

test('[CMD-debug] a proof in an address is cut, too', async ({ page, sites }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await open(page, sites, { query: '&partnerid=p1&sign=abcdef0123456789', calls: `zc('debug')` })
  await page.evaluate(() => history.replaceState(null, '', '?sign=abcdef0123456789&a=1'))
  await expect(row(page, 'sign')).toContainText('abcd…')
  await panel(page).getByRole('button', { name: 'Copy report' }).click()
  const report = await panel(page)
    .locator('textarea')
    .inputValue({ timeout: 2_000 })
    .catch(() => page.evaluate(() => navigator.clipboard.readText()))
  expect(report).toContain('&sign=abcd…')
  expect(report).toContain('&a=1')
  expect(report).not.toContain('abcdef')
})

for (const colorScheme of ['light', 'dark'] as const)
  for (const width of [1280, 390])
    test(`[CMD-debug] everybody can read it, ${colorScheme}, ${width} wide`, async ({ page, sites }) => {
      const warnings = warningsOf(page)
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: 800 })
      await open(page, sites, {
        body: '<main><h1>Shop</h1></main>',
        calls: `zc('config', { colour: 1, uname: 'Ann' }); zc('debug')`
      })
      await expect(panel(page)).toContainText('did you mean color?')
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
        .analyze()

      expect(violations).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
      expect(warnings).toHaveLength(1)
      await page.keyboard.press('Tab')
      await panel(page).getByRole('button', { name: 'Close' }).focus()
      await page.keyboard.press('Escape')
      await expect(panel(page)).toHaveCount(0)
    })
