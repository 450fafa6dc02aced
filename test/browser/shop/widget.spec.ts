import AxeBuilder from '@axe-core/playwright'
import { bubble, composer, expect, send, test, until, type Frame, type Page } from '#test/kit/browser'

const ENTRANCE = '#zc__sdk__sys__btn'
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

async function chatFrame(page: Page): Promise<Frame> {
  const handle = await page.locator('#zc__sdk__container iframe').elementHandle()
  const frame = await handle!.contentFrame()
  await composer(frame!).waitFor()
  return frame!
}

async function openChat(page: Page): Promise<Frame> {
  await page.locator(ENTRANCE).click()
  return await chatFrame(page)
}

async function sendIn(frame: Frame, text: string) {
  await composer(frame).fill(text)
  await composer(frame).press('Enter')
}

test('[DEP-snippet] in the shop: open, chat, collapse, unread badge and receive_message, open again', async ({
  site,
  visitorPage: page,
  desk
}) => {
  await page.goto(site.shop)
  await page.evaluate(() => {
    const seen: unknown[] = []
    Object.assign(window, { received: seen })
    ;(window as unknown as { zc(name: string, fn: (message: unknown) => void): void }).zc(
      'receive_message',
      message => seen.push(message)
    )
  })
  const frame = await openChat(page)
  await expect(composer(frame)).toBeFocused()
  await sendIn(frame, 'Is the gaiwan dishwasher safe?')
  await desk.say('Better wash it by hand.')
  await expect(bubble(frame, 'Better wash it by hand.')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.locator(ENTRANCE)).toBeFocused()
  await expect(page.locator(ENTRANCE)).toHaveAttribute('aria-expanded', 'false')
  await desk.say('And never in the microwave.')
  await expect(page.locator(ENTRANCE)).toContainText('1')
  const heard = () =>
    page.evaluate(
      () => (window as unknown as { received: { name: string; msg: string; t: number }[] }).received
    )
  await expect.poll(heard).toMatchObject([{ name: 'Ann', msg: 'And never in the microwave.' }])
  const received = await heard()
  expect(Math.abs(Date.now() - received[0]!.t)).toBeLessThan(60_000)
  await page.locator(ENTRANCE).click()
  await expect(bubble(frame, 'And never in the microwave.')).toBeVisible()
  await expect(page.locator(ENTRANCE)).not.toContainText('1')
})

test('the agent sees the page and the fields that the page has set', async ({
  site,
  visitorPage: page,
  desk
}) => {
  await page.goto(`${site.shop}/help.html?lang=en`)
  await page.evaluate(() =>
    (window as unknown as { zc(name: string, config: object): void }).zc('config', {
      uname: '<b>Mei</b>',
      tel: 12345,
      params: { level: 'gold' }
    })
  )
  const frame = await openChat(page)
  await sendIn(frame, 'hello')
  const uid = await desk.uid()
  await until(() => desk.session.visitor(uid)?.profile.claims?.['uname'] !== undefined)
  expect(desk.session.visitor(uid)!.profile).toMatchObject({
    name: '<b>Mei</b>',
    claims: { tel: '12345', params: '{"level":"gold"}' }
  })
  expect(desk.session.visitor(uid)!.profile.page?.url).toContain('/help.html')
  expect(desk.session.visitor(uid)!.verified).toBe(false)
})

test('the conversation goes on over page navigation, and moving the window in the page loses nothing', async ({
  site,
  visitorPage: page,
  desk
}) => {
  await page.goto(site.shop)
  const frame = await openChat(page)
  await sendIn(frame, 'first page')
  await desk.say('welcome')
  await page.goto(`${site.shop}/cart.html`)
  const again = await openChat(page)
  await expect(bubble(again, 'welcome')).toBeVisible()
  await composer(again).fill('half typed')
  await page.evaluate(() =>
    document.querySelector('main')!.append(document.querySelector('#zc__sdk__container')!)
  )
  const moved = await chatFrame(page)
  await expect(composer(moved)).toHaveValue('half typed')
  await expect(bubble(moved, 'first page')).toHaveCount(1)
  await sendIn(moved, 'after the move')
  await until(() => desk.texts().includes('after the move'))
})

test('strict CSP with Trusted Types: the chat works with no violation', async ({
  site,
  visitorPage: page,
  desk
}) => {
  await page.goto(`${site.shop}/pages/csp.html`)
  const frame = await openChat(page)
  await sendIn(frame, 'under a strict policy')
  await desk.say('all the same')
  await expect(bubble(frame, 'all the same')).toBeVisible()
  expect(await page.evaluate(() => (window as unknown as { violations: unknown[] }).violations)).toEqual([])
})

