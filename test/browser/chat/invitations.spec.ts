import { composer, bubble, expect, test, until, type Browser, type Page, type Site } from '#test/kit/browser'

// Agents see who browses and invite; accepting, also what the page itself has offered, starts the chat.

const zc = (page: Page, config: object) =>
  page.evaluate(config => (window as unknown as { zc: Function }).zc('config', config), config)

const switchOn = ({ server, sysnum }: Site, invitations: 'on' | 'off') =>
  server.admin('set-channel', '--sysnum', sysnum, '--invitations', invitations)

const invitation = (page: Page) => page.getByRole('dialog', { name: /./ })

async function openWorkbench(browser: Browser, { server }: Site): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1400, height: 900 } })
  const [name, value] = (await server.signIn(0)).split('=') as [string, string]
  await context.addCookies([{ name, value, url: server.url }])
  const page = await context.newPage()
  await page.goto(`${server.url}/workbench`)
  await expect(page.getByRole('tablist')).toBeVisible()
  return page
}

const onSite = (workbench: Page) => workbench.getByRole('button', { name: /^On the site now/ })
const rows = (workbench: Page) =>
  workbench.getByRole('list', { name: 'On the site now' }).getByRole('listitem')

test.describe('agents’ invitations', () => {
  test.beforeEach(({ site }) => void switchOn(site, 'on'))
  test.afterEach(({ site }) => void switchOn(site, 'off'))

  test('[INV-agent] an agent sees who browses, invites, is told of the answer, and the chat starts', async ({
    site,
    browser,
    visitorPage: page,
    desk
  }) => {
    const workbench = await openWorkbench(browser, site)
    await page.goto(`${site.shop}/product.html?lang=en`)
    await expect(onSite(workbench)).toHaveAccessibleName('On the site now: 1', { timeout: 20_000 })
    await onSite(workbench).click()
    await expect(rows(workbench)).toHaveCount(1)
    await expect(rows(workbench).getByRole('link')).toHaveAttribute('href', /product\.html/)

    await rows(workbench)
      .getByRole('button', { name: /^Invite/ })
      .click()

    await expect(invitation(page)).toBeVisible({ timeout: 15_000 })
    await expect(invitation(page).getByRole('status')).toContainText('Ann: ')
    await expect(rows(workbench)).toContainText('Ann has invited')
    await zc(page, { type: 2, robotid: 7, groupid: 'teas' })
    await invitation(page).getByRole('button').first().click()
    await expect(rows(workbench)).toContainText('Has accepted the invitation of Ann')
    const handle = await page.locator('#zc__sdk__container iframe').elementHandle()
    const frame = (await handle!.contentFrame())!
    await expect(composer(frame)).toBeFocused()
    await composer(frame).fill('since you ask')
    await composer(frame).press('Enter')
    await expect(bubble(frame, 'since you ask')).toBeVisible()
    const uid = await desk.uid()
    await until(() => desk.session.visitor(uid)?.profile.claims?.['groupid'] !== undefined)
    expect(desk.session.visitor(uid)!.profile.claims).toMatchObject({
      type: '2',
      robotid: '7',
      groupid: 'teas'
    })
    // Who has a conversation is not to be invited
    await expect(rows(workbench)).toHaveCount(0)
    await expect(workbench.getByText('Nobody is browsing at the moment')).toBeVisible()
    await workbench.context().close()
  })

  test('[WB-visitors] an agent sees page, source, time and visits of who browses, invites in own words, and is told of yes and no', async ({
    site,
    browser,
    visitorPage: page
  }) => {
    await page.clock.install({ time: new Date('2026-10-01T08:00:00Z') })
    const workbench = await openWorkbench(browser, site)
    await page.goto(`${site.shop}/product.html?lang=en`, { referer: 'https://search.example/?q=tea' })
    await expect(onSite(workbench)).toHaveAccessibleName('On the site now: 1', { timeout: 20_000 })
    await onSite(workbench).click()
    const [row] = [rows(workbench).first()]
    await expect(row.getByRole('link')).toHaveAttribute('href', /product\.html/)
    await expect(row).toContainText('Came from: search.example')
    await expect(row).toContainText(/for < 1 min · first visit/)

    const words = workbench.getByLabel('What the invitation says')
    await words.fill('May I help with the <b>tea</b>?')
    await row.getByRole('button', { name: /^Invite/ }).click()
    await expect(invitation(page).getByRole('status')).toHaveText('Ann: May I help with the <b>tea</b>?', {
      timeout: 15_000
    })
    await expect(row).toContainText('Ann has invited')
    await invitation(page).getByRole('button', { name: 'Close' }).click()
    await expect(row).toContainText('Has declined the invitation of Ann')

    // Another page of the same visit does not change where it came from; another day is another visit
    await page.clock.setSystemTime(new Date('2026-10-02T08:00:00Z'))
    await page.goto(`${site.shop}/help.html`)
    await expect(row.getByRole('link')).toHaveAttribute('href', /help\.html/)
    await expect(row).toContainText('2 visits')
    await expect(row).toContainText('Came from: search.example')

    await words.fill('')
    await row.getByRole('button', { name: /^Invite/ }).click()
    await expect(invitation(page).getByRole('status')).toContainText('Ann: ', { timeout: 15_000 })
    await expect(invitation(page).getByRole('status')).not.toContainText('tea')
    await invitation(page).getByRole('button').first().click()
    await expect(row).toContainText('Has accepted the invitation of Ann')
    // Gone before the next test counts who is there
    await page.goto('about:blank')
    await expect(rows(workbench)).toHaveCount(0, { timeout: 25_000 })
    await workbench.context().close()
  })

  test('[INV-agent] the next page of the visitor is seen, a refusal is told, and who leaves is gone', async ({
    site,
    browser,
    visitorPage: page
  }) => {
    const workbench = await openWorkbench(browser, site)
    await page.goto(`${site.shop}/product.html`)
    await expect(onSite(workbench)).toHaveAccessibleName('On the site now: 1', { timeout: 20_000 })
    await onSite(workbench).click()
    await page.goto(`${site.shop}/help.html`)
    await expect(rows(workbench).getByRole('link')).toHaveAttribute('href', /help\.html/, { timeout: 20_000 })
    await rows(workbench)
      .getByRole('button', { name: /^Invite/ })
      .click()
    await expect(invitation(page)).toBeVisible({ timeout: 15_000 })
    await invitation(page)
      .getByRole('button', { name: /Close|关闭/ })
      .click()
    await expect(rows(workbench)).toContainText('Has declined the invitation of Ann')
    await page.goto('about:blank')
    await expect(rows(workbench)).toHaveCount(0, { timeout: 25_000 })
    await workbench.context().close()
  })

  test('[INV-agent] [key:invite_flag:script] true switches it off for that page, false changes nothing', async ({
    site,
    visitorPage: page,
    context,
    desk
  }) => {
    let seen: readonly { url: string }[] = []
    desk.session.on('browsing', ({ visitors }) => (seen = visitors))
    const asked: string[] = []
    page.on('request', request => asked.push(new URL(request.url()).pathname))
    await context.addInitScript(() => {
      const flag = new URLSearchParams(location.search).get('flag')
      if (window === top) Object.assign(window, { cbk: [['config', { invite_flag: flag === 'true' }]] })
    })
    await page.goto(`${site.shop}/pages/plain.html?flag=true`)
    await page.waitForResponse(/loader\/visit\.js/)
    await page.waitForTimeout(1_500)
    expect(asked.filter(path => /visit(\.html)?$|wait$/.test(path))).toEqual([])
    await page.goto(`${site.shop}/pages/plain.html?flag=false`)
    await until(() => seen.some(({ url }) => url.endsWith('flag=false')), 20_000)
    expect(seen.some(({ url }) => url.endsWith('flag=true'))).toBe(false)
  })
})

