import { KEYS, type Key, type KeyName } from '#protocol/keys'
import { expect, test, type Browser, type Frame, type Page, type Site } from '#test/kit/browser'

// Keys of the cards: what the visitor sends with them is on the agent's screen.

const picture = (name: string) => encodeURIComponent(`https://img.example/${name}.svg`)

/** Two orders, since a status of its own words and a known one cannot stand in one. */
const FIRST: Partial<Record<KeyName, string | number>> = {
  card_title: 'Longjing',
  card_url: encodeURIComponent('https://shop.example/longjing'),
  card_desc: 'Green tea of spring',
  card_note: '¥128 a tin',
  card_picture: picture('longjing'),
  order_status: 0,
  status_custom: 'At the tea master',
  create_time: '1586414406391',
  order_code: 11111,
  order_url: 'http://shop.example/orders/11111',
  goods_count: 2,
  total_fee: 1000,
  goods: JSON.stringify([{ name: 'Gaiwan', pictureUrl: picture('gaiwan') }])
}
const SECOND = { order_status: 4, order_code: '22222' }

type Cards = {
  product: ReturnType<Page['locator']>
  order: ReturnType<Page['locator']>
  other: ReturnType<Page['locator']>
}

/** What the agent sees of each key. */
const SEEN: Partial<Record<KeyName, (cards: Cards) => Promise<void>>> = {
  card_title: ({ product }) => expect(product.getByRole('link')).toHaveText('Longjing'),
  card_url: ({ product }) =>
    expect(product.getByRole('link')).toHaveAttribute('href', 'https://shop.example/longjing'),
  card_desc: ({ product }) => expect(product).toContainText('Green tea of spring'),
  card_note: ({ product }) => expect(product.locator('strong')).toHaveText('¥128 a tin'),
  card_picture: ({ product }) =>
    expect(product.locator('img')).toHaveAttribute('src', 'https://img.example/longjing.svg'),
  order_status: ({ other }) => expect(other).toContainText('Out for delivery'),
  status_custom: ({ order }) => expect(order).toContainText('At the tea master'),
  create_time: ({ order }) => expect(order).toContainText('Apr 9, 2020'),
  order_code: ({ order }) => expect(order.getByRole('link')).toHaveText('Order 11111'),
  order_url: ({ order }) =>
    expect(order.getByRole('link')).toHaveAttribute('href', 'http://shop.example/orders/11111'),
  goods_count: ({ order }) => expect(order).toContainText('Items: 2'),
  total_fee: ({ order }) => expect(order.locator('strong')).toHaveText('¥10.00'),
  async goods({ order }) {
    await expect(order).toContainText('Gaiwan')
    await expect(order.locator('img')).toHaveAttribute('src', 'https://img.example/gaiwan.svg')
  }
}

async function newPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1400, height: 900 } })
  await context.route('https://img.example/**', route =>
    route.fulfill({ contentType: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg"/>' })
  )
  return await context.newPage()
}

/** Sends every card that is offered. */
async function sendAll(chat: Page | Frame, total: number) {
  const stored = chat.getByRole('log').locator('.mark:is(.sent, .delivered, .read)')
  const button = chat.getByRole('region', { name: 'Cards to send' }).getByRole('button', { name: /^Send / })
  for (let sent = await stored.count(); sent < total; sent++) {
    await button.first().click()
    await expect(stored).toHaveCount(sent + 1)
  }
}

const VISITS: Record<'script' | 'link', (page: Page, site: Site) => Promise<void>> = {
  async script(page, { shop }) {
    await page.goto(`${shop}/pages/plain.html`)
    const configure = (values: object) =>
      page.evaluate(
        given => (window as unknown as { zc(name: string, values: object): void }).zc('config', given),
        values
      )
    await configure({ ...FIRST, uname: 'cards by script' })
    await page.locator('#zc__sdk__sys__btn').click()
    const handle = await page.locator('#zc__sdk__container iframe').elementHandle()
    const frame = (await handle!.contentFrame())!
    await sendAll(frame, 2)
    await configure(SECOND)
    await sendAll(frame, 3)
  },
  async link(page, site) {
    const visit = (values: object) =>
      page.goto(
        site.h5(
          Object.entries({ ...values, uname: 'cards by link' })
            .map(([name, value]) => `&${name}=${encodeURIComponent(String(value))}`)
            .join('')
        )
      )
    await visit(FIRST)
    await sendAll(page, 2)
    await visit(SECOND)
    await expect(page.getByRole('log').locator('.shop-card')).toHaveCount(2)
    await sendAll(page, 3)
  }
}

for (const surface of ['script', 'link'] as const)
  test.describe(`by ${surface}`, () => {
    let visitor: Page
    let agent: Page
    let cards: Cards

    test.beforeAll(async ({ browser, site }) => {
      visitor = await newPage(browser)
      await VISITS[surface](visitor, site)
      agent = await newPage(browser)
      const [name, value] = (await site.server.signIn(0)).split('=') as [string, string]
      await agent.context().addCookies([{ name, value, url: site.server.url }])
      await agent.goto(`${site.server.url}/workbench`)
      await agent.locator('.inbox-row', { hasText: `cards by ${surface}` }).click()
      const all = agent.getByRole('log').locator('.shop-card')
      await expect(all).toHaveCount(3)
      cards = { product: all.nth(0), order: all.nth(1), other: all.nth(2) }
    })
    test.afterAll(async () => {
      await visitor.context().close()
      await agent.context().close()
    })

    for (const [name, sees] of Object.entries(SEEN))
      test(`[key:${name}:${surface}] is on the card that the agent gets`, () => sees(cards))
  })

test('every key of the cards is seen here; card_info has a test of its own', () => {
  const expected = Object.entries<Key>(KEYS).flatMap(([name, { use }]) => (use === 'card' ? [name] : []))
  expect([...Object.keys(SEEN), 'card_info'].sort()).toEqual(expected.sort())
})
