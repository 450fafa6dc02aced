import { readFileSync } from 'node:fs'
import { bubbles, expect, row, say, test, type Desk, type Page } from './harness.ts'

const unique = (name: string) => `${name}${Math.random().toString(36).slice(2, 8)}`
const hits = (page: Page) => page.getByRole('list', { name: 'What was found' }).getByRole('button')

/** A visitor who has written these; the inbox knows only the last of them. */
async function talk(desk: Desk, name: string, words: readonly string[], query = '') {
  const visitor = await desk.visitor(`&uname=${encodeURIComponent(name)}${query}`)
  for (const text of words) {
    await say(visitor, text)
    await expect(bubbles(visitor).filter({ hasText: text })).toBeVisible()
  }
  return visitor
}

/** What was just said can be found a moment later. */
async function searchUntil(page: Page, words: string, count: number) {
  await page.getByRole('searchbox', { name: 'Words' }).fill(words)
  await page.getByRole('button', { name: 'Search', exact: true }).click()
  await expect(page).toHaveURL(/q=/)
  await expect(async () => {
    await page.reload()
    await expect(hits(page)).toHaveCount(count, { timeout: 2_000 })
  }).toPass()
}

test('[WB-report] what the inbox does not find is found in everything, by the keyboard alone, and opens at its message', async ({
  desk
}) => {
  const [word, name] = [unique('needle'), unique('Mei')]
  const filler = Array.from({ length: 6 }, (_, n) => `and then ${n}`)
  await talk(desk, name, [`before ${unique('x')}`, `where is my ${word} 订单？`, ...filler])
  const page = await desk.agent(0)
  await expect(row(page, name)).toBeVisible()
  await page.keyboard.press('/')
  await page.keyboard.type(word)
  await expect(page.getByText('Nothing matches your search here.')).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Search everything' })).toBeVisible()
  await expect(page.getByRole('searchbox', { name: 'Words' })).toHaveValue(word)
  await searchUntil(page, word, 1)

  await expect(hits(page)).toContainText(name)
  await expect(hits(page).locator('mark')).toHaveText(word)
  await hits(page).focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await expect(dialog.locator('[aria-current]')).toContainText(`where is my ${word} 订单？`)
  await expect(dialog.locator('[aria-current]')).toBeInViewport()
  // The address has it all
  await page.reload()
  await expect(page.getByRole('dialog').locator('[aria-current]')).toContainText(word)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(hits(page)).toHaveCount(1)

  await searchUntil(page, `订单 ${word}`, 1)
  await page.goBack()
  await expect(page.getByRole('searchbox', { name: 'Words' })).toHaveValue(word)
})

test('[WB-report] customers are found by their params; filters narrow, stay in the address and are cleared', async ({
  desk
}) => {
  const [order, name] = [unique('SF'), unique('Lin')]
  const params = encodeURIComponent(JSON.stringify({ orderId: order, gift: '礼盒' }))
  await talk(desk, name, ['hello there'], `&params=${params}`)
  const page = await desk.agent(1)
  await page.getByRole('link', { name: 'Search everything' }).click()
  await expect(page.getByText('Everything that was ever said', { exact: false })).toBeVisible()
  await page.getByRole('radio', { name: 'Customers and params' }).check()
  await searchUntil(page, order, 1)
  await expect(hits(page)).toContainText(name)
  await expect(hits(page)).toContainText('params')
  await expect(page.getByRole('radio', { name: 'Customers and params' })).toBeChecked()

  await page.getByLabel('From').fill('2020-01-01')
  await page.getByLabel('To', { exact: true }).fill('2020-01-02')
  await expect(page.getByText('Perhaps the filters are too narrow.', { exact: false })).toBeVisible()
  await page.reload()
  await expect(page.getByLabel('To', { exact: true })).toHaveValue('2020-01-02')
  await page.getByRole('button', { name: 'Clear the filters' }).click()
  await expect(hits(page)).toHaveCount(1)
  await page.getByLabel('Channel').selectOption({ index: 1 })
  await expect(page).toHaveURL(/channel=\d/)
})

test('[WB-report] more than a page is shown piece by piece, and what visitors wrote is text, whatever it looks like', async ({
  desk
}) => {
  const word = unique('many')
  const words = Array.from(
    { length: 24 },
    (_, n) => `${word} number${n}. <img src=x onerror=alert(1)> <mark>`
  )
  await talk(desk, unique('Ox'), words)
  const page = await desk.agent(0)
  await page.keyboard.press('s')
  await searchUntil(page, word, 20)
  await expect(page.getByText('20 found, and there are more')).toBeVisible()
  await page.getByRole('button', { name: 'Show more' }).click()
  await expect(hits(page)).toHaveCount(24)
  await expect(page.getByText('24 found', { exact: true })).toBeVisible()
  await expect(hits(page).first()).toContainText('<img src=x onerror=alert(1)>')
  await expect(page.locator('.search-hits img')).toHaveCount(0)
  await expect(hits(page).first().locator('mark')).toHaveCount(1)
})

test('[WB-report] conversations are exported from the reports, with params, as CSV and as JSON lines', async ({
  desk
}) => {
  const [word, order] = [unique('exported'), unique('SF')]
  const params = encodeURIComponent(JSON.stringify({ orderId: order }))
  await talk(desk, '=1+1', [word], `&params=${params}`)
  const page = await desk.admin()
  await page.goto('/workbench#/admin/reports')
  const read = async (button: string) => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: button }).click()
    ])
    return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') }
  }
  const csv = await read('Export as CSV')
  expect(csv.name).toMatch(/^conversations-.*\.csv$/)
  for (const part of [word, order, `'=1+1`]) expect(csv.text).toContain(part)
  const lines = (await read('Export as JSON lines')).text.trim().split('\n')
  const one = lines.map(line => JSON.parse(line) as any).find(({ params: text }) => text.includes(order))
  expect(one).toMatchObject({ name: '=1+1', messages: [{ text: word }] })
})