test('[INV-agent] in a channel that has not switched it on no page asks for it, and the workbench has no place for it', async ({
  site,
  browser,
  visitorPage: page
}) => {
  const workbench = await openWorkbench(browser, site)
  const asked: string[] = []
  page.on('request', request => {
    if (request.url().startsWith(site.server.url)) asked.push(new URL(request.url()).pathname)
  })
  await page.goto(`${site.shop}/pages/plain.html`)
  await zc(page, { invite_flag: false })
  await page.waitForTimeout(1_500)
  expect(asked).toEqual(['/chat/frame/v2/entrance.js'])
  await expect(onSite(workbench)).toHaveCount(0)
  await workbench.context().close()
})

test('[INV-auto] accepting starts the chat with the page’s type, robotid and groupid', async ({
  site,
  visitorPage: page,
  desk
}) => {
  await page.goto(`${site.shop}/pages/plain.html`)
  await zc(page, { invite: 1, first_timeout: 0, type: 4, robotid: 3, groupid: 'sales', submit_title: 'Go' })
  await invitation(page).getByRole('button', { name: 'Go' }).click({ timeout: 20_000 })
  const handle = await page.locator('#zc__sdk__container iframe').elementHandle()
  const frame = (await handle!.contentFrame())!
  await composer(frame).fill('invited')
  await composer(frame).press('Enter')
  const uid = await desk.uid()
  await until(() => desk.session.visitor(uid)?.profile.claims?.['type'] !== undefined)
  expect(desk.session.visitor(uid)!.profile.claims).toMatchObject({
    type: '4',
    robotid: '3',
    groupid: 'sales'
  })
})
