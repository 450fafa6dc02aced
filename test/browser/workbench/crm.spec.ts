import AxeBuilder from '@axe-core/playwright'
import { expect, row, say, test, type Desk, type Page } from './harness.ts'

// Who looks after a customer, where they belong, and what was recorded of them.

const unique = (name: string) => `${name} ${Math.random().toString(36).slice(2, 8)}`

const part = (page: Page, title: string) =>
  page.locator('.panel-section', { has: page.getByRole('heading', { name: title, exact: true }) })

async function defines(desk: Desk) {
  const admin = await desk.admin()
  const define = async (path: string, data: object) => {
    const answer = await admin.request.post(`/api/v1/${path}`, { data })
    expect([200, 409]).toContain(answer.status())
  }
  await define('organisations', { id: 'teahouse', name: 'Tea House', domains: ['tea.example'] })
  await define('organisations', { id: 'bakery', name: 'Bakery' })
  await define('record-fields', { id: 'serial', name: 'Serial number', isNeeded: true })
  await define('record-fields', { id: 'state', name: 'State', type: 'choice', options: ['open', 'done'] })
  await define('record-templates', { id: 'repair', name: 'Repair', fieldIds: ['serial', 'state'] })
  return admin
}

async function comes(desk: Desk, name: string) {
  const visitor = await desk.visitor(`&uname=${name}`)
  await say(visitor, 'hello from me')
  await expect(visitor.locator('.mark.sent, .mark.delivered')).toBeVisible()
}

test('[ADM-fields] an agent gives a customer an owner and an organisation; colleagues and the lists of administrators show it', async ({
  desk
}) => {
  const admin = await defines(desk)
  const name = unique('Mei')
  await comes(desk, name)
  const ann = await desk.agent(0)
  const bo = await desk.agent(1)
  for (const page of [ann, bo]) await row(page, name).click()
  await part(ann, 'Customer card').getByRole('button', { name: 'Edit' }).click()
  const dialog = ann.getByRole('dialog', { name: 'Customer card' })
  await dialog.getByRole('combobox', { name: 'Organisation' }).selectOption('Tea House')
  const owner = (await dialog
    .getByRole('combobox', { name: 'Owner', exact: true })
    .locator('option')
    .nth(1)
    .textContent())!
  await dialog.getByRole('combobox', { name: 'Owner', exact: true }).selectOption(owner)
  await dialog.getByRole('button', { name: 'Save' }).click()
  for (const page of [ann, bo]) {
    const fact = (title: string) =>
      part(page, 'Customer card').locator('.fact', { hasText: title }).locator('dd')
    await expect(fact('Organisation')).toHaveText('Tea House')
    await expect(fact('Owner')).toHaveText(owner)
  }

  await admin.goto('/workbench#/admin/customers')
  await admin.getByLabel('Organisation').selectOption('Tea House')
  await expect(admin.getByRole('row', { name })).toContainText(owner)
  await expect(admin).toHaveURL(/organisation=teahouse/)
  await admin.reload()
  await expect(admin.getByLabel('Organisation')).toHaveValue('teahouse')
  await expect(admin.getByRole('row', { name })).toBeVisible()
  await admin.getByLabel('Organisation').selectOption('Bakery')
  await expect(admin.getByText('There is no such customer.')).toBeVisible()
})

test('[ADM-fields] an organisation is made, found by a word, changed, and leads to its customers', async ({
  desk
}) => {
  const admin = await desk.admin()
  const name = unique('Mill')
  const id = name.replace(' ', '-')
  await admin.goto('/workbench#/admin/organisations')
  await admin.getByRole('link', { name: 'New organisation' }).click()
  await admin.getByLabel('Name').fill(name)
  await admin.getByLabel('Id').fill(id)
  await admin.getByLabel('Domains').fill('no domain')
  await admin.getByRole('button', { name: 'Create' }).click()
  await expect(admin.locator('.admin-wrong')).toContainText('has to be domains such as example.com')
  await admin.getByLabel('Domains').fill('mill.example')
  await admin.getByRole('button', { name: 'Create' }).click()
  await admin.getByRole('searchbox', { name: 'Search' }).fill(id)
  await admin.getByRole('searchbox', { name: 'Search' }).press('Enter')
  await admin.getByRole('link', { name }).click()
  await admin.getByLabel('Description').fill('Flour')
  await admin.getByRole('button', { name: 'Save' }).click()
  await expect(admin.getByText('Saved', { exact: true })).toBeVisible()
  await admin.getByRole('link', { name: 'Its customers' }).click()
  await expect(admin.getByText('There is no such customer.')).toBeVisible()
})

test('[ADM-fields] a business record is added beside the conversation, changed, and listed for administrators', async ({
  desk
}) => {
  const admin = await defines(desk)
  const name = unique('Mei')
  const title = unique('Kettle')
  await comes(desk, name)
  const ann = await desk.agent(0)
  await row(ann, name).click()
  const records = part(ann, 'Business records')
  await expect(records).toContainText('Nothing recorded yet.')
  await records.getByRole('button', { name: 'Add' }).click()
  const dialog = ann.getByRole('dialog')
  await dialog.getByLabel('Template').selectOption('Repair')
  await dialog.getByLabel('Title').fill(title)
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog.getByRole('alert')).toContainText('Serial number: is needed')
  await dialog.getByLabel('Serial number').fill('K-1')
  await dialog.getByLabel('State').selectOption('open')
  await dialog.getByLabel('Note', { exact: true }).fill('leaks <b>badly</b>')
  const { violations } = await new AxeBuilder({ page: ann }).setLegacyMode().include('dialog[open]').analyze()
  expect(violations.map(({ id }) => id)).toEqual([])
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(records).toContainText(title)
  await expect(records.locator('.fact', { hasText: 'Serial number' }).locator('dd')).toHaveText('K-1')
  await expect(records).toContainText('leaks <b>badly</b>')

  await records.getByRole('button', { name: `Edit “${title}”` }).click()
  await dialog.getByLabel('State').selectOption('done')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(records.locator('.fact', { hasText: 'State' }).locator('dd')).toHaveText('done')
  await expect(records).toContainText('changed by')

  await admin.goto('/workbench#/admin/records?template=repair')
  await expect(admin.getByRole('row', { name: title })).toContainText(name)
  await admin.getByRole('link', { name: title }).click()
  await expect(admin.locator('.admin-aside')).toContainText('K-1')
  admin.once('dialog', asked => void asked.accept())
  await admin.getByRole('button', { name: 'Delete' }).click()
  await expect(admin.getByRole('row', { name: title })).toHaveCount(0)
})
