import { fileURLToPath } from 'node:url'
import { bubble, composer, expect, send, test, until } from '#test/kit/browser'

// The demo shop's robot, for visitors whose page asks for it: the channels leave everybody else to people.

const FAQ = fileURLToPath(new URL('../../../demo/faq.json', import.meta.url))
const PERSON = 'Talk to a person'

test.beforeAll(({ site: { server, sysnum } }) => {
  const { robot } = server.admin('create-robot', '--sysnum', sysnum, '--name', 'Kettle')
  const which = ['--sysnum', sysnum, '--robot', String(robot)]
  expect(server.admin('import-faq', ...which, '--file', FAQ)).toMatchObject({ imported: 200, refused: 0 })
  server.admin('set-robot', ...which, '--mode', '2')
})

// Other tests share the server, and their pages may name a type
test.afterAll(({ site: { server, sysnum } }) => {
  server.admin('set-robot', '--sysnum', sysnum, '--robot', 'none')
})

test('[RCV-robot] [RCV-type] [key:type:link] with type 3 a robot answers, and passes the visitor on when asked', async ({
  site,
  visitorPage: page,
  desk
}) => {
  await page.goto(site.h5('&type=3&locale=en'))
  await send(page, 'how long does delivry usually take')
  const answer = bubble(page, 'One or two days nearby')
  await expect(answer).toBeVisible()
  await expect(page.getByText('Kettle', { exact: true })).toBeVisible()
  await answer.getByRole('button', { name: PERSON }).click()
  await expect(bubble(page, 'passing you on to a colleague')).toBeVisible()
  const uid = await desk.uid()
  const status = () => desk.session.inbox().find(one => one.uid === uid)?.status
  await until(() => status() === 'queued')
  await desk.say('Hello, this is a person')
  await expect(bubble(page, 'Hello, this is a person')).toBeVisible()
  await send(page, 'when is my order sent')
  await until(() => desk.texts().includes('when is my order sent'))
  await page.reload()
  await expect(bubble(page, 'when is my order sent')).toBeVisible()
  await expect(bubble(page, 'Orders paid before 4 pm')).toHaveCount(0)
})

test('[BOT-faq] a choice is asked with one click, or with the keyboard', async ({
  site,
  visitorPage: page
}) => {
  await page.goto(site.h5('&type=3&locale=cn'))
  await send(page, '今天天气怎么样')
  const unknown = bubble(page, '这个问题我还不会')
  await expect(unknown.getByRole('button')).toHaveText([
    /发货/,
    /快递/,
    /运费/,
    /物流/,
    /取消订单/,
    '转人工客服'
  ])
  await unknown.getByRole('button', { name: '运费怎么算' }).focus()
  await page.keyboard.press('Enter')
  await expect(bubble(page, '满 99 元免运费')).toBeVisible()
  await expect(composer(page)).toHaveValue('')
})

test('[RCV-type] [RCV-guide] [key:guide_flag:link] a robot alone offers nobody, and no guide questions where they are off', async ({
  site,
  visitorPage: page
}) => {
  await page.goto(site.h5('&type=1&guide_flag=0&locale=en'))
  await send(page, 'qwertz uiop')
  await expect(bubble(page, 'I have no answer to that')).toBeVisible()
  await expect(page.locator('.bubble button')).toHaveCount(0)
  await send(page, PERSON)
  await expect(page.locator('.theirs .bubble')).toHaveCount(2)
  await expect(bubble(page, 'passing you on')).toHaveCount(0)
})

test('[RCV-robot] the page without scripts has the robot’s words, too', async ({ site, browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(`${site.server.url}/chat/h5/index.html?sysnum=${site.sysnum}&type=3&locale=en`)
  await page.getByRole('textbox').fill('tell me a joke')
  await page.getByRole('button', { name: 'Send' }).click()
  const list = page.frameLocator('iframe')
  await expect(async () => {
    await page.reload()
    await expect(list.getByText(`· ${PERSON}`)).toBeVisible({ timeout: 500 })
  }).toPass()
  await context.close()
})
