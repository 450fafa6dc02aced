import type { KeyName } from '#protocol/keys'
import { expect, test, type Browser, type Page, type Site } from '#test/kit/browser'

// Keys that say what agents see of the pages of a visitor's way: each is on the panel, beside the conversation.

type Sample = { name: KeyName; given: string; shown?: string; link?: string; picture?: string }

const SAMPLES: Sample[] = [
  { name: 'cur_visit_url', given: 'https://shop.example/tea/7', link: 'https://shop.example/tea/7' },
  { name: 'cur_visit_title', given: '龙井 250g', shown: '龙井 250g' },
  { name: 'cur_abstract', given: 'Spring harvest', shown: 'Spring harvest' },
  { name: 'cur_tags', given: 'green,loose', shown: 'green,loose' },
  { name: 'cur_thumbnail', given: 'https://img.example/7.png', picture: 'https://img.example/7.png' },
  { name: 'pre_visit_url', given: 'https://shop.example/teas', link: 'https://shop.example/teas' },
  { name: 'pre_visit_title', given: 'All teas', shown: 'All teas' },
  { name: 'pre_abstract', given: 'Every tea that we have', shown: 'Every tea that we have' },
  { name: 'pre_tags', given: 'overview', shown: 'overview' },
  { name: 'pre_thumbnail', given: 'https://img.example/all.png', picture: 'https://img.example/all.png' }
]
const FLAT = Object.fromEntries(SAMPLES.map(({ name, given }) => [name, given]))
/** The seed's own spelling of one of them. */
const OBJECTS = {
  cur_visit_args: {
    cur_visit_title: 'Teapot',
    cur_abstract: 'Clay',
    pcur_thumbnail: 'https://img.example/pot.png'
  },
  pre_visit_args: JSON.stringify({ pre_visit_title: 'All pots', pre_tags: 'pots' })
}

let visitor: Page
let workbench: Page

async function visit(browser: Browser, { shop }: Site) {
  const context = await browser.newContext({ locale: 'en-US' })
  visitor = await context.newPage()
  for (const config of [FLAT, OBJECTS]) {
    await visitor.goto(`${shop}/pages/plain.html`)
    const told = visitor.waitForResponse(response => response.url().endsWith('/api/visit'))
    await visitor.evaluate(
      config => (window as unknown as { zc: Function }).zc('config', config),
      // The second page view is one that the page itself tells of
      { ...config, uname: 'Way Farer', man_trace: config === FLAT }
    )
    if (config === OBJECTS)
      await visitor.evaluate(args => (window as unknown as { zc: Function }).zc('trace', args), OBJECTS)
    await told
  }
  await visitor.locator('#zc__sdk__sys__btn').click()
  const frame = visitor.frameLocator('#zc__sdk__container iframe')
  await frame.getByRole('textbox').fill('hello')
  await frame.getByRole('textbox').press('Enter')
  await expect(frame.getByRole('log').locator('.mark.sent, .mark.delivered')).toBeVisible()
}

async function openPanel(browser: Browser, { server }: Site) {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1400, height: 900 } })
  const [name, value] = (await server.signIn(0)).split('=') as [string, string]
  await context.addCookies([{ name, value, url: server.url }])
  workbench = await context.newPage()
  await workbench.route('https://img.example/**', route => route.fulfill({ body: '' }))
  await workbench.goto(`${server.url}/workbench`)
  await workbench.locator('.inbox-row', { hasText: 'Way Farer' }).click()
  await expect(points()).toHaveCount(3)
}

const points = () => workbench.locator('.visitor .track-point')

test.beforeAll(async ({ browser, site }) => {
  await visit(browser, site)
  await openPanel(browser, site)
})
test.afterAll(async () => {
  await visitor.context().close()
  await workbench.context().close()
})

for (const { name, shown, link, picture } of SAMPLES)
  test(`[TRC-args] [key:${name}:script] is what the agent sees of the page`, async () => {
    const landing = points().last()
    await expect(landing).toContainText('Arrived on')
    if (shown) await expect(landing).toContainText(shown)
    if (link) await expect(landing.locator(`a[href="${link}"]`)).toBeVisible()
    if (picture) await expect(landing.locator(`img[src="${picture}"]`)).toHaveCount(1)
  })

test('[TRC-args] [key:cur_visit_args:script] says what the present page is, in the seed’s spelling, too', async () => {
  const reported = points().nth(1)
  await expect(reported).toContainText('Reported by the page')
  await expect(reported).toContainText('Teapot')
  await expect(reported).toContainText('Clay')
  await expect(reported.locator('img')).toHaveAttribute('src', 'https://img.example/pot.png')
})

test('[TRC-args] [key:pre_visit_args:script] says where the visitor came from', async () => {
  await expect(points().nth(1).locator('.track-from')).toContainText('All pots')
  await expect(points().nth(1).locator('.track-from')).toContainText('pots')
})

test('[TRC-auto] the newest point is where the conversation began, and a switch hides the whole way', async () => {
  await expect(points().first()).toContainText('Began to chat on')
  const toggle = async () => {
    await workbench.getByRole('button', { name: /^Account of/ }).click()
    await workbench.getByRole('checkbox', { name: 'Show browsing paths' }).click()
    await workbench.keyboard.press('Escape')
  }
  await toggle()
  await expect(points()).toHaveCount(0)
  await workbench.reload()
  await expect(workbench.locator('.visitor-name')).toBeVisible()
  await expect(points()).toHaveCount(0)
  await toggle()
  await expect(points()).toHaveCount(3)
})
