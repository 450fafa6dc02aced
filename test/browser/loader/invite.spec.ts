import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { container, entrance, expect, html, open, snippet, test, type Sites } from './harness.ts'

// The invitation that the page shows by itself. Clocks are fake: minutes and days pass at once.

const DAY_MS = 86_400_000
const invitation = (page: Page) => page.getByRole('dialog', { name: /./ })
const accept = (page: Page) => invitation(page).getByRole('button').first()
const decline = (page: Page) => invitation(page).getByRole('button', { name: /Close|关闭/ })

/** A page view with these settings, some seconds after which the fake clock stands. */
async function visit(page: Page, sites: Sites, config: object, body = '') {
  await page.goto(
    sites.page(html(body + snippet(sites, { calls: `zc('config', ${JSON.stringify(config)})` })))
  )
  await arrived(page)
}

/** The script comes when the page is idle, in time that the test lets pass. */
async function arrived(page: Page) {
  await expect(async () => {
    await page.clock.runFor(600)
    expect(await page.evaluate(() => Boolean((window as any).cbk.openzc.invite))).toBe(true)
  }).toPass({ timeout: 15_000 })
}

const START = new Date('2026-03-10T10:00:00')

test.beforeEach(async ({ page }) => {
  await page.clock.install({ time: START })
  await page.clock.pauseAt(new Date(START.getTime() + 1_000))
})

test('[INV-auto] [key:invite:script] [key:first_timeout:script] it appears first_timeout seconds after the page, and not without invite', async ({
  page,
  sites,
  errors
}) => {
  await visit(page, sites, { invite: 1, first_timeout: '30' })
  await page.clock.runFor(20_000)
  await expect(invitation(page)).toHaveCount(0)
  await page.clock.runFor(12_000)
  await expect(invitation(page)).toBeVisible()

  await page.goto(sites.page(html(snippet(sites, { calls: `zc('config', {invite: 0, first_timeout: 1})` }))))
  await page.clock.runFor(60_000)
  await expect(entrance(page)).toBeVisible()
  await expect(invitation(page)).toHaveCount(0)
  expect(sites.asked).toEqual(['/chat/frame/v2/entrance.js'])
  expect(errors).toEqual([])
})

