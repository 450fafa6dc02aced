import type { Page } from '@playwright/test'
import { expect, row, say, test, type Desk } from './harness.ts'

const admin = async (desk: Desk, at: string, options?: Parameters<Desk['agent']>[1]) => {
  const page = await desk.admin(options)
  await page.goto(`/workbench#/admin/${at}`)
  await expect(page.locator('.admin-main h2')).toBeVisible()
  return page
}
const unique = (name: string) => `${name} ${Math.random().toString(36).slice(2, 7)}`
const save = (page: Page) => page.getByRole('button', { name: 'Save' }).click()

test('[ADM-people] an administrator makes an account; its owner signs in with the link, serves, and is switched off', async ({
  desk
}) => {
  const page = await admin(desk, 'agents')
  const name = unique('Mei')
  await page.getByRole('link', { name: 'New account' }).click()
  await page.getByLabel('E-mail').fill(`${name.replace(' ', '.')}@shop.example`)
  await page.getByLabel('Name', { exact: false }).first().fill(name)
  await page.getByLabel('Role').selectOption('Lead')
  await page.getByRole('button', { name: 'Create' }).click()
  const link = (await page.locator('.admin-copy pre').textContent())!.trim()

  const hers = await desk.open()
  await hers.goto(link)
  await hers.getByLabel('Password', { exact: true }).fill('a long enough password')
  await hers.getByRole('button', { name: 'Save and sign in' }).click()
  await expect(hers.getByRole('tab', { name: /Queue/ })).toBeVisible()
  // Of the administration leads see the reports alone
  await hers.getByRole('link', { name: 'Administration' }).click()
  await expect(hers.getByRole('heading', { name: 'Conversations', exact: true })).toBeVisible()
  await expect(hers.getByRole('link', { name: 'Accounts' })).toHaveCount(0)

  await page.getByRole('link', { name: 'Accounts' }).click()
  await page.getByRole('link', { name }).click()
  await page.getByLabel('May sign in').uncheck()
  await save(page)
  await expect(hers.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await page.getByRole('link', { name: 'Accounts' }).click()
  await expect(page.getByRole('row', { name })).toContainText('Switched off')
})

test('[ADM-people] a group gets members, an order, a limit and hours with a holiday, which are there after a reload', async ({
  desk
}) => {
  const page = await admin(desk, 'groups')
  const name = unique('Returns')
  await page.getByRole('link', { name: 'New group' }).click()
  await page.getByLabel('Name').fill(name)
  await page.getByRole('checkbox', { name: 'Bo' }).check()
  await page.getByLabel('Order of the queue').selectOption('By VIP level')
  await page.getByLabel('Most who may wait').fill('3')
  await page.getByLabel('Always open').uncheck()
  await page.getByLabel('Time zone').fill('Asia/Shanghai')
  await page.getByLabel('Monday, from').fill('10:30')
  await page.getByRole('button', { name: 'Remove these hours: Friday' }).click()
  await page.getByLabel('Add a day').fill('2026-10-01')
  await page.getByRole('button', { name: 'Create' }).click()

  await page.getByRole('link', { name }).click()
  await page.reload()
  await expect(page.getByRole('checkbox', { name: 'Bo' })).toBeChecked()
  await expect(page.getByRole('checkbox', { name: 'Ann' })).not.toBeChecked()
  await expect(page.getByLabel('Order of the queue')).toHaveValue('vip')
  await expect(page.getByLabel('Most who may wait')).toHaveValue('3')
  await expect(page.getByLabel('Monday, from')).toHaveValue('10:30')
  await expect(page.getByRole('group', { name: 'Friday' })).toContainText('Closed')
  await expect(page.getByRole('group', { name: '2026-10-01' })).toContainText('Closed')

  await page.getByLabel('Time zone').fill('Mars/Olympus')
  await save(page)
  await expect(page.getByRole('alert').filter({ hasText: 'has to be a time zone' })).toBeVisible()
  page.on('dialog', dialog => void dialog.accept())
  await page.getByRole('button', { name: 'Delete' }).click()
  await expect(page.locator('h2', { hasText: 'Groups' })).toBeVisible()
  await expect(page.getByRole('link', { name })).toHaveCount(0)
})

test('[ADM-channel] a channel’s look is drawn before it is saved, and is on the site after', async ({
  desk
}) => {
  const page = await admin(desk, 'channels')
  await page.getByRole('link', { name: 'Website' }).click()
  await expect(page.locator('pre', { hasText: 'entrance.js?sysnum=' })).toContainText('channelid: 1')
  await page.getByLabel('Colour').fill('#cc0044')
  await page.getByLabel('Place of the button').selectOption('Bottom left')
  await expect(page.getByRole('img', { name: 'So it looks' }).locator('circle')).toHaveAttribute(
    'fill',
    '#cc0044'
  )
  await expect(page.getByRole('img', { name: 'So it looks' }).locator('circle')).toHaveAttribute('cx', '34')
  await save(page)
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()

  const link = (await page.locator('pre', { hasText: '/chat/pc/' }).textContent())!
  const script = await page.request.get(`/chat/frame/v2/entrance.js${new URL(link).search}`)
  expect(await script.text()).toContain('"cc0044",0,1')
  // As it was, for the other tests of this server
  await page.getByLabel('Colour').fill('#0f766e')
  await page.getByLabel('Place of the button').selectOption('Bottom right')
  await save(page)
})

test('[ADM-security] a key is shown once; the list and the record say what was done', async ({ desk }) => {
  const page = await admin(desk, 'keys')
  const name = unique('Importer')
  await page.getByRole('link', { name: 'New key' }).click()
  await page.getByLabel('What it is for').fill(name)
  await page.getByLabel('people:read').check()
  await page.getByRole('button', { name: 'Create' }).click()
  const secret = (await page.locator('.admin-copy pre').textContent())!.trim()
  expect(secret).toMatch(/^ozk_/)
  const headers = { authorization: `Bearer ${secret}` }
  expect((await page.request.get('/api/v1/agents', { headers })).status()).toBe(200)
  expect((await page.request.get('/api/v1/channels', { headers })).status()).toBe(403)

  await page.getByRole('link', { name: 'Keys for programs' }).click()
  await expect(page.getByRole('row', { name })).toContainText('people:read')
  await expect(page.locator('main')).not.toContainText(secret)
  await page.getByRole('link', { name: 'Record of changes' }).click()
  await expect(page.getByRole('row').nth(1)).toContainText('createKey')
  await expect(page.locator('main')).not.toContainText(secret)
})

test('[BOT-faq] a robot is taught in the browser, and what was asked in vain becomes an entry', async ({
  desk
}) => {
  const page = await admin(desk, 'robots')
  const name = unique('Robot')
  await page.getByRole('link', { name: 'New robot' }).click()
  await page.getByLabel('Name').fill(name)
  await page.getByRole('button', { name: 'Create' }).click()
  await page.getByRole('link', { name }).click()
  const number = Number((await page.locator('.admin-aside b').textContent())!)
  await page.getByLabel('Read a file').setInputFiles({
    name: 'faq.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('question,answer\nDo you ship to Norway?,Yes within a week.\n,nothing\n')
  })
  await expect(page.getByText('1 entries were read.')).toBeVisible()
  await expect(page.getByText(/^Line 3: /)).toBeVisible()

  const visitor = await desk.visitor(`&robotid=${number}&type=1`)
  await say(visitor, 'zebra stripes')
  await expect(visitor.locator('.bubble')).not.toHaveCount(1)
  await page.goto(`/workbench#/admin/unknown?robot=${number}`)
  await page.getByRole('link', { name: 'Make an entry: zebra stripes' }).click()
  await expect(page.getByLabel('Question')).toHaveValue('zebra stripes')
  await page.getByLabel('Answer').fill('Black on white.')
  await page.getByRole('button', { name: 'Create' }).click()
  await expect(page.getByRole('row')).toHaveCount(3)
  await say(visitor, 'zebra stripes')
  await expect(visitor.locator('.bubble', { hasText: 'Black on white.' })).toBeVisible()

  await page.getByRole('searchbox', { name: 'Search' }).fill('norway')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('row')).toHaveCount(2)
  await page.reload()
  await expect(page.getByRole('row')).toHaveCount(2)
  await page.getByRole('link', { name: 'Do you ship to Norway?' }).click()
  page.on('dialog', dialog => void dialog.accept())
  await page.getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByRole('link', { name: 'zebra stripes' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Norway' })).toHaveCount(0)
  await page.goto(`/workbench#/admin/unknown?robot=${number}`)
  await page.getByRole('button', { name: 'Take off the list: zebra stripes' }).click()
  await expect(page.getByText('Nothing was asked in vain yet.')).toBeVisible()
})

test('[WB-report] conversations are counted by day, channel and agent, drawn, and saved as a file', async ({
  desk,
  server
}) => {
  const name = unique('Reported')
  const ann = await desk.agent(0)
  const visitor = await desk.visitor(`&uname=${encodeURIComponent(name)}`)
  await say(visitor, 'One question')
  await row(ann, name).click()
  await ann.getByRole('button', { name: 'Accept' }).click()
  await say(ann, 'One answer')
  await expect(visitor.locator('.bubble', { hasText: 'One answer' })).toBeVisible()

  const page = await admin(desk, 'reports')
  await expect(page.getByRole('img', { name: 'Conversations' }).locator('canvas')).toBeVisible()
  await expect(page.locator('.figures').getByRole('row')).toHaveCount(16)
  await page.getByLabel('By').selectOption('Channel')
  await expect(page.getByRole('columnheader', { name: 'Channel' })).toBeVisible()
  await expect(page.getByRole('row', { name: /Mobile page|Website/ })).toBeVisible()
  await page.getByLabel('By').selectOption('Agent')
  await expect(page.getByRole('row', { name: server.demo.agents[0]!.name })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('row', { name: server.demo.agents[0]!.name })).toBeVisible()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save as CSV' }).click()
  ])
  expect(download.suggestedFilename()).toMatch(/^report-.*-agent\.csv$/)
})
