import AxeBuilder from '@axe-core/playwright'
import { expect, row, say, tab, test, type Page } from './harness.ts'

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What is in order in one colour and size and may not be in another. */
const OF_LOOKS = ['color-contrast', 'target-size', 'scrollable-region-focusable']

type Check = (page: Page, state: string) => Promise<void>

/** All rules where they can differ, in the others only those about colours and sizes: most of a run's time is axe's. */
const checkIn =
  (look: string): Check =>
  async (page, state) => {
    // No frame of another site is in these pages, so it needs no page of its own to join the results
    const axe = new AxeBuilder({ page }).setLegacyMode()
    const isWhole = look === 'desktop, light' || look === 'phone, light'
    const { violations } = await (isWhole ? axe.withTags(TAGS) : axe.withRules(OF_LOOKS)).analyze()
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' ')}`)
    expect(found, state).toEqual([])
  }

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

const LOOKS = [
  { look: 'desktop, light', options: { viewport: { width: 1440, height: 900 } } },
  {
    look: 'desktop, dark, Chinese',
    options: { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' as const, locale: 'zh-CN' }
  },
  { look: 'phone, light', options: PHONE },
  { look: 'phone, dark', options: { ...PHONE, colorScheme: 'dark' as const } },
  { look: 'tablet, light', options: { viewport: { width: 900, height: 1100 } } }
]

const ADMINISTRATION = [
  'reports',
  'agents',
  'agents/new',
  'groups',
  'groups/new',
  'rules',
  'channels',
  'channels/1',
  'mini-programs',
  'mini-programs/new',
  'trackers',
  'trackers/new',
  'track-events/new',
  'track-properties/new',
  'robots',
  'robots/1',
  'faqs?robot=1',
  'faqs/new?robot=1',
  'unknown?robot=1',
  'customer-fields',
  'labels/new',
  'ticket-fields/new',
  'ticket-templates/new',
  'summary-fields',
  'record-fields/new',
  'record-templates/new',
  'customers',
  'organisations',
  'organisations/new',
  'records',
  'panel-plugins/new',
  'company',
  'platforms',
  'keys',
  'webhooks',
  'webhooks/new',
  'keys/new',
  'audit',
  'privacy'
]

for (const { look, options } of LOOKS) {
  test(`axe finds nothing in any state: ${look}`, async ({ desk, server }) => {
    test.slow()
    const check = checkIn(look)
    const name = `Guest ${Math.random().toString(36).slice(2, 7)}`
    const page = await desk.open(options)
    await expect(page.locator('form')).toBeVisible()
    await check(page, 'sign-in')

    const { email, password } = server.demo.agents[0]!
    await page.locator('input[type=email]').fill(email)
    await page.locator('input[name=password]').fill('wrong password')
    await page.locator('button[type=submit]').click()
    await expect(page.getByRole('alert')).not.toBeEmpty()
    await check(page, 'wrong password')
    await page.locator('input[name=password]').fill(password)
    await page.locator('button[type=submit]').click()
    await expect(page.getByRole('tablist')).toBeVisible()

    const visitor = await desk.visitor(`&uname=${encodeURIComponent(name)}&email=guest%40shop.example`)
    await say(visitor, 'Hello https://shop.example/')
    await expect(row(page, name)).toBeVisible()
    await check(page, 'queue')
    await row(page, name).click()
    await expect(page.locator('.bubble')).toHaveCount(1)
    await check(page, 'conversation in the queue')
    await page.locator('.talk-actions .primary').click()
    await say(page, 'Hello')
    await expect(page.locator('.bubble')).toHaveCount(2)
    await check(page, 'own conversation')
    await page.locator('.talk-actions .menu > button').first().click()
    await check(page, 'menu')
    await page.keyboard.press('Escape')
    await checkTalk(page, check, look.startsWith('phone'))
    if (!look.startsWith('desktop')) {
      await page.locator('.talk-actions > .tool').click()
      await expect(page.getByRole('dialog')).toBeVisible()
      await check(page, 'visitor sheet')
      await page.keyboard.press('Escape')
      await expect(page.getByRole('dialog')).toBeHidden()
    }
    await desk.cut(page)
    await expect(page.locator('.connection.on')).toBeVisible()
    await say(page, 'later')
    await check(page, 'no connection')
    desk.mend(page)
    await expect(page.locator('.connection.on')).toBeHidden({ timeout: 30_000 })

    if (look.startsWith('phone')) await page.locator('.talk-head > .tool').click()
    await page.getByRole('tab').nth(3).click()
    await check(page, 'ended')
    await page.locator('.rail-me').click()
    await check(page, 'account menu')
  })
}

/** Notes, canned replies, and the dialogs about a conversation. */
async function checkTalk(page: Page, check: Check, isPhone: boolean) {
  const composer = page.locator('.composer textarea')
  await composer.press('Control+i')
  await composer.fill('between us')
  await check(page, 'writing a note')
  await composer.press('Enter')
  await expect(page.locator('.row.note')).toBeVisible()
  await composer.press('Control+i')
  await composer.pressSequentially('/')
  await expect(page.locator('.reply-picker')).toBeVisible()
  await check(page, 'canned replies')
  await page.locator('.reply-foot button').click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await check(page, 'list of replies')
  await page.locator('.reply-tools .primary').click()
  await check(page, 'a reply')
  await page.keyboard.press('Escape')
  await composer.fill('')
  const menu = page.locator('.talk-actions .menu > button')
  if (isPhone) {
    await menu.click()
    await page.locator('.menu-item').first().click()
  } else await page.locator('.talk-actions > .button').first().click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await check(page, 'passing on')
  await page.keyboard.press('Escape')
  await menu.click()
  await page.locator('.menu-item').last().click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await check(page, 'blocking')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
}

test('new messages are in the log once, and the log is the only live region they are in', async ({
  desk
}) => {
  const name = `Guest ${Math.random().toString(36).slice(2, 7)}`
  const ann = await desk.agent(0)
  const visitor = await desk.visitor(`&uname=${encodeURIComponent(name)}`)
  await say(visitor, 'first')
  await row(ann, name).click()
  await expect(ann.getByRole('log')).toHaveAttribute('aria-live', 'polite')
  await say(visitor, 'only once please')
  await expect(ann.getByRole('log').getByText('only once please')).toHaveCount(1)
  await expect(ann.locator('[role=status], [role=alert]').getByText('only once please')).toHaveCount(0)
})

test('the landmarks have names', async ({ desk }) => {
  const ann = await desk.agent(0)
  await expect(ann.getByRole('navigation', { name: 'Workbench' })).toBeVisible()
  await expect(ann.getByRole('region', { name: 'Inbox' })).toBeVisible()
  await expect(ann.getByRole('main')).toBeVisible()
  await expect(tab(ann, 'Queue')).toHaveAttribute('aria-controls', 'inbox-list')
})

for (const { look, options } of LOOKS.slice(0, 3))
  test(`axe finds nothing in the administration: ${look}`, async ({ desk, server }) => {
    test.slow()
    const check = checkIn(look)
    const { sysnum, agents } = server.demo
    const group = `Sales ${Math.random().toString(36).slice(2, 7)}`
    server.admin('create-group', '--sysnum', sysnum, '--name', group, '--add', agents[0]!.email)
    server.admin('create-robot', '--sysnum', sysnum, '--name', `Robot ${group}`)
    const page = await desk.admin({ ...options, locale: 'en-US' })
    for (const at of ADMINISTRATION) {
      await page.goto(`/workbench#/admin/${at}`)
      await expect(page.locator('.admin-main :is(form, table, .admin-note)').first()).toBeVisible()
      if (at === 'groups/new') await page.locator('.admin-hours input').first().uncheck()
      await check(page, at)
    }
  })

for (const { look, options } of LOOKS.slice(0, 4))
  test(`axe finds nothing in the search over everything: ${look}`, async ({ desk }) => {
    test.slow()
    const check = checkIn(look)
    const word = `axe${Math.random().toString(36).slice(2, 8)}`
    const visitor = await desk.visitor('&uname=Guest')
    await say(visitor, `the word is ${word}`)
    const page = await desk.agent(0, { ...options, locale: 'en-US' })
    const language = look.endsWith('Chinese') ? 'zh-CN' : 'en'
    await page.evaluate(name => localStorage.setItem('ozc:language', name), language)
    await page.goto('/workbench#/search')
    await page.reload()
    await expect(page.locator('.search-begin')).toBeVisible()
    await check(page, 'before')
    await expect(async () => {
      await page.goto(`/workbench#/search?q=${word}`)
      await page.reload()
      await expect(page.locator('.search-hit')).toBeVisible({ timeout: 2_000 })
    }).toPass()
    await check(page, 'a hit')
    await page.locator('.search-hit').click()
    await expect(page.locator('.transcript-line[aria-current]')).toBeVisible()
    await check(page, 'the conversation of a hit')
  })
