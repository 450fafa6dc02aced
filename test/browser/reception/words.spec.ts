import { fileURLToPath } from 'node:url'
import {
  apart as test,
  bubble,
  expect,
  send,
  until,
  type Desk,
  type Frame,
  type Page
} from '#test/kit/browser'
import { open } from '../keys/open.ts'

// What is said without a person: the configured words, and those of the page in their place.

const FAQ = fileURLToPath(new URL('../../../demo/faq.json', import.meta.url))
const SURFACES = ['script', 'link'] as const

/** Other files of this worker may have made robots of the same company before. */
let which: string[]

test.beforeAll(({ site: { server, sysnum } }) => {
  const { robot } = server.admin('create-robot', '--sysnum', sysnum, '--name', 'Kettle')
  which = ['--sysnum', sysnum, '--robot', String(robot)]
  server.admin('import-faq', ...which, '--file', FAQ)
  server.admin('set-robot', ...which, '--mode', '2')
  server.admin('set-answering', ...which, '--hello', 'Kettle here, ask away.')
  const words = ['--agent-hello', 'Good day from the shop.', '--offline', 'We are asleep.']
  server.admin('set-words', '--sysnum', sysnum, ...words)
})

const welcome = (chat: Page | Frame) => chat.locator('.welcome')
const form = (chat: Page | Frame) => chat.frameLocator('.leave-over iframe')

/** Takes the conversation as an agent does who has not written yet. */
async function takes({ session, uid }: Desk) {
  const who = await uid()
  const { cid } = session.inbox().find(one => one.uid === who && one.status !== 'ended')!
  session.accept(who, cid)
  await until(() => session.inbox().some(one => one.cid === cid && one.status === 'active'))
}

for (const surface of SURFACES) {
  test(`[RCV-hello] [key:robot_hello_word:${surface}] the page’s words for the robot stand in the place of the configured ones`, async ({
    site,
    visitorPage: page
  }) => {
    await expect(welcome(await open(page, site, surface, { type: 3 }))).toContainText(
      'Kettle here, ask away.'
    )
    const own = await open(page, site, surface, { type: 1, robot_hello_word: '<b>Tea?</b>' })
    await expect(welcome(own)).toContainText('<b>Tea?</b>')
    const people = await open(page, site, surface, { type: 2, robot_hello_word: 'Tea?' })
    await expect(welcome(people)).not.toContainText('Tea?')
  })

  test(`[RCV-hello] [key:agent_hello_word:${surface}] whoever takes the conversation greets, once, in the page’s words or the configured ones`, async ({
    site,
    visitorPage: page,
    desk,
    browser
  }) => {
    const chat = await open(page, site, surface, { agent_hello_word: 'Hello from the page' })
    await send(chat as Page, 'hi')
    await takes(desk)
    await expect(bubble(chat, 'Hello from the page')).toBeVisible()
    await expect(bubble(chat, 'Good day from the shop.')).toHaveCount(0)
    await desk.say('What is it about?')
    await expect(bubble(chat, 'What is it about?')).toBeVisible()
    expect(desk.texts().filter(text => text === 'Hello from the page')).toHaveLength(1)
    if (surface === 'script') return
    const context = await browser.newContext()
    const other = await open(await context.newPage(), site, surface)
    await send(other as Page, 'and me?')
    const asked = () =>
      desk.session
        .inbox()
        .find(({ last }) => last?.content.kind === 'text' && last.content.text === 'and me?')
    await until(() => asked() !== undefined)
    desk.session.accept(asked()!.uid, asked()!.cid)
    await expect(bubble(other, 'Good day from the shop.')).toBeVisible()
    await context.close()
  })

  test(`[RCV-hello] [DSK-hours] [key:agent_offline_title:${surface}] nobody is there: the page’s words or the configured ones, and a form that keeps what was written`, async ({
    site,
    visitorPage: page
  }) => {
    await expect(welcome(await open(page, site, surface))).toContainText('We are asleep.')
    const chat = await open(page, site, surface, { agent_offline_title: 'Back at nine.' })
    await expect(welcome(chat)).toContainText('Back at nine.')
    await send(chat as Page, 'My kettle leaks')
    const said = bubble(chat, 'Back at nine.')
    await expect(said).toBeVisible()
    await said.getByRole('button', { name: 'Leave a message' }).click()
    await expect(form(chat).getByLabel('Your message')).toHaveValue('My kettle leaks')
    await expect(form(chat).getByRole('alert')).toHaveCount(0)
    await form(chat).getByLabel('Phone').fill('+86 138 0000 0000')
    await form(chat).getByRole('button', { name: 'Send' }).click()
    await expect(form(chat).getByRole('status')).toContainText('we have your message')
  })

  test(`[RCV-customsys] [key:to_customsys_flag:${surface}] [key:to_customsys_url:${surface}] who asks for a person is shown the way to another system`, async ({
    site,
    visitorPage: page,
    context
  }) => {
    const target = `${site.shop}/pages/plain.html?desk=1`
    const chat = await open(page, site, surface, {
      type: 3,
      to_customsys_flag: true,
      to_customsys_url: target
    })
    await send(chat as Page, 'tell me a joke')
    const way = bubble(chat, 'I have no answer to that').getByRole('link', { name: 'Talk to a person' })
    const opened = context.waitForEvent('page')
    await way.click()
    expect((await opened).url()).toBe(target)
    await send(chat as Page, 'I want to talk to a person')
    await expect(bubble(chat, 'please go on here').getByRole('link')).toHaveAttribute('href', target)
    await expect(bubble(chat, 'passing you on')).toHaveCount(0)
    const off = await open(page, site, surface, { type: 3, to_customsys_flag: 0, to_customsys_url: target })
    await send(off as Page, 'tell me another joke')
    await expect(bubble(off, 'I have no answer to that')).toHaveCount(2)
    await expect(bubble(off, 'I have no answer to that').last().getByRole('button')).not.toHaveCount(0)
    await expect(bubble(off, 'I have no answer to that').last().getByRole('link')).toHaveCount(0)
  })

  test(`[RCV-guide] [key:show_manual:${surface}] 1 offers a person from the second unknown question on, 0 at once`, async ({
    site,
    visitorPage: page,
    browser
  }) => {
    const person = (chat: Page | Frame) => chat.getByRole('button', { name: 'Talk to a person' })
    site.server.admin('set-answering', ...which, '--manual-after', '2')
    const chat = await open(page, site, surface, { type: 3, show_manual: 1 })
    await send(chat as Page, 'qwertz uiop')
    await expect(bubble(chat, 'I have no answer to that')).toHaveCount(1)
    await expect(person(chat)).toHaveCount(0)
    await send(chat as Page, 'asdfgh jkl')
    await expect(bubble(chat, 'I have no answer to that')).toHaveCount(2)
    await expect(person(chat)).toHaveCount(1)
    const context = await browser.newContext()
    const other = await open(await context.newPage(), site, surface, { type: 3, show_manual: 0 })
    await send(other as Page, 'qwertz uiop')
    await expect(person(other)).toHaveCount(1)
    await context.close()
  })
}

