import { createHash } from 'node:crypto'
import {
  bubble,
  composer,
  expect,
  test,
  until,
  type Desk,
  type Frame,
  type Page,
  type Site
} from '#test/kit/browser'

// What staff writes after the end waits for the visitor's next page view.

type Calls = { zc(name: string, argument: unknown): void; counts: unknown[] }

const ENTRANCE = '#zc__sdk__sys__btn'

/** A page view; `listens` to the number of offline messages from the beginning. */
async function visit(page: Page, { shop }: Site, { listens = true, config = {} } = {}) {
  await page.goto(`${shop}/pages/plain.html`)
  await page.evaluate(
    ([listens, config]) => {
      const calls = window as unknown as Calls
      calls.counts = []
      calls.zc('config', config)
      if (listens) calls.zc('offline_message_count', (count: unknown) => calls.counts.push(count))
    },
    [listens, config] as const
  )
}

async function open(page: Page): Promise<Frame> {
  await page.locator(ENTRANCE).click()
  const handle = await page.locator('#zc__sdk__container iframe').elementHandle()
  const frame = (await handle!.contentFrame())!
  await composer(frame).waitFor()
  return frame
}

async function say(frame: Frame, text: string) {
  await composer(frame).fill(text)
  await composer(frame).press('Enter')
  await expect(bubble(frame, text)).toBeVisible()
}

const counts = (page: Page) => page.evaluate(() => (window as unknown as Calls).counts)

/** The visitor asks, the agent answers and ends it, the visitor has seen all of that and leaves. */
async function endedConversation(page: Page, site: Site, desk: Desk, config = {}) {
  await visit(page, site, { listens: false, config })
  const frame = await open(page)
  await say(frame, 'is it in stock?')
  await desk.say('it is')
  await expect(bubble(frame, 'it is')).toBeVisible()
  const uid = await desk.uid()
  const { cid } = desk.session.inbox().find(one => one.uid === uid)!
  desk.session.end(uid, cid)
  await until(() => desk.session.inbox().find(one => one.cid === cid)?.status === 'ended')
  await expect(frame.getByText('The conversation was ended')).toBeVisible()
  await until(() => desk.session.open(uid).receipts.visitor.read >= 3)
  await page.goto('about:blank')
}

test('[MSG-offline] [CMD-offline_message_count] what staff writes after the end is counted at the next page view, read and answered', async ({
  site,
  visitorPage: page,
  desk
}) => {
  await endedConversation(page, site, desk)
  await desk.say('it is sold out now')
  await desk.say('shall we keep one for you?')

  await visit(page, site)
  await expect.poll(() => counts(page)).toEqual([2])
  const frame = await open(page)
  await expect(bubble(frame, 'it is sold out now')).toBeVisible()
  await say(frame, 'yes please')
  await until(() => desk.texts().includes('yes please'))
  expect(desk.texts()).toEqual([
    'is it in stock?',
    'it is',
    'it is sold out now',
    'shall we keep one for you?',
    'yes please'
  ])
  // A callback that comes after the window was opened has nothing to hear
  await page.evaluate(() => {
    const calls = window as unknown as Calls
    calls.zc('offline_message_count', (count: unknown) => calls.counts.push(count))
  })
  await page.keyboard.press('Escape')
  await page.goto('about:blank')
  await visit(page, site)
  await expect(page.locator('#zc__sdk__container iframe')).toHaveCount(1)
  await page.evaluate(
    () => new Promise<void>(done => (window as unknown as Calls).zc('frame_ready', () => done()))
  )
  await desk.say('it waits for you')
  await expect(page.locator(ENTRANCE)).toContainText('1')
  expect(await counts(page)).toEqual([])
})

test('[CMD-offline_message_count] a page that does not ask for it makes one request only, though messages wait', async ({
  site,
  visitorPage: page,
  desk
}) => {
  await endedConversation(page, site, desk)
  await desk.say('nobody asks for this')
  const asked: string[] = []
  page.on('request', request => {
    if (request.url().startsWith(site.server.url)) asked.push(new URL(request.url()).pathname)
  })
  await visit(page, site, { listens: false })
  await expect(page.locator(ENTRANCE)).toBeVisible()
  await page.waitForTimeout(1_500)
  expect(asked).toEqual(['/chat/frame/v2/entrance.js'])
})

test('[CMD-offline_message_count] a visitor whom the page vouches for gets the number on another device', async ({
  site,
  visitorPage: page,
  browser,
  desk
}) => {
  const key = 'a key of the demo company'
  const partnerid = 'customer 31'
  const sign = createHash('md5')
    .update(site.sysnum + key + partnerid)
    .digest('hex')
  site.server.admin('set-security', '--sysnum', site.sysnum, '--require', 'sign', '--key', key)
  try {
    await endedConversation(page, site, desk, { partnerid, sign })
    await desk.say('wherever you are')
    const elsewhere = await (await browser.newContext({ locale: 'en-US' })).newPage()
    await visit(elsewhere, site, { config: { partnerid, sign } })
    await expect.poll(() => counts(elsewhere)).toEqual([1])
    await expect(bubble(await open(elsewhere), 'wherever you are')).toBeVisible()
    await elsewhere.context().close()
  } finally {
    site.server.admin('set-security', '--sysnum', site.sysnum, '--require', 'none')
  }
})
