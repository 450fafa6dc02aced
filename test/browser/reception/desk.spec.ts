import {
  apart as test,
  bubble,
  expect,
  send,
  until,
  type Frame,
  type Page,
  type Site
} from '#test/kit/browser'
import { open } from '../keys/open.ts'
import { closeDesk, openDesk, withYou } from './two-groups.ts'

// A desk that gives conversations out by itself, with two groups: Ann answers for Returns, nobody is there for Sales.

const NEVER = JSON.stringify({ timeZone: 'Asia/Shanghai', week: [[], [], [], [], [], [], []] })

test.slow()
test.beforeEach(({ site }) => openDesk(site))
test.afterEach(({ site }) => closeDesk(site))

const form = (chat: Page | Frame) => chat.frameLocator('.leave-over iframe')
const question = (chat: Page | Frame) => bubble(chat, 'Who should answer?')
const full = ({ server, sysnum }: Site) => {
  server.admin('set-capacity', '--email', server.demo.agents[0]!.email, '--capacity', '0')
  return ['--sysnum', sysnum, '--group', 'returns'] as const
}

for (const surface of ['script', 'link'] as const) {
  test(`[RCV-group] [key:groupid:${surface}] the page’s group answers; where it names none the visitor picks one`, async ({
    site,
    visitorPage: page,
    browser,
    desk
  }) => {
    void desk
    const chat = await open(page, site, surface)
    await send(chat as Page, 'It does not fit')
    await expect(question(chat).getByRole('button')).toHaveText(['Sales', 'Returns'])
    await expect(withYou(chat)).toHaveCount(0)
    await question(chat).getByRole('button', { name: 'Returns' }).click()
    await expect(withYou(chat)).toBeVisible()

    const context = await browser.newContext()
    const other = await open(await context.newPage(), site, surface, { groupid: 'returns' })
    await send(other as Page, 'It does not fit')
    await expect(withYou(other)).toBeVisible()
    await expect(question(other)).toHaveCount(0)
    await context.close()
  })
}

test('[DSK-hours] outside its hours the group’s visitors are told so, and may leave a message', async ({
  site,
  visitorPage: page,
  desk
}) => {
  void desk
  const { server, sysnum } = site
  server.admin('set-group', '--sysnum', sysnum, '--group', 'returns', '--hours', NEVER)
  await page.goto(site.h5('&groupid=returns&agent_offline_title=We+open+at+nine.'))
  await send(page, 'Is anybody there?')
  const said = bubble(page, 'We open at nine.')
  await expect(said).toBeVisible()
  await said.getByRole('button', { name: 'Leave a message' }).click()
  await expect(form(page).getByLabel('Your message')).toHaveValue('Is anybody there?')
  await expect(withYou(page)).toHaveCount(0)
  server.admin('set-group', '--sysnum', sysnum, '--group', 'returns', '--hours', 'always')
  await page.getByRole('button', { name: 'Back' }).click()
  await expect(withYou(page)).toBeVisible()
})

test('[DSK-queue] where the queue takes nobody more a message is left, with what was written', async ({
  site,
  visitorPage: page,
  desk
}) => {
  void desk
  site.server.admin('set-group', ...full(site), '--limit', '0')
  await page.goto(site.h5('&groupid=returns&locale=cn'))
  await send(page, '壶漏水了')
  const said = bubble(page, '现在排队的人太多')
  await expect(said).toBeVisible()
  await expect(page.locator('.status-line')).toHaveText('')
  await said.getByRole('button', { name: '留言' }).click()
  await expect(form(page).getByLabel('留言内容')).toHaveValue('壶漏水了')
})

test('[DSK-queue] whoever waits may leave the queue', async ({ site, visitorPage: page, desk }) => {
  full(site)
  await page.goto(site.h5('&groupid=returns'))
  await send(page, 'I cannot wait')
  const line = page.locator('.status-line')
  await expect(line).toContainText('in the queue')
  const uid = await desk.uid()
  await line.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByText('You ended the conversation')).toBeVisible()
  await expect(line).toHaveText('')
  await until(() => desk.session.inbox().find(one => one.uid === uid)?.status === 'ended')
})
