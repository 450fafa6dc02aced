import AxeBuilder from '@axe-core/playwright'
import type { Card } from '#protocol/card'
import {
  bubble,
  composer,
  expect,
  send,
  test,
  until,
  type BrowserContext,
  type Desk,
  type Frame,
  type Page,
  type Site
} from '#test/kit/browser'

const PICTURE =
  '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90"><rect width="90" height="90"/></svg>'

/** The shop's pictures, each with the referrer it was asked with; `broken` does not come. */
async function servePictures(context: BrowserContext): Promise<(string | undefined)[]> {
  const referrers: (string | undefined)[] = []
  await context.route('https://img.example/**', route => {
    referrers.push(route.request().headers()['referer'])
    if (route.request().url().includes('broken')) return route.abort()
    return route.fulfill({ contentType: 'image/svg+xml', body: PICTURE })
  })
  return referrers
}

const toQuery = (values: Record<string, unknown>) =>
  Object.entries(values)
    .map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)])
    .map(([name, value]) => `&${name}=${encodeURIComponent(value!)}`)
    .join('')

async function visit(page: Page, site: Site, values: Record<string, unknown>) {
  await page.goto(site.h5(toQuery(values)))
  await composer(page).waitFor()
}

async function openWidget(page: Page): Promise<Frame> {
  await page.locator('#zc__sdk__sys__btn').click()
  const handle = await page.locator('#zc__sdk__container iframe').elementHandle()
  const frame = (await handle!.contentFrame())!
  await composer(frame).waitFor()
  return frame
}

const configure = (page: Page, values: object) =>
  page.evaluate(
    given => (window as unknown as { zc(name: string, values: object): void }).zc('config', given),
    values
  )

const offers = (page: Page | Frame) => page.getByRole('region', { name: /Cards to send|可发送的卡片/ })
const sendButton = (page: Page | Frame) => offers(page).getByRole('button', { name: /^(Send|发送) / })
const shown = (page: Page | Frame) => page.getByRole('log').locator('.shop-card')
const stored = (page: Page | Frame) => page.getByRole('log').locator('.mark:is(.sent, .delivered, .read)')

/** The cards in the conversation, as the agent's side has them. */
async function cardsOf(desk: Desk): Promise<Card[]> {
  const { entries } = desk.session.open(await desk.uid())
  return entries.flatMap(({ content }) => (content.kind === 'card' ? [content.card] : []))
}

