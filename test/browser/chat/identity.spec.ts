import { createHash } from 'node:crypto'
import { bubble, composer, expect, send, test, type Frame, type Page, type Site } from '#test/kit/browser'

// What the page says of who the visitor is, and what it proves.

const ILLEGAL = '经验证当前用户为非法用户,不予接入客户服务中心'
const KEY = 'a key of the demo company'
const signOf = ({ sysnum }: Site, partnerid: string) =>
  createHash('md5')
    .update(sysnum + KEY + partnerid)
    .digest('hex')

const secure = ({ server, sysnum }: Site, require: 'none' | 'sign') =>
  server.admin('set-security', '--sysnum', sysnum, '--require', require, '--key', KEY)

/** The rules are the company's: they do not outlive the test. */
test.afterEach(({ site }) => void secure(site, 'none'))

async function openWidget(page: Page, site: Site, config: object): Promise<Frame> {
  await page.goto(`${site.shop}/help.html`)
  await configure(page, config)
  await page.locator('#zc__sdk__sys__btn').click()
  const handle = await page.locator('#zc__sdk__container iframe').elementHandle()
  return (await handle!.contentFrame())!
}

const configure = (page: Page, config: object) =>
  page.evaluate(
    values => (window as unknown as { zc(name: string, values: object): void }).zc('config', values),
    config
  )

async function sendIn(frame: Frame, text: string) {
  await composer(frame).fill(text)
  await composer(frame).press('Enter')
  await expect(bubble(frame, text)).toBeVisible()
}

test('[SEC-sign] [key:sign:link] without a sign that fits, the page says so and connects to nothing', async ({
  site,
  visitorPage: page,
  context
}) => {
  secure(site, 'sign')
  // The refusal of the request is what is wanted here
  context.removeAllListeners('console')
  const sockets: string[] = []
  page.on('websocket', socket => socket.on('framesent', ({ payload }) => sockets.push(String(payload))))
  for (const query of ['', '&partnerid=p1', `&partnerid=p2&sign=${signOf(site, 'p1')}`]) {
    await page.goto(site.h5(`&locale=cn${query}`))
    await expect(page.getByRole('alert')).toHaveText(ILLEGAL)
    await expect(composer(page)).toHaveCount(0)
  }
  expect(sockets).toEqual([])
  await page.goto(site.h5(`&locale=cn&partnerid=p1&sign=${signOf(site, 'p1')}`))
  await expect(composer(page)).toBeVisible()
  await send(page, '您好')
  await expect(page.locator('.mark.sent, .mark.delivered')).toBeVisible()
})

test('[SEC-sign] [key:sign:script] in the floating window, and at once in a conversation that is open', async ({
  site,
  visitorPage: page,
  context
}) => {
  context.removeAllListeners('console')
  const frame = await openWidget(page, site, { locale: 'cn', partnerid: 'p3' })
  await sendIn(frame, 'before')
  secure(site, 'sign')
  await expect(frame.getByRole('alert')).toHaveText(ILLEGAL)
  await configure(page, { sign: signOf(site, 'p3') })
  await sendIn(frame, 'after')
  await expect(bubble(frame, 'before')).toHaveCount(0)
})

test('[SEC-identity] an unsigned partnerid has its own conversation in each browser; what was written for one is not sent as another', async ({
  site,
  visitorPage: page,
  browser
}) => {
  const frame = await openWidget(page, site, { partnerid: 'first' })
  await sendIn(frame, 'of the first')
  await composer(frame).fill('half typed by the first')
  await configure(page, { partnerid: 'second' })
  await expect(bubble(frame, 'of the first')).toHaveCount(0)
  await expect(composer(frame)).toHaveValue('')
  await sendIn(frame, 'of the second')
  await configure(page, { partnerid: 'first' })
  await expect(bubble(frame, 'of the first')).toBeVisible()
  await expect(composer(frame)).toHaveValue('half typed by the first')
  await expect(bubble(frame, 'of the second')).toHaveCount(0)
  const elsewhere = await (await browser.newContext()).newPage()
  const other = await openWidget(elsewhere, site, { partnerid: 'first' })
  await sendIn(other, 'another device')
  await expect(bubble(other, 'of the first')).toHaveCount(0)
  await elsewhere.context().close()
})

