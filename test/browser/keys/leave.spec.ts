import { bubble, expect, send, test, type Frame, type Page, type Site } from '#test/kit/browser'
import { open } from './open.ts'

// Leaving a message: the ways to it from the chat (leave_msg_flag, msg_flag), and the page itself with its own keys.

const tool = (chat: Page | Frame) =>
  chat.locator('.composer').getByRole('button', { name: 'Leave a message' })
const inNotice = (chat: Page | Frame) =>
  chat.getByRole('log').getByRole('button', { name: 'Leave a message' })
const inWelcome = (chat: Page | Frame) =>
  chat.locator('.welcome').getByRole('button', { name: 'Leave a message' })
const form = (chat: Page | Frame) => chat.frameLocator('.leave-over iframe')

type Listed = {
  content: string
  uid: string
  id: string
  name: string
  template: string
  group: string
  email: string
}

async function ticketAt(site: Site, content: string): Promise<Listed> {
  const answer = await fetch(`${site.server.url}/api/agent/tickets`, {
    headers: { cookie: await site.server.signIn(0) }
  })
  const { tickets } = (await answer.json()) as { tickets: Listed[] }
  return tickets.find(one => one.content === content)!
}

async function answerWith(site: Site, id: string, text: string) {
  const answer = await fetch(`${site.server.url}/api/agent/tickets/${id}/answer`, {
    method: 'POST',
    headers: {
      cookie: await site.server.signIn(0),
      origin: site.server.url,
      'content-type': 'application/json'
    },
    body: JSON.stringify({ text })
  })
  expect(answer.status).toBe(200)
}

for (const surface of ['script', 'link'] as const) {
  test(`[CFG-leave_msg_flag] [key:leave_msg_flag:${surface}] 1 has a button for leaving a message, and the answer comes into the chat`, async ({
    site,
    visitorPage: page
  }) => {
    const chat = await open(page, site, surface, { leave_msg_flag: 1 })
    const content = `Where is my order? ${surface} ${Date.now()}`
    await tool(chat).click()
    await form(chat).getByLabel('Your message').fill(content)
    await form(chat).getByRole('button', { name: 'Send' }).click()
    await expect(form(chat).getByRole('alert')).toContainText('e-mail address or a phone number')
    await expect(form(chat).getByLabel('Your message')).toHaveValue(content)
    await form(chat).getByLabel('E-mail').fill('ding@shop.example')
    await form(chat).getByRole('button', { name: 'Send' }).click()
    await expect(form(chat).getByRole('status')).toContainText('we have your message')
    await chat.getByRole('button', { name: 'Back' }).click()
    await expect(chat.locator('.leave-over')).toHaveCount(0)
    const { id } = await ticketAt(site, content)
    await answerWith(site, id, 'It is on its way.')
    await expect(bubble(chat, 'It is on its way.')).toBeVisible()

    await expect(tool(await open(page, site, surface, { leave_msg_flag: 0 }))).toHaveCount(0)
    await expect(tool(await open(page, site, surface))).toHaveCount(0)
  })

  test(`[CFG-msg_flag] [key:msg_flag:${surface}] the notices offer to leave a message when nobody is there and after the end; 1 hides that`, async ({
    site,
    visitorPage: page
  }) => {
    const chat = await open(page, site, surface, { msg_flag: 0 })
    await expect(chat.locator('.welcome')).toContainText('Nobody is at the desk')
    await inWelcome(chat).click()
    await expect(form(chat).getByLabel('Your message')).toBeVisible()
    await chat.getByRole('button', { name: 'Back' }).click()
    await send(chat as Page, 'hello')
    await expect(chat.locator('.row:not(.sending) .bubble', { hasText: 'hello' })).toBeVisible()
    await expect(inNotice(chat)).toHaveCount(0)
    await chat.getByRole('button', { name: 'More' }).click()
    await chat.getByRole('button', { name: 'End the conversation' }).click()
    await chat.getByRole('button', { name: 'End', exact: true }).click()
    await expect(chat.getByText('You ended the conversation')).toBeVisible()
    await inNotice(chat).click()
    await expect(form(chat).getByLabel('Your message')).toBeVisible()

    const without = await open(page, site, surface, { msg_flag: 1 })
    await expect(without.getByText('You ended the conversation')).toBeVisible()
    await expect(without.locator('.welcome')).toContainText('Nobody is at the desk')
    await expect(without.getByRole('button', { name: 'Leave a message' })).toHaveCount(0)
    const again = await open(page, site, surface)
    await expect(inNotice(again)).toBeVisible()
  })
}

const KEYS_OF_PAGE: [name: string, value: string][] = [
  ['templateid', 'template-5'],
  ['t', '1699999999'],
  ['source', '9'],
  ['uname', '小丁哥'],
  ['groupid', 'g2']
]

test(`[DEP-leavemsg] ${['uid', 'locale', ...KEYS_OF_PAGE.map(([name]) => name)].map(name => `[key:${name}:leave-page]`).join(' ')} the page by itself, with the seed's own link`, async ({
  site,
  visitorPage: page,
  context
}) => {
  // The uid, as the customer look-up gives it
  const found = page.waitForResponse('**/api/visitor/session')
  await open(page, site, 'link')
  const { uid } = (await (await found).json()) as { uid: string }
  const other = await context.newPage()
  const query = new URLSearchParams([['uid', uid], ['locale', 'cn'], ...KEYS_OF_PAGE])
  await other.goto(`${site.server.url}/chat/h5/v2/leavemessage.html?sysnum=${site.sysnum}&${query}`)
  await expect(other.locator('html')).toHaveAttribute('lang', 'zh-CN')
  const content = `请问订单到哪里了 ${Date.now()}`
  await other.getByLabel('留言内容').fill(content)
  await other.getByLabel('电话').fill('+86 138 0000 0000')
  await other.getByRole('button', { name: '发送' }).click()
  await expect(other.getByRole('status')).toContainText('留言已提交')
  const ticket = await ticketAt(site, content)
  expect(ticket).toMatchObject({ uid, name: '小丁哥', template: 'template-5', group: 'g2' })
  await answerWith(site, ticket.id, '已经发货')
  await expect(bubble(page, '已经发货')).toBeVisible()
})

test('[DEP-leavemsg] without scripts, in any case of the path, and with rubbish in the link it works all the same', async ({
  site,
  browser
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: 'en-GB' })
  const page = await context.newPage()
  await page.goto(
    `${site.server.url}/Chat/H5/v2/leaveMessage.html?sysnum=${site.sysnum}&uid=<script>&templateid[]=1&t=undefined&groupid=${'x'.repeat(3_000)}&params=[object Object]`
  )
  const content = `by form ${Date.now()}`
  await page.getByLabel('Your message').fill(content)
  await page.getByLabel('Phone').fill('+44 20 7946 0000')
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'tea.txt', mimeType: 'text/plain', buffer: Buffer.from('tea') })
  await page.getByRole('button', { name: 'Send' }).click()
  await expect(page.getByRole('status')).toContainText('we have your message')
  expect(await ticketAt(site, content)).toMatchObject({ group: '', template: '' })
  await page.getByRole('link', { name: 'Leave another message' }).click()
  await expect(page.getByLabel('Your message')).toHaveValue('')
  await context.close()
})
