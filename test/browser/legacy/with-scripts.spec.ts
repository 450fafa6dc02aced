import AxeBuilder from '@axe-core/playwright'
import { bubble, composer, expect, send, test, until, type Page } from '#test/kit/browser'
import { expectNoSidewaysScroll, framed, oldPage, sendByForm } from './old-page.ts'

/** What browsers of 2013 do not have; the script has to do without. */
const YOUNG = [
  'Promise',
  'fetch',
  'Symbol',
  'Map',
  'Set',
  'WeakMap',
  'Proxy',
  'URL',
  'CSS',
  'FormData',
  'customElements'
]

function countLoads(page: Page): () => number {
  let loads = 0
  page.on('framenavigated', frame => (loads += frame === page.mainFrame() ? 1 : 0))
  return () => loads
}

for (const { name, without } of [
  { name: 'a browser of today', without: [] as string[] },
  { name: 'a browser that has nothing young', without: YOUNG }
]) {
  test(`[DEP-h5-legacy] in ${name} messages go and come without loading the page again`, async ({
    site,
    visitorPage: page,
    desk
  }) => {
    await page.addInitScript(names => {
      for (const one of names) delete (window as any)[one]
    }, without)
    await page.goto(oldPage(site, '&lan=en'))
    const loads = countLoads(page)
    await expect(page.getByRole('log')).toContainText('How can we help?')
    await expect(page.locator('iframe')).toHaveCount(0)
    await send(page, 'one <b>\ntwo')
    await expect(bubble(page, 'one <b>')).toHaveText('one <b>\ntwo')
    await expect(composer(page)).toHaveValue('')
    await sendByForm(page, 'with the button & more')
    await desk.say('see https://example.com/tea')
    await expect(bubble(page, 'see').getByRole('link')).toHaveAttribute('href', 'https://example.com/tea')
    expect(desk.texts()).toEqual(['one <b>\ntwo', 'with the button & more', 'see https://example.com/tea'])
    await expect(bubble(page, /./)).toHaveCount(3)
    await composer(page).fill('half a sentence')
    await desk.say('and another')
    await expect(bubble(page, 'and another')).toBeInViewport()
    await expect(composer(page)).toHaveValue('half a sentence')
    const uid = await desk.uid()
    await until(() => desk.session.open(uid).receipts.visitor.read > 0)
    expect(loads()).toBe(0)
  })
}

test('[DEP-h5-legacy] a message written without a connection is kept, and sent again it is stored once', async ({
  site,
  visitorPage: page,
  desk,
  context
}) => {
  await page.goto(oldPage(site, '&lan=en'))
  await send(page, 'before')
  await expect(bubble(page, 'before')).toBeVisible()
  // The server stores it, the answer does not arrive
  await page.route('**/chat/h5/index.html*', async route => {
    await route.fetch()
    await route.abort()
  })
  await send(page, 'lost answer')
  await expect(page.getByRole('alert')).toContainText('still here')
  await expect(composer(page)).toHaveValue('lost answer')
  await page.unroute('**/chat/h5/index.html*')
  await context.setOffline(true)
  await page.locator('#send').click()
  await expect(page.getByRole('alert')).toContainText('still here')
  await context.setOffline(false)
  await page.locator('#send').click()
  await expect(composer(page)).toHaveValue('')
  await expect(page.getByRole('alert')).toBeHidden()
  await expect(bubble(page, 'lost answer')).toHaveCount(1)
  await desk.uid()
  await until(() => desk.texts().includes('lost answer'))
  expect(desk.texts()).toEqual(['before', 'lost answer'])
})