test('[SEC-identity] a proved one has one conversation in all browsers, and the agent sees that it is proved', async ({
  site,
  visitorPage: page,
  browser,
  desk
}) => {
  secure(site, 'sign')
  const proved = { partnerid: 'customer 9', sign: signOf(site, 'customer 9') }
  const frame = await openWidget(page, site, proved)
  await sendIn(frame, 'from the first device')
  const uid = await desk.uid()
  await desk.say('hello there')
  expect(desk.session.visitor(uid)).toMatchObject({
    verified: true,
    profile: { claims: { partnerid: 'customer 9' } }
  })
  const elsewhere = await (await browser.newContext({ locale: 'en-US' })).newPage()
  const other = await openWidget(elsewhere, site, proved)
  await expect(bubble(other, 'hello there')).toBeVisible()
  await sendIn(other, 'from the second device')
  await expect(bubble(frame, 'from the second device')).toBeVisible()
  await elsewhere.context().close()
})

test('[CMD-logout] who comes next in this browser finds nothing, with or without a name, and the agent still has it all', async ({
  site,
  visitorPage: page
}) => {
  const frame = await openWidget(page, site, { partnerid: 'signs-out', uname: 'Ann' })
  await sendIn(frame, 'only for Ann')
  await composer(frame).fill('a draft')
  await page.evaluate(() => (window as any).zc('logout'))
  await expect(bubble(frame, 'only for Ann')).toHaveCount(0)
  await expect(composer(frame)).toHaveValue('')
  await sendIn(frame, 'from nobody')

  await configure(page, { partnerid: 'signs-out' })
  await expect(bubble(frame, 'from nobody')).toHaveCount(0)
  await expect(composer(frame)).toBeVisible()
  await expect(bubble(frame, 'only for Ann')).toHaveCount(0)
  await page.reload()
  const later = await openWidget(page, site, {})
  await expect(bubble(later, 'from nobody')).toBeVisible()
  await expect(bubble(later, 'only for Ann')).toHaveCount(0)
})

test('[CMD-identify] [CMD-debug] the chat goes over to whom the page names, and the doctor shows what agents see of them', async ({
  site,
  visitorPage: page
}) => {
  const frame = await openWidget(page, site, {})
  await sendIn(frame, 'without a name')
  await page.evaluate(() =>
    (window as any).zc('identify', { partnerid: 'named', uname: '林一', params: { level: 'gold' } })
  )
  await expect(bubble(frame, 'without a name')).toHaveCount(0)
  await sendIn(frame, 'with a name')
  await page.evaluate(() => (window as any).zc('debug'))
  const doctor = page.locator('#zc__doctor section')

  await expect(doctor.getByText(/^(Connected by WebSocket|已通过 WebSocket)/)).toBeVisible()
  await expect(doctor.locator('dd', { hasText: /^林一$/ })).toHaveCount(2)
  await expect(doctor.locator('dd', { hasText: '{"level":"gold"}' }).last()).toBeVisible()
})

test('[SEC-identity] a member of the shop is proved by the shop’s server, a fresh proof disturbs nothing, and signing out ends it', async ({
  site,
  visitorPage: page,
  desk
}) => {
  // Other tests may have given the company another key
  site.server.admin(
    'set-security',
    '--sysnum',
    site.sysnum,
    '--require',
    'none',
    '--key',
    site.server.demo.signingKey
  )
  await page.goto(`${site.shop}/help.html?lang=en`)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByText(/Signed in: Member \d{4}/)).toBeVisible()
  await page.locator('#zc__sdk__sys__btn').click()
  const handle = await page.locator('#zc__sdk__container iframe').elementHandle()
  const frame = (await handle!.contentFrame())!
  await sendIn(frame, 'from a member')
  const uid = await desk.uid()
  await expect.poll(() => desk.session.visitor(uid)?.verified).toBe(true)

  await composer(frame).fill('half a sentence')
  await page.evaluate(async () => {
    const { identity } = await (await fetch('/api/member')).json()
    ;(window as any).zc('identify', identity)
  })
  await frame.evaluate(() => new Promise(resolve => setTimeout(resolve, 300)))
  await expect(composer(frame)).toHaveValue('half a sentence')
  await sendIn(frame, 'with a fresh proof')

  await page.goto(`${site.shop}/index.html?lang=en`)
  await page.locator('#zc__sdk__sys__btn').click()
  const again = await page.locator('#zc__sdk__container iframe').elementHandle()
  await expect(bubble((await again!.contentFrame())!, 'with a fresh proof')).toBeVisible()
  await page.goto(`${site.shop}/help.html?lang=en`)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible()
  await page.locator('#zc__sdk__sys__btn').click()
  const last = (await (await page.locator('#zc__sdk__container iframe').elementHandle())!.contentFrame())!
  await composer(last).waitFor()
  await expect(last.getByRole('log').getByText('from a member')).toHaveCount(0)
})
