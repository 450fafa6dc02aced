import { expect, row, test, type Desk } from './harness.ts'

// What a page tells of a visitor: shown, found by the search, filtered by where it came through, changed by later visits.

const searchBox = /Search|搜索/

async function comes(desk: Desk, query: string) {
  const visitor = await desk.visitor(query)
  await visitor.getByRole('textbox').fill('hello')
  await visitor.getByRole('textbox').press('Enter')
  await expect(visitor.locator('.mark.sent, .mark.delivered')).toBeVisible()
  return visitor
}

const name = (prefix: string) => `${prefix} ${Math.random().toString(36).slice(2, 8)}`

test('[CRM-base] fields are on the panel, are found by the search, and later visits change them', async ({
  desk
}) => {
  const [mei, other] = [name('Mei'), name('Other')]
  const visitor = await comes(
    desk,
    `&uname=${mei}&tel=13800138000&email=mei@shop.example&qq=7654321&remark=likes oolong`
  )
  await comes(desk, `&uname=${other}`)
  const ann = await desk.agent()
  await row(ann, mei).click()
  const panel = ann.locator('.visitor')
  for (const text of [mei, '13800138000', 'mei@shop.example', '7654321', 'likes oolong'])
    await expect(panel).toContainText(text)
  // A desk that has just been opened has seen no profile yet
  const bo = await desk.agent(1)
  for (const word of ['13800138000', 'mei@shop', '7654321', 'oolong']) {
    await bo.getByRole('searchbox', { name: searchBox }).fill(word)
    await expect(row(bo, mei)).toBeVisible()
    await expect(row(bo, other)).toHaveCount(0)
  }
  await visitor.goto(visitor.url().replace('13800138000', '13900139000'))
  await expect(panel).toContainText('13900139000')
  await expect(panel).not.toContainText('13800138000')
  await bo.getByRole('searchbox', { name: searchBox }).fill('13900139000')
  await expect(row(bo, mei)).toBeVisible()
})

test('[CRM-params] any keys are shown, each in a row of its own, and found by the search', async ({
  desk
}) => {
  const mei = name('Mei')
  await comes(
    desk,
    `&uname=${mei}&params=${encodeURIComponent('{"等级":"Boss","惯称":"老板娘","<b>":"<i>x</i>"}')}`
  )
  const ann = await desk.agent()
  await row(ann, mei).click()
  for (const [field, value] of [
    ['等级', 'Boss'],
    ['惯称', '老板娘'],
    ['<b>', '<i>x</i>']
  ] as const)
    await expect(ann.locator('.visitor .fact', { hasText: field }).locator('dd')).toHaveText(value)
  const bo = await desk.agent(1)
  await bo.getByRole('searchbox', { name: searchBox }).fill('老板娘')
  await expect(row(bo, mei)).toBeVisible()
})

test('[CRM-source] where a visitor came through is shown, and the inbox filters by it', async ({ desk }) => {
  const [app, site] = [name('App'), name('Site')]
  await comes(desk, `&uname=${app}&source=2`)
  await comes(desk, `&uname=${site}&source=4&channelid=2`)
  const ann = await desk.agent()
  await ann.getByRole('combobox', { name: /Came through|来源/ }).selectOption('App')
  await expect(row(ann, app)).toBeVisible()
  await expect(row(ann, site)).toHaveCount(0)
  await ann.getByRole('combobox', { name: /Came through|来源/ }).selectOption('All sources')
  await row(ann, site).click()
  await expect(ann.locator('.visitor')).toContainText('Mobile site')
  await expect(ann.locator('.visitor .fact', { hasText: 'Channel' }).locator('dd')).toHaveText('2')
})
