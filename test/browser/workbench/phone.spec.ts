import { expect, row, say, tab, test } from './harness.ts'

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

test('a phone shows one pane at a time, and back leads to the row', async ({ desk }) => {
  const name = `Guest ${Math.random().toString(36).slice(2, 7)}`
  const ann = await desk.agent(0, PHONE)
  const visitor = await desk.visitor(`&uname=${encodeURIComponent(name)}`)
  await say(visitor, 'Hello from the street')
  await row(ann, name).tap()
  await expect(ann.getByRole('tablist')).toBeHidden()
  await expect(ann.getByRole('heading', { name })).toBeFocused()
  await ann.getByRole('button', { name: 'Accept' }).tap()
  await say(ann, 'Hello')
  await expect(visitor.locator('.bubble')).toHaveCount(2)

  await ann.getByRole('button', { name: 'Show visitor details' }).tap()
  const sheet = ann.getByRole('dialog', { name: 'Visitor' })
  await expect(sheet).toContainText('Unverified')
  await sheet.getByRole('button', { name: 'Close' }).tap()
  await expect(sheet).toBeHidden()
  await expect(ann.getByRole('button', { name: 'Show visitor details' })).toBeFocused()

  await ann.getByRole('button', { name: 'Back to the inbox' }).tap()
  await expect(ann.getByRole('tablist')).toBeVisible()
  await tab(ann, 'Mine').tap()
  await row(ann, name).tap()
  await ann.goBack()
  await expect(ann.getByRole('tablist')).toBeVisible()
})

test('nothing is wider than a phone of 320 px', async ({ desk }) => {
  const name = `Guest ${'w'.repeat(80)} ${Math.random().toString(36).slice(2, 7)}`
  const ann = await desk.agent(0, { viewport: { width: 320, height: 640 } })
  const visitor = await desk.visitor(
    `&uname=${encodeURIComponent(name)}&email=${'e'.repeat(180)}%40long.example`
  )
  await say(visitor, 'w'.repeat(300))
  const fits = () => ann.evaluate(() => document.documentElement.scrollWidth <= innerWidth)
  await expect(row(ann, /Guest w{20}/).first()).toBeVisible()
  expect(await fits()).toBe(true)
  await row(ann, /Guest w{20}/)
    .first()
    .click()
  await expect(ann.locator('.bubble').first()).toBeVisible()
  expect(await fits()).toBe(true)
  await ann.getByRole('button', { name: 'Show visitor details' }).click()
  expect(await fits()).toBe(true)
})