for (const [style, isNew] of [
  ['1', true],
  ['0', false]
] as const)
  test(`[RCV-customsys] [key:to_customsys_open_style:link] ${style} opens it in ${isNew ? 'a new' : 'the same'} page`, async ({
    site,
    visitorPage: page,
    context
  }) => {
    const target = `${site.shop}/pages/plain.html?style=${style}`
    const given = { to_customsys_flag: 1, to_customsys_url: target, to_customsys_open_style: style }
    const chat = await open(page, site, 'link', { type: 3, ...given })
    await send(chat as Page, 'tell me a joke')
    const opened = isNew ? context.waitForEvent('page') : page.waitForURL(target).then(() => page)
    await bubble(chat, 'I have no answer').getByRole('link', { name: 'Talk to a person' }).click()
    expect((await opened).url()).toBe(target)
    expect(context.pages()).toHaveLength(isNew ? 2 : 1)
  })

test('[RCV-leavesys] [key:leave_customsys_flag:link] [key:leave_customsys_url:link] leaving a message opens the other system', async ({
  site,
  visitorPage: page
}) => {
  const target = `${site.shop}/pages/plain.html?letters=1`
  const given = { leave_msg_flag: 1, leave_customsys_url: target }
  const off = await open(page, site, 'link', { ...given, leave_customsys_flag: 0 })
  await off.locator('.composer').getByRole('button', { name: 'Leave a message' }).click()
  await expect(form(off).getByLabel('Your message')).toBeVisible()
  const chat = await open(page, site, 'link', { ...given, leave_customsys_flag: 1 })
  await chat.locator('.composer').getByRole('button', { name: 'Leave a message' }).click()
  await page.waitForURL(target)
})

test('[RCV-leavesys] [key:leave_customsys_flag:script] [key:leave_customsys_url:script] on a phone the page’s chat leads there, too; on a desktop it has its form', async ({
  site,
  browser,
  visitorPage
}) => {
  const target = `${site.shop}/pages/plain.html?letters=2`
  const given = { leave_msg_flag: 1, leave_customsys_flag: 1, leave_customsys_url: target }
  const desktop = await open(visitorPage, site, 'script', given)
  await desktop.locator('.composer').getByRole('button', { name: 'Leave a message' }).click()
  await expect(form(desktop).getByLabel('Your message')).toBeVisible()
  const phone = await browser.newContext({
    hasTouch: true,
    isMobile: true,
    viewport: { width: 390, height: 800 }
  })
  const chat = await open(await phone.newPage(), site, 'script', given)
  const opened = phone.waitForEvent('page')
  await chat.locator('.composer').getByRole('button', { name: 'Leave a message' }).click()
  expect((await opened).url()).toBe(target)
  await phone.close()
})