test('[CARD-product] in the shop: the product stands above the composer, and two clicks send it once', async ({
  site,
  visitorPage: page,
  desk
}) => {
  await page.goto(`${site.shop}/product.html?id=longjing&lang=en`)
  const frame = await openWidget(page)
  const name = (await page.locator('#name').textContent())!
  await expect(offers(frame)).toContainText('¥')
  const image = offers(frame).locator('img')
  await expect.poll(() => image.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBeGreaterThan(0)
  await sendButton(frame).evaluate((button: HTMLButtonElement) => {
    button.click()
    button.click()
  })
  await expect(offers(frame)).toHaveCount(0)
  await expect(stored(frame)).toHaveCount(1)
  await expect(shown(frame)).toHaveCount(1)
  await until(() => desk.session.inbox().some(one => one.last?.content.kind === 'card'))
  await expect.poll(async () => (await cardsOf(desk)).length).toBe(1)
  const [card] = await cardsOf(desk)
  expect(card).toMatchObject({ type: 'product', url: page.url() })
  expect(name).toContain((card as { title: string }).title)

  await page.reload()
  const again = await openWidget(page)
  await expect(shown(again)).toHaveCount(1)
  await expect(offers(again)).toHaveCount(0)
  await configure(page, { card_title: 'Another tea' })
  await expect(offers(again)).toContainText('Another tea')
})

test('[CARD-product] without card_title there is no card, and the page is told once', async ({
  site,
  visitorPage: page
}) => {
  const told: string[] = []
  page.on('console', message => message.type() === 'warning' && told.push(message.text()))
  await page.goto(`${site.shop}/pages/plain.html`)
  await configure(page, { card_desc: 'green', card_note: '¥8' })
  const frame = await openWidget(page)
  await configure(page, { card_note: '¥9' })
  await expect.poll(() => told).toEqual([expect.stringContaining('card_* is ignored: it needs a card_title')])
  await configure(page, { card_title: 'Tea' })
  await expect(offers(frame)).toContainText('¥9')
  expect(told).toHaveLength(1)
})

test('[CARD-product] a card is dismissed, and one that the page names anew takes its place', async ({
  site,
  visitorPage: page
}) => {
  await servePictures(page.context())
  await page.goto(`${site.shop}/pages/plain.html`)
  await configure(page, { card_title: 'Tea' })
  const frame = await openWidget(page)
  await offers(frame).getByRole('button', { name: 'Dismiss Tea' }).click()
  await expect(offers(frame)).toHaveCount(0)
  await configure(page, { card_title: 'Cup', card_picture: 'https://img.example/broken.png' })
  await expect(offers(frame)).toContainText('Cup')
})

test('[CARD-product] addresses, encoded or not: only http(s) opens, beside the chat, and tells nobody where from', async ({
  site,
  visitorPage: page
}) => {
  const referrers = await servePictures(page.context())
  for (const card_url of ['http://shop.example/a?b=1', encodeURIComponent('http://shop.example/a?b=1')]) {
    await visit(page, site, {
      card_title: `Tea ${card_url.length}`,
      card_url,
      card_picture: 'https://img.example/a.svg'
    })
    await sendButton(page).click()
    const link = shown(page)
      .last()
      .getByRole('link', { name: `Tea ${card_url.length}` })
    await expect(link).toHaveAttribute('href', 'http://shop.example/a?b=1')
    await expect(link).toHaveAttribute('target', '_blank')
    await expect(link).toHaveAttribute('rel', 'noopener noreferrer nofollow ugc')
  }
  expect(referrers.length).toBeGreaterThan(0)
  expect(referrers.every(one => one === undefined)).toBe(true)
  for (const [i, card_url] of [
    'javascript:alert(1)',
    'data:text/html,x',
    'https://bank.example@evil.example/'
  ].entries()) {
    await visit(page, site, { card_title: `Trap ${i}`, card_url })
    await sendButton(page).click()
    await expect(shown(page).last()).toHaveText(`Trap ${i}`)
    await expect(shown(page).last().getByRole('link')).toHaveCount(0)
  }
})

test('[CARD-product] a mini program’s page is text, and opens inside WeChat only', async ({
  site,
  visitorPage: page
}) => {
  await visit(page, site, { card_title: 'Tea', card_url: 'pages/tea/index?id=7' })
  await sendButton(page).click()
  await expect(shown(page)).toContainText('pages/tea/index?id=7')
  await expect(shown(page).locator('a, button')).toHaveCount(0)
  await page.addInitScript(() => {
    const opened: string[] = []
    Object.assign(window, {
      opened,
      wx: { miniProgram: { navigateTo: ({ url }: { url: string }) => void opened.push(url) } }
    })
  })
  await page.reload()
  await shown(page).getByRole('button', { name: 'Tea' }).click()
  expect(await page.evaluate(() => (window as unknown as { opened: string[] }).opened)).toEqual([
    '/pages/tea/index?id=7'
  ])
  await expect(shown(page)).not.toContainText('pages/')
})

test('[CARD-product] a picture that does not come leaves its place as it was', async ({
  site,
  visitorPage: page
}) => {
  await servePictures(page.context())
  await visit(page, site, { card_title: 'Tea', card_picture: 'https://img.example/broken.svg' })
  await sendButton(page).click()
  const thumb = shown(page).locator('.thumb')
  await expect(thumb.locator('svg')).toBeVisible()
  expect(await thumb.boundingBox()).toMatchObject({ width: 64, height: 64 })
})

test('[CARD-order] by a link that nobody encoded, as the documents have it: 1000 fen read ¥10.00', async ({
  site,
  visitorPage: page,
  desk
}) => {
  await servePictures(page.context())
  await page.goto(
    `${site.h5()}&locale=en&order_status=1&create_time=1586414406391&order_code=121212&order_url=http://www.shop.example&goods_count=2&total_fee=1000&goods=[{"name":"saaadad","pictureUrl":"https://img.example/admin.png"}]`
  )
  await expect(offers(page)).toContainText('Order 121212')
  await expect(offers(page)).toContainText('¥10.00')
  await sendButton(page).click()
  for (const text of ['Order 121212', 'To be paid', 'saaadad', '2020', 'Items: 2', '¥10.00'])
    await expect(shown(page)).toContainText(text)
  await expect(shown(page).getByRole('link')).toHaveAttribute('href', 'http://www.shop.example/')
  await expect.poll(async () => (await cardsOf(desk)).length).toBe(1)
  expect(await cardsOf(desk)).toMatchObject([{ code: '121212', fee: 1000, createdAt: 1_586_414_406_391 }])
})

test('[CARD-order] by script, in Chinese: goods as JSON text, the rest of many folded away', async ({
  site,
  visitorPage: page
}) => {
  await page.goto(`${site.shop}/pages/plain.html`)
  const goods = Array.from({ length: 5 }, (_, i) => ({ name: `茶 ${i + 1}` }))
  await configure(page, {
    locale: 'cn',
    order_status: 0,
    status_custom: '待自提',
    order_code: 11111,
    total_fee: 1000,
    goods: JSON.stringify(goods)
  })
  const frame = await openWidget(page)
  await sendButton(frame).click()
  for (const text of ['订单 11111', '待自提', '¥10.00', '茶 3'])
    await expect(shown(frame)).toContainText(text)
  await expect(shown(frame).getByText('茶 5')).toBeHidden()
  await shown(frame).getByText('展开其余 2 件').click()
  await expect(shown(frame).getByText('茶 5')).toBeVisible()
})

test('[CARD-order] a decimal sum is refused with a warning, the order stays', async ({
  site,
  visitorPage: page
}) => {
  const told: string[] = []
  page.on('console', message => message.type() === 'warning' && told.push(message.text()))
  await visit(page, site, { order_code: 'A-1', total_fee: '10.50' })
  await expect(offers(page)).toContainText('Order A-1')
  await expect(offers(page)).not.toContainText('¥')
  expect(told).toEqual([expect.stringContaining('total_fee is ignored')])
})

const V6 = {
  cardId: 'c-1',
  cardType: 0,
  cardGuide: 'Which order is it about?',
  cardMenus: [{ menuName: 'Where is it?', menuType: 1 }],
  customCards: [
    {
      customCardName: 'Tea',
      customCardCode: '1001',
      customCardStatus: 2,
      customCardAmount: '699.00',
      customCardAmountSymbol: '￥'
    },
    {
      customCardName: 'Cup',
      customCardCode: '1002',
      customCardStatus: 'At the post office',
      customCardAmount: '9',
      customCardAmountSymbol: '$'
    }
  ]
}

test('[CARD-v6] several orders under a guide: the visitor picks one, a menu sends its words', async ({
  site,
  visitorPage: page,
  desk
}) => {
  await visit(page, site, { card_info: V6 })
  await expect(offers(page)).toContainText('Which order is it about?')
  await expect(sendButton(page)).toHaveCount(2)
  await offers(page).getByRole('button', { name: 'Send Order 1002' }).click()
  for (const text of ['Order 1002', 'At the post office', '$9', 'Cup'])
    await expect(shown(page)).toContainText(text)
  await expect(sendButton(page)).toHaveCount(1)
  await expect(offers(page)).toContainText('¥699.00')
  await offers(page).getByRole('button', { name: 'Where is it?' }).click()
  await expect(bubble(page, 'Where is it?')).toBeVisible()
  await until(() => desk.texts().length === 0)
  await desk.uid()
  await expect.poll(() => desk.texts()).toEqual(['Where is it?'])
})

test('[CARD-v6] cardTrigger: the card goes by itself when a person takes the conversation, once, also from two tabs', async ({
  site,
  visitorPage: page,
  desk
}) => {
  const card_info = { ...V6, cardType: 1, cardTrigger: true, customCards: V6.customCards.slice(0, 1) }
  await visit(page, site, { card_info })
  await send(page, 'hello')
  await expect(stored(page)).toHaveCount(1)
  const tab = await page.context().newPage()
  await visit(tab, site, { card_info })
  for (const one of [page, tab]) await expect(offers(one)).toContainText('Tea')
  await expect(shown(page)).toHaveCount(0)
  await desk.say('good day')
  for (const one of [page, tab]) {
    await expect(shown(one).first()).toContainText('¥699.00')
    await expect(offers(one)).toHaveCount(0)
  }
  await page.reload()
  await desk.say('and now?')
  for (const one of [page, tab]) await expect(bubble(one, 'and now?')).toBeVisible()
  await expect(shown(page)).toHaveCount(1)
  expect(await cardsOf(desk)).toHaveLength(1)
})

test('[CMD-receive_message] a card of an agent is [card] and its title, in the visitor’s language', async ({
  site,
  visitorPage: page,
  desk
}) => {
  for (const [locale, text] of [
    ['en', '[card] Tea'],
    ['cn', '[卡片] Tea']
  ] as const) {
    await page.goto(`${site.shop}/pages/plain.html`)
    await page.evaluate(locale => {
      const { zc } = window as unknown as { zc(name: string, value: unknown): void }
      const heard: string[] = []
      Object.assign(window, { heard })
      zc('config', { locale })
      zc('receive_message', (message: { msg: string }) => heard.push(message.msg))
    }, locale)
    const frame = await openWidget(page)
    await send(frame as unknown as Page, `hello ${locale}`)
    // Until then, whatever comes is history
    await expect(frame.locator('.row:not(.sending) .bubble', { hasText: `hello ${locale}` })).toBeVisible()
    const uid = await desk.uid()
    await page.locator('#zc__sdk__sys__btn').click()
    await expect(page.locator('#zc__sdk__container iframe')).toBeHidden()
    desk.session.send(uid, { kind: 'card', card: { type: 'product', title: 'Tea' } })
    await expect
      .poll(() => page.evaluate(() => (window as unknown as { heard: string[] }).heard))
      .toEqual([text])
  }
})

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

for (const scheme of ['light', 'dark'] as const) {
  test(`axe finds nothing with cards above the composer and in the list, in ${scheme}, nor overflows at 320 pixels`, async ({
    site,
    visitorPage: page
  }) => {
    await servePictures(page.context())
    await page.emulateMedia({ colorScheme: scheme })
    const goods = Array.from({ length: 4 }, () => ({
      name: 'Tea of a long name '.repeat(4),
      pictureUrl: 'https://img.example/a.svg'
    }))
    const product = {
      card_title: 'T'.repeat(300),
      card_url: 'https://shop.example',
      card_desc: 'green',
      card_note: '¥1,280.00',
      card_picture: 'https://img.example/a.svg'
    }
    await page.setViewportSize({ width: 320, height: 640 })
    await visit(page, site, {
      ...product,
      order_status: 0,
      status_custom: 'waiting for the next ship to come in',
      order_code: '1'.repeat(80),
      order_url: 'https://shop.example',
      create_time: 1_586_414_406_391,
      total_fee: 1e12,
      goods_count: 4,
      goods,
      card_info: { ...V6, cardMenus: ['Refund', 'W'.repeat(60)] }
    })
    await expect(sendButton(page)).toHaveCount(4)
    const check = async (state: string) => {
      const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze()
      expect(
        violations.map(({ id, nodes }) => `${state}: ${id}: ${nodes.map(node => node.html).join(' ')}`)
      ).toEqual([])
      for (const box of ['html', '.list', '.offers'])
        expect([
          state,
          box,
          await page.locator(box).evaluateAll(all => all.some(one => one.scrollWidth > one.clientWidth))
        ]).toEqual([state, box, false])
    }
    await check('above the composer')
    for (let left = 4; left > 0; left--) {
      await expect(sendButton(page)).toHaveCount(left)
      await sendButton(page).first().click()
    }
    await expect(stored(page)).toHaveCount(4)
    await shown(page).getByText('Show 1 more').click()
    await check('in the list')
  })
}