test('[CVE-2025-12245] a hostile page learns no secret and puts no word into the chat', async ({
  site,
  visitorPage: page,
  desk
}) => {
  await page.goto(`${site.shop}/pages/attack.html`)
  const frame = await openChat(page)
  await sendIn(frame, 'a private question')
  await desk.say('a private answer')
  await expect(bubble(frame, 'a private answer')).toBeVisible()
  await page.evaluate(() => (window as unknown as { attack(): unknown }).attack())
  await page.waitForTimeout(500)
  await sendIn(frame, 'still mine')
  await until(() => desk.texts().includes('still mine'))
  expect(desk.texts()).toEqual(['a private question', 'a private answer', 'still mine'])
  const { seen, throws } = await page.evaluate(() => {
    const { seen, throws } = window as unknown as {
      seen: { forged?: boolean; data?: unknown }[]
      throws: number
    }
    return { seen: JSON.stringify(seen.filter(one => !one.forged)), throws }
  })
  expect(throws).toBe(0)
  expect(seen).not.toMatch(/private|secret|token/)
  const storage = await page.evaluate(() => JSON.stringify(localStorage) + document.cookie)
  expect(storage).not.toMatch(/secret|token|private/)
})

test('before interest: one request of at most 3,000 bytes, and nothing stored, framed, connected or moved', async ({
  site,
  visitorPage: page,
  context
}) => {
  const chat: { url: string; bytes: number }[] = []
  let sockets = 0
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  const urls = new Map<string, string>()
  session.on('Network.responseReceived', ({ requestId, response }) => urls.set(requestId, response.url))
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const url = urls.get(requestId) ?? ''
    if (url.startsWith(site.server.url)) chat.push({ url, bytes: encodedDataLength })
  })
  session.on('Network.webSocketCreated', () => (sockets += 1))
  await page.addInitScript(() => {
    const writes: string[] = []
    Object.assign(window, { writes, shifts: 0 })
    const own = Storage.prototype.setItem
    Storage.prototype.setItem = function (key, value) {
      writes.push(key)
      own.call(this, key, value)
    }
    new PerformanceObserver(list => {
      for (const entry of list.getEntries())
        (window as unknown as { shifts: number }).shifts += (entry as unknown as { value: number }).value
    }).observe({ type: 'layout-shift', buffered: true })
  })
  await page.goto(`${site.shop}/pages/plain.html`)
  await expect(page.locator(ENTRANCE)).toBeVisible()
  await page.waitForTimeout(2_000)
  expect(chat.map(one => new URL(one.url).pathname)).toEqual(['/chat/frame/v2/entrance.js'])
  expect(chat[0]!.bytes).toBeLessThanOrEqual(3_600)
  expect({ sockets, frames: page.frames().length, cookies: (await context.cookies()).length }).toEqual({
    sockets: 0,
    frames: 1,
    cookies: 0
  })
  expect(
    await page.evaluate(() => ({
      ...(({ writes, shifts }) => ({ writes, shifts }))(
        window as unknown as { writes: string[]; shifts: number }
      )
    }))
  ).toEqual({ writes: [], shifts: 0 })
})

test('no layout shift when the chat opens, a badge comes, and it closes', async ({
  site,
  visitorPage: page,
  desk
}) => {
  await page.goto(`${site.shop}/pages/plain.html`)
  await page.evaluate(() => {
    Object.assign(window, { shifts: 0 })
    new PerformanceObserver(list => {
      for (const entry of list.getEntries())
        (window as unknown as { shifts: number }).shifts += (entry as unknown as { value: number }).value
    }).observe({ type: 'layout-shift', buffered: true })
  })
  const frame = await openChat(page)
  await sendIn(frame, 'hello')
  await page.keyboard.press('Escape')
  await desk.say('unread')
  await expect(page.locator(ENTRANCE)).toContainText('1')
  await page.locator(ENTRANCE).click()
  expect(await page.evaluate(() => (window as unknown as { shifts: number }).shifts)).toBe(0)
})

for (const scheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in the shop with the chat closed and open, ${scheme}`, async ({
    site,
    visitorPage: page
  }) => {
    await page.emulateMedia({ colorScheme: scheme })
    await page.goto(site.shop)
    await expect(page.locator(ENTRANCE)).toBeVisible()
    const check = async () =>
      (await new AxeBuilder({ page }).withTags(TAGS).analyze()).violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' | ')}`
      )
    expect(await check()).toEqual([])
    await openChat(page)
    await page.waitForTimeout(400)
    expect(await check()).toEqual([])
  })
}

test('on a phone the chat fills the screen and closes by its own button', async ({ site, browser }) => {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
    locale: 'zh-CN'
  })
  const page = await context.newPage()
  await page.goto(site.shop)
  await page.locator(ENTRANCE).tap()
  const frame = await chatFrame(page)
  // It comes in a short movement
  await expect
    .poll(() => page.locator('#zc__sdk__container').boundingBox())
    .toMatchObject({ x: 0, y: 0, width: 390, height: 844 })
  await frame.getByRole('button', { name: '关闭聊天窗口' }).click()
  await expect(page.locator(ENTRANCE)).toBeVisible()
  await context.close()
})

test('the popup page and the H5 page open the same conversation for the same browser', async ({
  site,
  visitorPage: page,
  desk
}) => {
  await page.goto(site.h5())
  await send(page, 'from H5')
  await desk.say('noted')
  await page.reload()
  await expect(bubble(page, 'noted')).toBeVisible()
})
