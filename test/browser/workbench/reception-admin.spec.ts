import { expect, test, type Desk, type Page } from './harness.ts'

// What an administrator sets of who serves whom, and of what is said and done by itself.

const admin = async (desk: Desk, at: string): Promise<Page> => {
  const page = await desk.admin()
  await page.goto(`/workbench#/admin/${at}`)
  await expect(page.locator('.admin-main h2')).toBeVisible()
  return page
}
const save = async (page: Page) => {
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()
}

test('[DSK-rules] rules are made, put in order, tried out on a past visitor, and there after a reload', async ({
  desk,
  server
}) => {
  const visitor = await desk.visitor('&uname=Wu&is_vip=1&vip_level=gold')
  await visitor.getByRole('textbox').fill('hello')
  await visitor.getByRole('textbox').press('Enter')
  await expect(visitor.getByRole('log')).toContainText('hello')
  const page = await admin(desk, 'rules')
  await page.getByRole('button', { name: 'Add a rule' }).click()
  await page.getByLabel('Name of rule 1').fill('Everybody else')
  await page.getByRole('button', { name: 'Add a rule' }).click()
  await page.getByLabel('Name of rule 2').fill('Gold')
  const gold = page.getByRole('group', { name: 'Gold' })
  await gold.getByRole('button', { name: /Add a condition/ }).click()
  await gold.getByLabel('Levels, with commas; empty: any VIP').fill('gold, platinum')
  await gold.getByLabel('goes to').selectOption('Bo')
  await page.getByRole('button', { name: 'Try', exact: true }).click()
  await expect(page.getByText('Rule 1 has the say: Everybody else')).toBeVisible()
  await gold.getByRole('button', { name: 'Move up: Gold' }).click()
  await page.getByRole('button', { name: 'Try', exact: true }).click()
  await expect(page.getByText('Rule 1 has the say: Gold')).toBeVisible()
  await save(page)
  await page.reload()
  await expect(page.getByLabel('Name of rule 1')).toHaveValue('Gold')
  await expect(page.getByLabel('Levels, with commas; empty: any VIP')).toHaveValue('gold, platinum')
  for (const name of ['Gold', 'Everybody else'])
    await page.getByRole('button', { name: `Remove: ${name}` }).click()
  await save(page)
  expect(server.admin('list-groups', '--sysnum', server.demo.sysnum)).toMatchObject({ rules: [] })
})

test('[DSK-timeout] [RCV-hello] a channel gets time-outs and words, which are there after a reload', async ({
  desk
}) => {
  const page = await admin(desk, 'channels/2')
  await page.getByLabel('While nobody is there').fill('Back at nine')
  await page.getByRole('button', { name: 'Add a time-out' }).click()
  const first = page.getByRole('group', { name: 'Time-out 1' })
  await first.getByLabel('When').selectOption('The visitor is gone for')
  await first.getByLabel('After how many seconds').fill('900')
  await expect(first.getByLabel('What happens')).toHaveValue('end')
  await save(page)
  await page.reload()
  await expect(page.getByLabel('While nobody is there')).toHaveValue('Back at nine')
  await expect(first.getByLabel('After how many seconds')).toHaveValue('900')
  await page.getByLabel('While nobody is there').fill('')
  await page.getByRole('button', { name: 'Remove time-out 1' }).click()
  await save(page)
})

test('[BOT-faq] [BOT-http] a robot is asked on its page, and gets an endpoint whose key is not shown again', async ({
  desk
}) => {
  const page = await admin(desk, 'robots/new')
  await page.getByLabel('Name').fill('Endpoint')
  await page.getByRole('button', { name: 'Create' }).click()
  await page.getByRole('link', { name: 'Endpoint' }).click()
  await page.getByLabel('Try it').fill('Where is my parcel?')
  await page.getByRole('button', { name: 'Ask', exact: true }).click()
  await expect(page.getByText('It would say that it does not know.')).toBeVisible()
  await page.getByLabel('Its answers come from').selectOption('A service of your own (signed requests)')
  await page.getByLabel('Address of the endpoint').fill('https://shop.example/robot')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'is needed' })).toBeVisible()
  await page.getByLabel('Key of the endpoint').fill('a long enough key')
  await save(page)
  await page.reload()
  await expect(page.getByLabel('Address of the endpoint')).toHaveValue('https://shop.example/robot')
  await expect(page.getByLabel('Key of the endpoint')).toHaveValue('')
})
