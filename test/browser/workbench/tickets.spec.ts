import AxeBuilder from '@axe-core/playwright'
import { bubbles, expect, test } from './harness.ts'

test('[CFG-leave_msg_flag] an agent finds what was left, answers it, closes it and opens it again', async ({
  desk
}) => {
  const visitor = await desk.visitor('&leave_msg_flag=1')
  const content = `<b>Is this tea organic?</b> ${Date.now()}`
  await visitor.locator('.composer').getByRole('button', { name: 'Leave a message' }).click()
  const form = visitor.frameLocator('.leave-over iframe')
  await form.getByLabel('Your message').fill(content)
  await form.getByLabel('E-mail').fill('guest@shop.example')
  await form.getByRole('button', { name: 'Send' }).click()
  await expect(form.getByRole('status')).toBeVisible()
  await visitor.getByRole('button', { name: 'Back' }).click()

  const page = await desk.agent()
  await page.getByRole('button', { name: 'Messages left' }).click()
  const dialog = page.getByRole('dialog', { name: 'Messages left' })
  const ticket = dialog.getByRole('listitem').filter({ hasText: content })
  await expect(ticket).toContainText('guest@shop.example')
  const { violations } = await new AxeBuilder({ page }).include('dialog').analyze()
  expect(violations.map(({ id }) => id)).toEqual([])
  await ticket.getByRole('textbox', { name: 'Answer' }).fill('Yes, all of it.')
  await page.route('**/api/agent/tickets/*/answer', route => route.abort())
  await ticket.getByRole('button', { name: 'Send answer' }).click()
  await expect(dialog.getByRole('alert')).toContainText('Try again')
  await expect(ticket.getByRole('textbox', { name: 'Answer' })).toHaveValue('Yes, all of it.')
  await page.unroute('**/api/agent/tickets/*/answer')
  await ticket.getByRole('button', { name: 'Send answer' }).click()
  await expect(ticket.locator('blockquote')).toContainText('Yes, all of it.')
  await expect(ticket.getByRole('textbox', { name: 'Answer' })).toHaveValue('')
  await expect(bubbles(visitor).last()).toContainText('Yes, all of it.')

  await ticket.getByRole('button', { name: 'Close', exact: true }).click()
  await expect(ticket).toHaveCount(0)
  await dialog.getByRole('button', { name: 'Closed' }).click()
  await ticket.getByRole('button', { name: 'Open again' }).click()
  await expect(ticket).toHaveCount(0)
  await dialog.getByRole('button', { name: 'Open', exact: true }).click()
  await expect(ticket).toBeVisible()
})

test('[WB-ticket] what narrows the messages left stands in the address, and survives a reload', async ({
  desk
}) => {
  const mark = `mark${Date.now()}`
  const visitor = await desk.visitor('&leave_msg_flag=1')
  for (const text of [`First ${mark}`, `Second ${mark}`]) {
    await visitor.locator('.composer').getByRole('button', { name: 'Leave a message' }).click()
    const form = visitor.frameLocator('.leave-over iframe')
    await form.getByLabel('Your message').fill(text)
    await form.getByLabel('E-mail').fill('guest@shop.example')
    await form.getByRole('button', { name: 'Send' }).click()
    await expect(form.getByRole('status')).toBeVisible()
    await visitor.getByRole('button', { name: 'Back' }).click()
  }
  const page = await desk.agent()
  await page.getByRole('button', { name: 'Messages left' }).click()
  const dialog = page.getByRole('dialog', { name: 'Messages left' })
  await dialog.getByRole('searchbox').fill(`SECOND ${mark}`)
  await expect(dialog.locator('.ticket')).toHaveCount(1)
  await dialog.getByRole('button', { name: 'All', exact: true }).click()
  await expect(page).toHaveURL(/tickets=all/)
  await expect(page).toHaveURL(new RegExp(`text=SECOND[+]${mark}`))
  await page.reload()
  await expect(dialog.getByRole('searchbox')).toHaveValue(`SECOND ${mark}`)
  await expect(dialog.locator('.ticket')).toHaveCount(1)
  await expect(dialog.getByRole('button', { name: 'All', exact: true })).toHaveAttribute(
    'aria-pressed',
    'true'
  )
  const { violations } = await new AxeBuilder({ page }).include('dialog').analyze()
  expect(violations.map(({ id }) => id)).toEqual([])
  await dialog.getByRole('button', { name: 'Close', exact: true }).first().click()
  await expect(dialog).toBeHidden()
  await expect(page).not.toHaveURL(/tickets=/)
})