test('[DEP-h5-legacy] files go up and earlier messages come without loading the page again', async ({
  site,
  visitorPage: page,
  desk
}) => {
  await page.goto(oldPage(site, '&lan=en'))
  await send(page, 'the very first')
  const uid = await desk.uid()
  for (let i = 1; i <= 40; i++) desk.session.send(uid, { kind: 'text', text: `message ${i} of many` })
  await expect(bubble(page, 'message 40 of many')).toBeInViewport()
  await page.reload()
  await expect(bubble(page, 'message 40 of many')).toBeInViewport()
  await expect(bubble(page, 'the very first')).toHaveCount(0)
  const loads = countLoads(page)
  await page.getByRole('link', { name: 'Earlier messages' }).click()
  await expect(bubble(page, 'the very first')).toHaveCount(1)
  await expect(page.getByRole('link', { name: 'Earlier messages' })).toHaveCount(0)
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'order.txt', mimeType: 'text/plain', buffer: Buffer.from('17') })
  await page.locator('#send').click()
  const link = page.getByRole('log').getByRole('link', { name: 'order.txt' })
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
  expect(download.suggestedFilename()).toBe('order.txt')
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'x.html', mimeType: 'text/html', buffer: Buffer.from('<b>') })
  await page.locator('#send').click()
  await expect(page.getByRole('alert')).toContainText('Files of this kind')
  expect(loads()).toBe(0)
})

test('[DEP-h5-legacy] the same conversation and history as the v2 page, whichever comes first', async ({
  site,
  visitorPage: page,
  desk
}) => {
  await page.goto(site.h5())
  await send(page, 'written on v2')
  await expect(bubble(page, 'written on v2').locator('..').getByRole('img', { name: 'Sent' })).toBeVisible()
  await page.goto(oldPage(site))
  await expect(bubble(page, 'written on v2')).toBeVisible()
  await send(page, 'written on the old page')
  await desk.say('to both')
  await page.goto(site.h5())
  for (const text of ['written on v2', 'written on the old page', 'to both'])
    await expect(bubble(page, text)).toHaveCount(1)
  expect(desk.texts()).toEqual(['written on v2', 'written on the old page', 'to both'])
})

test('[DEP-h5-legacy] who begins on the old page goes on as the same visitor on v2', async ({
  site,
  visitorPage: page,
  desk
}) => {
  await page.goto(oldPage(site))
  await send(page, 'begun on the old page')
  await expect(bubble(page, 'begun')).toBeVisible()
  await desk.say('answer')
  await page.goto(site.h5())
  await expect(bubble(page, 'begun on the old page')).toHaveCount(1)
  await expect(bubble(page, 'answer')).toHaveCount(1)
})

test('[DEP-h5-legacy] where its script cannot be read, the page is as it is without', async ({
  site,
  page,
  desk
}) => {
  await page.route('**/legacy/chat.js*', route => route.fulfill({ body: 'this is (no script' }))
  await page.goto(oldPage(site))
  await sendByForm(page, 'hello')
  await expect(framed(page).locator('.mine .bubble')).toHaveText('hello')
  await desk.say('hello back')
  await expect(framed(page).locator('.theirs .bubble')).toHaveText('hello back', { timeout: 20_000 })
})

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
for (const scheme of ['light', 'dark'] as const) {
  test(`[DEP-h5-legacy] axe finds nothing in ${scheme}, with and without the script, and nothing overflows`, async ({
    site,
    page,
    desk
  }) => {
    const found: string[] = []
    const check = async (state: string) => {
      const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze()
      found.push(
        ...violations.map(({ id, nodes }) => `${state}: ${id} ${nodes.map(one => one.html).join(' | ')}`)
      )
      await expectNoSidewaysScroll(page)
    }
    await page.setViewportSize({ width: 320, height: 480 })
    await page.emulateMedia({ colorScheme: scheme })
    await page.goto(oldPage(site, '&lan=en&back=1'), { referer: 'https://shop.example/' })
    await expect(page.getByRole('log')).toBeVisible()
    await check('empty')
    await send(page, `hello https://example.com ${'x'.repeat(200)}`)
    await desk.say('hello back, see https://example.com/tea')
    await expect(bubble(page, 'hello back')).toBeVisible()
    await check('messages')
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'x.html', mimeType: 'text/html', buffer: Buffer.from('<b>') })
    await page.locator('#send').click()
    await expect(page.getByRole('alert')).toBeVisible()
    await check('problem')
    await page.route('**/legacy/chat.js*', route => route.abort())
    await page.goto(oldPage(site, '&lan=zh&color=ffee00'))
    await expect(framed(page).locator('.theirs .bubble')).toBeVisible()
    await check('frame')
    expect(found).toEqual([])
  })
}
