import { readFileSync } from 'node:fs'
import { strFromU8, unzipSync } from 'fflate'
import type { Page } from '@playwright/test'
import { expect, say, test, type Desk } from './harness.ts'

const unique = (name: string) => `${name} ${Math.random().toString(36).slice(2, 7)}`

async function privacy(desk: Desk, options?: Parameters<Desk['agent']>[1]): Promise<Page> {
  const page = await desk.admin(options)
  await page.goto('/workbench#/admin/privacy')
  await expect(page.locator('.admin-form')).toBeVisible()
  return page
}

test('[ADM-privacy] days and masking are set on a page, stay, and work at once for visitors and agents', async ({
  desk
}) => {
  const page = await privacy(desk)
  await page.getByLabel('Messages', { exact: true }).fill('365')
  await page.getByLabel('Ways over the site').fill('')
  await page.getByLabel('Card and identity numbers in messages').selectOption('They are stored masked')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Saved')).toBeVisible()
  await page.reload()
  await expect(page.getByLabel('Messages', { exact: true })).toHaveValue('365')
  await expect(page.getByLabel('Ways over the site')).toHaveValue('')

  const name = unique('Ding')
  const visitor = await desk.visitor(`&uname=${encodeURIComponent(name)}`)
  await say(visitor, 'My card is 4111 1111 1111 1111')
  await expect(visitor.getByText('My card is **** **** **** 1111')).toBeVisible()
  await expect(visitor.getByText('4111 1111')).toHaveCount(0)
  await page.goto('/workbench#/')
  await expect(page.getByText('My card is **** **** **** 1111').first()).toBeVisible()

  await page.goto('/workbench#/admin/privacy')
  await page.getByLabel('Card and identity numbers in messages').selectOption('As they were written')
  await page.getByLabel('Messages', { exact: true }).fill('')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Saved')).toBeVisible()
})

test('[ADM-privacy] from the visitor’s panel an administrator exports and erases what is stored, and the visitor’s page shows it at once', async ({
  desk
}) => {
  const name = unique('Mei')
  const words = unique('a private word')
  const visitor = await desk.visitor(`&uname=${encodeURIComponent(name)}`)
  await say(visitor, words)
  const page = await desk.admin()
  await page.getByRole('tab', { name: /Queue/ }).click()
  await page.getByText(name).first().click()
  await page.getByRole('link', { name: 'Export or erase what is stored' }).click()
  await expect(page.getByRole('row', { name })).toContainText('messages: 1')

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: `Export: ${name}` }).click()
  ])
  const files = unzipSync(readFileSync(await download.path()))
  expect(strFromU8(files['data.jsonl']!)).toContain(words)

  page.on('dialog', dialog => void dialog.accept())
  await page.getByRole('button', { name: `Erase: ${name}` }).click()
  await expect(page.locator('.admin-section')).toContainText('messages: 0')
  await expect(visitor.getByText(words)).toHaveCount(0)
  await expect(visitor.getByText('This message was removed')).toBeVisible()
  await expect(page.locator('body')).not.toContainText(name)
  await page.goto('/workbench#/admin/audit')
  await expect(page.getByText(/erasePerson/).first()).toBeVisible()
})
