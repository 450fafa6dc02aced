import {
  composer,
  bubble,
  expect,
  test,
  until,
  type BrowserContext,
  type Desk,
  type Page,
  type Site
} from '#test/kit/browser'

// The visitor's way over the site, from the page to the agent.

type Calls = { zc(name: string, argument?: unknown): void }

/** Each page of the context is configured before its script comes. */
const configure = (context: BrowserContext, config: object) =>
  context.addInitScript(config => {
    if (window === top) Object.assign(window, { cbk: [['config', config]] })
  }, config)

const zc = (page: Page, name: string, argument?: unknown) =>
  page.evaluate(([name, argument]) => (window as unknown as Calls).zc(name, argument), [
    name,
    argument
  ] as const)

/** Goes there and stays until the server knows of it. */
async function view(page: Page, url: string, referer?: string) {
  const told = page.waitForResponse(response => response.url().endsWith('/api/visit'), { timeout: 20_000 })
  await page.goto(url, referer ? { referer } : {})
  expect((await told).status()).toBe(200)
}

async function chat(page: Page, text: string) {
  await page.locator('#zc__sdk__sys__btn').click()
  const handle = await page.locator('#zc__sdk__container iframe').elementHandle()
  const frame = (await handle!.contentFrame())!
  await composer(frame).fill(text)
  await composer(frame).press('Enter')
  await expect(bubble(frame, text)).toBeVisible()
}

const trackOf = ({ session }: Desk, uid: string) => session.visitor(uid)?.track ?? []
const paths = (desk: Desk, uid: string) =>
  trackOf(desk, uid).map(({ kind, page }) => `${kind} ${new URL(page.url!).pathname}`)

const channel = ({ server, sysnum }: Site, traces: 'on' | 'off') =>
  server.admin('set-channel', '--sysnum', sysnum, '--traces', traces)

test('[TRC-auto] [key:man_trace:script] landing, browsing and the start of the enquiry, joined to the conversation', async ({
  site,
  visitorPage: page,
  context,
  desk
}) => {
  await configure(context, { man_trace: true })
  await view(page, `${site.shop}/`)
  await view(page, `${site.shop}/product.html`, `${site.shop}/`)
  await view(page, `${site.shop}/help.html`)
  await chat(page, 'which one is it?')
  const uid = await desk.uid()
  await until(() => trackOf(desk, uid).length >= 4)
  expect(paths(desk, uid)).toEqual([
    'landing /',
    'view /product.html',
    'view /help.html',
    'enquiry /help.html'
  ])
  const { cid } = desk.session.inbox().find(one => one.uid === uid)!
  await until(() => trackOf(desk, uid).every(point => point.cid === cid))
  const [, product] = trackOf(desk, uid)
  expect(product!.from!.url).toBe(`${site.shop}/`)
  expect(product!.page.title).not.toBe('')

  // The next page view is told while the agent looks on
  await view(page, `${site.shop}/cart.html`)
  await until(() => trackOf(desk, uid).length === 5)
  expect(paths(desk, uid).at(-1)).toBe('view /cart.html')
})

test('[TRC-auto] a conversation that is open before the way is known gets it all the same', async ({
  site,
  visitorPage: page,
  desk
}) => {
  await page.goto(`${site.shop}/pages/plain.html`)
  await chat(page, 'hello')
  const uid = await desk.uid()
  expect(trackOf(desk, uid)).toEqual([])
  await zc(page, 'config', { man_trace: 1 })
  await until(() => trackOf(desk, uid).length === 2, 20_000)
  expect(paths(desk, uid)).toEqual(['landing /pages/plain.html', 'enquiry /pages/plain.html'])
})

test('[TRC-auto] in a page that changes its address itself each address is a page view; places in a page are none', async ({
  site,
  visitorPage: page,
  context,
  desk
}) => {
  await configure(context, { man_trace: true })
  await view(page, `${site.shop}/pages/spa.html`)
  for (const name of ['list', 'item']) {
    const told = page.waitForResponse(response => response.url().endsWith('/api/visit'))
    await page.getByRole('link', { name, exact: true }).click()
    await told
  }
  await page.evaluate(() => location.assign('#place'))
  const told = page.waitForResponse(response => response.url().endsWith('/api/visit'))
  await page.evaluate(() => location.assign('#/route'))
  await told
  await page.locator('.zhiCustomBtn').first().click()
  const frame = page.frameLocator('#zc__sdk__container iframe')
  await frame.getByRole('textbox').fill('hello')
  await frame.getByRole('textbox').press('Enter')
  const uid = await desk.uid()
  await until(() => trackOf(desk, uid).length >= 5)
  expect(trackOf(desk, uid).map(({ kind, page }) => [kind, page.title, new URL(page.url!).hash])).toEqual([
    ['landing', 'home', ''],
    ['view', 'list', ''],
    ['view', 'item', ''],
    ['view', 'item', '#/route'],
    ['enquiry', 'item', '#/route']
  ])
  expect(trackOf(desk, uid)[2]!.from!.url).toContain('view=list')
})

