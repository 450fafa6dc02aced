import { bubble, composer, expect, send, test as base, type Page } from '#test/kit/browser'
import { serveModules } from './examples.ts'

// The package entry as integrators use it, bundled as they bundle it.

const test = base.extend<object, { examples: string }>({
  examples: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const served = await serveModules({
        react: 'demo/examples/react.jsx',
        vue: 'demo/examples/vue.js',
        bare: 'test/browser/package/bare.ts'
      })
      await use(served.url)
      served.close()
    },
    { scope: 'worker' }
  ]
})

const entrance = (page: Page) => page.locator('#zc__sdk__sys__btn')
const colorOf = (page: Page) => entrance(page).evaluate(button => getComputedStyle(button).backgroundColor)

for (const framework of ['react', 'vue'])
  test(`[PKG-${framework}] the example: one entrance, live settings, events, and gone with the component`, async ({
    examples,
    site,
    visitorPage: page,
    desk
  }) => {
    await page.goto(`${examples}/${framework}.html?chat=${site.server.url}&sysnum=${site.sysnum}`)
    const support = page.getByRole('button', { name: /Support/ })
    await expect(entrance(page)).toHaveCount(1)
    await expect.poll(() => page.locator('script[src*=entrance]').count()).toBe(1)
    await page.getByRole('button', { name: 'Red' }).click()
    await expect.poll(() => colorOf(page)).toBe('rgb(170, 51, 0)')

    await support.click()
    await expect(support).toHaveAttribute('aria-expanded', 'true')
    const frame = page.frameLocator('#zc__sdk__container iframe')
    await frame.getByRole('textbox').fill('hello from the example')
    await frame.getByRole('textbox').press('Enter')
    await desk.uid()
    await support.click()
    await expect(support).toHaveAttribute('aria-expanded', 'false')
    await desk.say('an answer')
    await expect(support).toHaveText('Support (1)')

    await page.getByRole('button', { name: 'Leave' }).click()
    await expect(entrance(page)).toHaveCount(0)
    await expect(page.locator('iframe, script[src*=entrance]')).toHaveCount(0)
    await page.getByRole('button', { name: 'Come' }).click()
    await expect(entrance(page)).toHaveCount(1)
    await support.click()
    await expect(frame.getByRole('log')).toContainText('an answer')
  })

const open = (page: Page, examples: string) => page.goto(`${examples}/bare.html`)

test('[PKG] two instances share one chat, and each has its own listeners', async ({
  examples,
  site,
  visitorPage: page
}) => {
  await open(page, examples)
  const options = { host: site.server.url, sysnum: site.sysnum }
  await page.evaluate(async options => {
    const { load, heard } = window.openzc
    const first = load({ ...options, config: { color: '224466' } })
    const second = load(options)
    first.on('expand', () => heard.push('first'))
    const stop = second.on('expand', () => heard.push('second'))
    await second.toggle()
    await second.whenReady()
    stop()
    await second.toggle()
    first.destroy()
    await second.toggle()
  }, options)
  expect(await page.evaluate(() => window.openzc.heard)).toEqual(['first', 'second'])
  await expect(page.locator('script[src*=entrance]')).toHaveCount(1)
  await expect(composer(page.frames().at(-1)!)).toBeVisible()
  await send(page.frames().at(-1)!, 'through the package')
  await expect(bubble(page.frames().at(-1)!, 'through the package')).toBeVisible()
})

test('[PKG] identify, logout and consent are those of zc()', async ({
  examples,
  site,
  visitorPage: page,
  desk
}) => {
  await open(page, examples)
  await page.evaluate(
    ([host, sysnum]) => {
      const chat = (window as any).openzc.load({ host, sysnum })
      chat.consent(false)
      chat.identify({ partnerid: 'of the package', uname: 'Ann' })
      chat.expand()
      ;(window as any).chat = chat
    },
    [site.server.url, site.sysnum] as const
  )
  const frame = page.frameLocator('#zc__sdk__container iframe')
  await frame.getByRole('textbox').fill('as Ann')
  await frame.getByRole('textbox').press('Enter')
  const uid = await desk.uid()
  await expect
    .poll(() => desk.session.visitor(uid)?.profile.claims)
    .toMatchObject({ partnerid: 'of the package' })
  expect(await page.evaluate(() => Object.keys(localStorage).filter(key => key.startsWith('ozc')))).toEqual(
    []
  )
  await page.evaluate(() => (window as any).chat.logout())
  await expect(frame.getByRole('log')).not.toContainText('as Ann')
})

test('[PKG] says what is wrong with its options, and when the script cannot be had', async ({
  examples,
  visitorPage: page
}) => {
  await open(page, examples)
  const refusals = await page.evaluate(() =>
    [
      { host: 'chat', sysnum: 'x' },
      { host: 'https://chat.example.com', sysnum: '' }
    ].map(options => {
      try {
        return window.openzc.load(options) && ''
      } catch (error) {
        return String(error)
      }
    })
  )
  expect(refusals).toEqual([
    'TypeError: host: chat is no address; it looks like https://chat.example.com',
    'TypeError: sysnum: the company is missing'
  ])
  const failed = page.evaluate(
    host =>
      new Promise(resolve => window.openzc.load({ host, sysnum: 'x' }).on('failed', () => resolve('told'))),
    'http://127.0.0.1:61999'
  )
  expect(await failed).toBe('told')
})

test('[PKG] under a strict policy with Trusted Types nothing is violated', async ({
  examples,
  site,
  visitorPage: page
}) => {
  const policy = `script-src 'self' ${site.server.url}; style-src 'self'; frame-src ${site.server.url}; require-trusted-types-for 'script'; trusted-types openzc`
  await page.goto(`${examples}/bare.html?policy=${encodeURIComponent(policy)}`)
  await page.evaluate(
    async options => {
      addEventListener('securitypolicyviolation', event => window.openzc.heard.push(event.violatedDirective))
      const chat = window.openzc.load(options)
      await chat.toggle()
      await chat.whenReady()
    },
    { host: site.server.url, sysnum: site.sysnum }
  )
  expect(await page.evaluate(() => window.openzc.heard)).toEqual([])
})
