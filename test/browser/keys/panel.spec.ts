import { KEYS, type Key, type KeyName } from '#protocol/keys'
import { composer, expect, test, type Browser, type Page, type Site } from '#test/kit/browser'
import { SAMPLES, type Sample } from './samples.ts'

// Keys that say who the visitor is and who should answer: each is on the agent's panel, under its own name.

const samples = Object.entries(SAMPLES) as [KeyName, Sample][]

async function openPanel(browser: Browser, { server }: Site, surface: 'script' | 'link'): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1400, height: 900 } })
  const [name, value] = (await server.signIn(0)).split('=') as [string, string]
  await context.addCookies([{ name, value, url: server.url }])
  const page = await context.newPage()
  await page.goto(`${server.url}/workbench`)
  await page.locator('.inbox-row', { hasText: nameOf(surface) }).click()
  await page.locator('.visitor .fact').first().waitFor()
  return page
}

const VISITS: Record<'script' | 'link', (browser: Browser, site: Site) => Promise<Page>> = {
  async script(browser, { shop }) {
    const page = await (await browser.newContext()).newPage()
    await page.goto(`${shop}/help.html`)
    const given = Object.fromEntries(
      samples.filter(([name]) => isOn(name, 'script')).map(([name, sample]) => [name, sample.given])
    )
    await page.evaluate(values => (window as unknown as { zc: Function }).zc('config', values), {
      ...given,
      uname: nameOf('script')
    })
    await page.locator('#zc__sdk__sys__btn').click()
    const frame = page.frameLocator('#zc__sdk__container iframe')
    await frame.getByRole('textbox').fill('hello')
    await frame.getByRole('textbox').press('Enter')
    await expect(frame.getByRole('log').locator('.mark.sent, .mark.delivered')).toBeVisible()
    return page
  },
  async link(browser, site) {
    const page = await (await browser.newContext({ locale: 'en-US' })).newPage()
    const query = samples
      .filter(([name]) => isOn(name, 'link'))
      .map(([name, { given }]) => [name, typeof given === 'object' ? JSON.stringify(given) : String(given)])
      .map(([name, value]) => `&${name}=${encodeURIComponent(value!)}`)
    await page.goto(site.h5(`${query.join('')}&uname=${nameOf('link')}`))
    await composer(page).fill('hello')
    await composer(page).press('Enter')
    await expect(page.getByRole('log').locator('.mark.sent, .mark.delivered')).toBeVisible()
    return page
  }
}

/** The two visitors of this file are told apart by it. */
const nameOf = (surface: 'script' | 'link') => `小丁哥 by ${surface}`
const isOn = (name: KeyName, surface: 'script' | 'link') => (KEYS[name] as Key).on.includes(surface)

for (const surface of ['script', 'link'] as const)
  test.describe(`by ${surface}`, () => {
    let panel: Page
    let visitor: Page

    test.beforeAll(async ({ browser, site }) => {
      visitor = await VISITS[surface](browser, site)
      panel = await openPanel(browser, site, surface)
    })
    test.afterAll(async () => {
      await visitor.context().close()
      await panel.context().close()
    })

    for (const [name, { field, shown }] of samples.filter(([name]) => isOn(name, surface)))
      test(`[key:${name}:${surface}] is on the agent’s panel`, async () => {
        const fact = panel
          .locator('.visitor .fact')
          .filter({ has: panel.locator('dt', { hasText: new RegExp(`^${field}$`) }) })
        await expect(fact.locator('dd')).toContainText(shown)
      })
  })

test('every key that says who the visitor is or who should answer has a sample', () => {
  // `sysnum` and `sign` are for the server; the rest of v1's fields has no place in the documents
  const undocumented = ['weibo', 'weixin', 'sex', 'birthday']
  const expected = Object.entries<Key>(KEYS)
    .filter(([name, { use }]) => (use === 'visitor' || use === 'routing') && !undocumented.includes(name))
    .map(([name]) => name)
  expect(Object.keys(SAMPLES).sort()).toEqual(expected.sort())
})