test('[TRC-auto] the channel may switch it on for all pages, and a page off for itself', async ({
  site,
  visitorPage: page,
  context,
  desk
}) => {
  expect(channel(site, 'on')).toMatchObject({ channels: [{ number: 1, traces: true }, { traces: true }] })
  try {
    await view(page, `${site.shop}/`)
    await configure(context, { man_trace: false })
    const asked: string[] = []
    page.on('request', request => asked.push(new URL(request.url()).pathname))
    await page.goto(`${site.shop}/help.html`)
    await chat(page, 'hello')
    const uid = await desk.uid()
    await until(() => trackOf(desk, uid).length >= 2)
    expect(paths(desk, uid)).toEqual(['landing /', 'enquiry /'])
    expect(asked).not.toContain('/api/visit')
  } finally {
    channel(site, 'off')
  }
})

test('[CMD-trace] [TRC-args] zc("trace") tells of one point at once, though nothing else is recorded', async ({
  site,
  visitorPage: page,
  desk
}) => {
  await page.goto(`${site.shop}/pages/plain.html`)
  const told = page.waitForResponse(response => response.url().endsWith('/api/visit'))
  await zc(page, 'trace', {
    pre_visit_args: { pre_visit_title: 'All teas', pre_visit_url: `${site.shop}/teas` },
    cur_visit_args: JSON.stringify({
      cur_visit_title: 'Longjing <script>',
      pcur_thumbnail: 'https://img.example/tea.png',
      cur_tags: 'green'
    })
  })
  expect((await told).status()).toBe(200)
  await chat(page, 'this one?')
  const uid = await desk.uid()
  await until(() => trackOf(desk, uid).length >= 2)
  expect(trackOf(desk, uid)[0]).toMatchObject({
    kind: 'trace',
    page: {
      title: 'Longjing <script>',
      url: `${site.shop}/pages/plain.html`,
      thumbnail: 'https://img.example/tea.png',
      tags: 'green'
    },
    from: { title: 'All teas', url: `${site.shop}/teas` }
  })
  expect(trackOf(desk, uid)[1]).toMatchObject({ kind: 'enquiry', page: { title: 'Longjing <script>' } })
  // Also after the scripts have come, and whatever it is given
  for (const strange of [undefined, 'text', { cur_visit_args: { cur_visit_url: 'javascript:alert(1)' } }])
    await zc(page, 'trace', strange)
  await until(() => trackOf(desk, uid).length === 5)
  const points = trackOf(desk, uid)
  expect(points.map(({ page }) => page.url)).toEqual(Array(5).fill(`${site.shop}/pages/plain.html`))
  // A page is not its own predecessor
  expect(points.slice(1).filter(({ from }) => from)).toEqual([])
})

test('[CMD-trace] with manual nothing is asked for before frame_manual, then the point is told', async ({
  site,
  visitorPage: page,
  context
}) => {
  await configure(context, { manual: true, man_trace: true })
  const asked: string[] = []
  page.on('request', request => {
    if (request.url().startsWith(site.server.url)) asked.push(new URL(request.url()).pathname)
  })
  await page.goto(`${site.shop}/pages/plain.html`)
  await zc(page, 'trace', { cur_visit_args: { cur_visit_title: 'noted' } })
  await page.waitForTimeout(1_500)
  expect(asked).toEqual(['/chat/frame/v2/entrance.js'])
  const told = page.waitForRequest(request => /"trace"/.test(request.postData() ?? ''))
  await zc(page, 'frame_manual')
  expect((await told).postDataJSON()).toMatchObject({
    given: { cur_visit_args: { cur_visit_title: 'noted' } }
  })
})

test('[TRC-auto] under a strict Content Security Policy with Trusted Types, with no violation', async ({
  site,
  visitorPage: page,
  context
}) => {
  await configure(context, { man_trace: true })
  await view(page, `${site.shop}/pages/csp.html`)
  expect(await page.evaluate(() => (window as unknown as { violations: unknown[] }).violations)).toEqual([])
  await zc(page, 'destroy')
  await expect(page.locator('iframe')).toHaveCount(0)
})
