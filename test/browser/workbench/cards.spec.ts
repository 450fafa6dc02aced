import AxeBuilder from '@axe-core/playwright'
import type { Card } from '#protocol/card'
import { expect, row, test, type Page } from './harness.ts'

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

const query = (values: Record<string, string | number>) =>
  Object.entries(values)
    .map(([name, value]) => `&${name}=${encodeURIComponent(value)}`)
    .join('')

const offered = (page: Page) => page.getByRole('region', { name: 'Cards to send' })
const sendButton = (page: Page) => offered(page).getByRole('button', { name: /^Send / })
const cards = (page: Page) => page.getByRole('log').locator('.shop-card')

test('[CARD-product] a card is sent like any message: kept without a connection and over a reload, stored once', async ({
  desk
}) => {
  const visitor = await desk.visitor(
    query({ uname: 'Card in a storm', card_title: 'Tea', card_note: '¥128' })
  )
  await expect(offered(visitor)).toContainText('¥128')
  await desk.cut(visitor)
  await sendButton(visitor).dblclick({ noWaitAfter: true })
  await expect(visitor.locator('.row.sending .shop-card')).toHaveCount(1)
  await visitor.reload()
  await expect(visitor.locator('.row.sending .shop-card')).toHaveText(/Tea.*¥128/)
  desk.mend(visitor)
  await expect(visitor.locator('.row:not(.sending) .shop-card')).toHaveCount(1, { timeout: 30_000 })
  await expect(offered(visitor)).toHaveCount(0)

  const ann = await desk.agent(0)
  await expect(row(ann, /Card in a storm/)).toContainText('[card] Tea')
  await row(ann, /Card in a storm/).click()
  await expect(cards(ann)).toHaveCount(1)
  await expect(cards(ann)).toContainText('¥128')
})

for (const { look, options } of [
  { look: 'light', options: {} },
  { look: 'dark', options: { colorScheme: 'dark' as const } },
  { look: 'phone', options: { viewport: { width: 375, height: 667 } } }
]) {
  test(`[CARD-order] axe finds nothing in a conversation with cards: ${look}`, async ({ desk }) => {
    const uname = `Cards ${look}`
    const visitor = await desk.visitor(
      query({
        uname,
        card_title: 'Tea of a rather long name that takes more than two lines on every screen that there is',
        card_url: 'https://shop.example/tea',
        card_desc: 'green',
        card_note: '¥128',
        order_status: 3,
        order_code: '20260001',
        order_url: 'pages/order/index?id=1',
        total_fee: 1000,
        create_time: 1_586_414_406_391,
        goods: JSON.stringify(Array.from({ length: 5 }, (_, i) => ({ name: `Tea ${i}` })))
      })
    )
    await sendButton(visitor).first().click()
    await expect(sendButton(visitor)).toHaveCount(1)
    await sendButton(visitor).click()
    await expect(offered(visitor)).toHaveCount(0)
    const ann = await desk.agent(0, options)
    await row(ann, new RegExp(uname)).click()
    await expect(cards(ann)).toHaveCount(2)
    await expect(cards(ann).last()).toContainText('pages/order/index?id=1')
    await expect(cards(ann).last()).toContainText('¥10.00')
    const { violations } = await new AxeBuilder({ page: ann }).withTags(TAGS).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' ')}`)).toEqual([])
    expect(await ann.locator('.list').evaluate(list => list.scrollWidth > list.clientWidth)).toBe(false)
  })
}

test('[CD2] a hostile visitor’s card is refused by the server, whatever its page let through; markup in one is text', async ({
  desk
}) => {
  const markup = '<img src=x onerror="window.hurt = 1">'
  const visitor = await desk.visitor(query({ uname: 'Hostile cards', card_title: `${markup}1` }))
  await expect(sendButton(visitor)).toBeVisible()
  const hostile: unknown[] = [
    { type: 'product', title: 'x', url: 'javascript:window.hurt=1' },
    { type: 'product', title: 'x', picture: 'data:image/svg+xml,x' },
    { type: 'product', title: 'x'.repeat(1_001) },
    { type: 'order', status: 9, goods: [] }
  ] satisfies (Card | object)[]
  // Into the outbox of the page, past everything that makes cards
  await visitor.evaluate(all => {
    const sysnum = new URLSearchParams(location.search).get('sysnum')
    for (const [i, card] of all.entries()) {
      const clientId = `hostile-${i}`
      const pending = { clientId, uid: '', at: Date.now() + i, content: { kind: 'card', card } }
      localStorage.setItem(`ozc:${sysnum}:out:${clientId}`, JSON.stringify(pending))
    }
  }, hostile)
  await visitor.reload()
  await expect(visitor.locator('.row.failed')).toHaveCount(hostile.length)
  await sendButton(visitor).click()
  const ann = await desk.agent(0)
  await row(ann, /Hostile cards/).click()
  await expect(cards(ann)).toHaveCount(1)
  await expect(cards(ann)).toContainText(markup)
  expect(await ann.evaluate(() => 'hurt' in window)).toBe(false)
  expect(await visitor.evaluate(() => 'hurt' in window)).toBe(false)
})