test('[INV-auto] [key:tip_title:script] [key:submit_title:script] [key:invite_imgsrc:script] it has the page’s words and picture', async ({
  page,
  sites
}) => {
  const picture = encodeURIComponent(`${sites.chat}/logo.png`)
  sites.answers.set('/logo.png', response =>
    response
      .writeHead(200, { 'content-type': 'image/svg+xml' })
      .end('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
  )
  await visit(page, sites, {
    invite: true,
    first_timeout: 0,
    tip_title: '欢迎咨询 <b onclick=alert(1)>',
    submit_title: '开始聊天吧',
    invite_imgsrc: picture
  })
  await page.clock.runFor(2_000)
  await expect(invitation(page)).toHaveAccessibleName('欢迎咨询 <b onclick=alert(1)>')
  await expect(invitation(page).getByRole('status')).toHaveText('欢迎咨询 <b onclick=alert(1)>')
  await expect(accept(page)).toHaveText('开始聊天吧')
  await expect(invitation(page).locator('img')).toHaveAttribute('src', `${sites.chat}/logo.png`)
})

test('[INV-auto] no other address than http(s) becomes a picture, and strange values are as if they were not there', async ({
  page,
  sites,
  errors
}) => {
  await visit(page, sites, {
    invite: '1',
    first_timeout: 'soon',
    over_timeout: -5,
    invite_count: '<b>',
    tip_title: { a: 1 },
    submit_title: 'x'.repeat(90),
    locale: 'en',
    invite_imgsrc: 'javascript:alert(1)'
  })
  await page.clock.runFor(12_000)
  await expect(invitation(page)).toHaveAccessibleName('Hello! Can we help you?')
  await expect(accept(page)).toHaveText('Start chat')
  await expect(invitation(page).locator('img')).toHaveCount(0)
  expect(errors).toEqual([])
})

test('[INV-auto] [key:over_timeout:script] after a refusal it comes again over_timeout seconds later, on the next page, too', async ({
  page,
  sites
}) => {
  const config = { invite: 1, first_timeout: 2, over_timeout: 100, invite_count: 5 }
  await visit(page, sites, config)
  await page.clock.runFor(4_000)
  await decline(page).click()
  await expect(invitation(page)).toHaveCount(0)
  await page.clock.runFor(60_000)
  await visit(page, sites, config)
  await page.clock.runFor(20_000)
  await expect(invitation(page)).toHaveCount(0)
  await page.clock.runFor(30_000)
  await expect(invitation(page)).toBeVisible()
})

test('[INV-auto] [key:invite_count:script] at most invite_count times in the visitor’s day, over pages and tabs, and again tomorrow', async ({
  page,
  sites,
  context
}) => {
  const config = { invite: 1, first_timeout: 1, over_timeout: 1, invite_count: 2 }
  const declined = async (on: Page) => {
    await on.clock.runFor(4_000)
    await decline(on).click()
    await expect(invitation(on)).toHaveCount(0)
  }
  await visit(page, sites, config)
  await declined(page)
  await page.goto('about:blank')
  // The clock is the same for all pages
  const tab = await context.newPage()
  await visit(tab, sites, config)
  await declined(tab)
  await tab.clock.runFor(60_000)
  await expect(invitation(tab)).toHaveCount(0)
  await visit(page, sites, config)
  await page.clock.runFor(60_000)
  await expect(invitation(page)).toHaveCount(0)
  await visit(tab, sites, config)
  await tab.clock.runFor(60_000)
  await expect(invitation(tab)).toHaveCount(0)
  await tab.clock.fastForward(DAY_MS)
  await tab.clock.runFor(2_000)
  await expect(invitation(tab)).toBeVisible()
})

test('[INV-auto] accepting opens the chat; while it is open, and after, the page does not invite', async ({
  page,
  sites
}) => {
  const config = { invite: 1, first_timeout: 1, over_timeout: 1, invite_count: 9, groupid: 'g1' }
  await visit(page, sites, config)
  await page.clock.runFor(3_000)
  await accept(page).click()
  await expect(container(page)).toHaveAttribute('data-open', '')
  await expect(invitation(page)).toHaveCount(0)
  await page.clock.runFor(60_000)
  await expect(invitation(page)).toHaveCount(0)
  await page.evaluate(() => (window as any).zc('collapse'))
  await page.clock.runFor(60_000)
  await expect(container(page)).not.toHaveAttribute('data-open', '')
  await expect(invitation(page)).toHaveCount(0)
})

test('[INV-auto] it goes when the visitor opens the chat another way', async ({ page, sites }) => {
  await visit(page, sites, { invite: 1, first_timeout: 1 })
  await page.clock.runFor(3_000)
  await expect(invitation(page)).toBeVisible()
  await entrance(page).click()
  await expect(container(page)).toHaveAttribute('data-open', '')
  await page.clock.runFor(1_500)
  await expect(invitation(page)).toHaveCount(0)
})

test('[INV-auto] it takes no focus, is reached and answered by keyboard, and Escape declines', async ({
  page,
  sites
}) => {
  const config = { invite: 1, first_timeout: 1, over_timeout: 1, invite_count: 3 }
  await visit(page, sites, config, '<input id="name">')
  await page.locator('#name').focus()
  await page.clock.runFor(3_000)
  await expect(invitation(page)).toBeVisible()
  await expect(page.locator('#name')).toBeFocused()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await expect(accept(page)).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(invitation(page)).toHaveCount(0)
  await expect(entrance(page)).toBeFocused()
})

test('[INV-auto] zc("destroy") takes it away for good', async ({ page, sites }) => {
  await visit(page, sites, { invite: 1, first_timeout: 1, over_timeout: 1, invite_count: 9 })
  await page.clock.runFor(3_000)
  await expect(invitation(page)).toBeVisible()
  await page.evaluate(() => (window as any).zc('destroy'))
  await page.clock.runFor(60_000)
  await expect(invitation(page)).toHaveCount(0)
})

for (const colorScheme of ['light', 'dark'] as const)
  test(`[INV-auto] axe finds nothing in it, and it fits a small phone, ${colorScheme}`, async ({
    page,
    sites
  }) => {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width: 320, height: 568 })
    await page.goto(
      sites.page(
        html(
          `<main><h1>Shop</h1></main>${snippet(sites, { calls: `zc('config', {invite: 1, first_timeout: 1, tip_title: '${'long words '.repeat(15)}'})` })}`,
          '<style>button { all: unset; color: white !important; font-size: 40px }</style>'
        )
      )
    )
    await arrived(page)
    await page.clock.runFor(3_000)
    await expect(invitation(page)).toBeVisible()
    const box = (await invitation(page).boundingBox())!
    expect(box.x).toBeGreaterThanOrEqual(0)
    expect(box.x + box.width).toBeLessThanOrEqual(320)
    expect(box.y).toBeGreaterThanOrEqual(0)
    await page.clock.resume()
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' | ')}`)).toEqual(
      []
    )
  })

test('[INV-auto] it comes under a strict Content Security Policy with Trusted Types, with no violation', async ({
  page,
  sites
}) => {
  const policy = `default-src 'none'; script-src 'nonce-n' 'strict-dynamic'; style-src 'nonce-n'; frame-src ${sites.chat}; require-trusted-types-for 'script'; base-uri 'none'`
  await page.goto(
    sites.page(
      html(
        `<script nonce="n">window.violations = []; document.addEventListener('securitypolicyviolation', function (e) { violations.push(e.effectiveDirective) }); window.zc = function () { window.cbk = window.cbk || []; window.cbk.push(arguments) }; zc('config', {invite: 1, first_timeout: 1})</script><script nonce="n" async id="zhichiScript" src="${sites.chat}/chat/frame/v2/entrance.js?sysnum=3542411be2184c8cb6b48d66ca1b2730"></script>`
      ),
      { headers: { 'content-security-policy': policy } }
    )
  )
  await arrived(page)
  await page.clock.runFor(3_000)
  await expect(invitation(page)).toBeVisible()
  // What may load no pictures is told of that by the browser, and of nothing else
  expect(
    (await page.evaluate(() => (window as any).violations)).filter((one: string) => one !== 'img-src')
  ).toEqual([])
})

test('[INV-auto] [DEP-query] the query of the script’s address may ask for it', async ({ page, sites }) => {
  await open(page, sites, { query: '&invite=1&first_timeout=1&tip_title=Hi' })
  await arrived(page)
  await page.clock.runFor(3_000)
  await expect(invitation(page)).toHaveAccessibleName('Hi')
})

test('[INV-auto] where storage is refused each page counts for itself', async ({ page, sites, errors }) => {
  await page.addInitScript(() =>
    Object.defineProperty(window, 'localStorage', {
      get() {
        throw new DOMException('denied', 'SecurityError')
      }
    })
  )
  await visit(page, sites, { invite: 1, first_timeout: 1, over_timeout: 1, invite_count: 1 })
  await page.clock.runFor(3_000)
  await decline(page).click()
  await page.clock.runFor(30_000)
  await expect(invitation(page)).toHaveCount(0)
  expect(errors).toEqual([])
})
