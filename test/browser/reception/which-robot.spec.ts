import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { apart as test, bubble, expect, send, until, type Frame, type Page } from '#test/kit/browser'
import { open } from '../keys/open.ts'

// Which robot answers, whether one does, and which of its questions it offers.

const FAQ = [
  { question: 'How hot may tea be?', answer: 'Not too hot.', group: 'Tea', guide: true },
  { question: 'How is coffee ground?', answer: 'Coarsely.', group: 'Coffee', guide: true }
]
let main: string
let other: string

test.beforeAll(({ site: { server, sysnum } }) => {
  const folder = mkdtempSync(join(tmpdir(), 'openzc-faq-'))
  const file = join(folder, 'faq.json')
  writeFileSync(file, JSON.stringify(FAQ))
  const create = (name: string) =>
    String(server.admin('create-robot', '--sysnum', sysnum, '--name', name)['robot'])
  main = create('Main')
  other = create('Other')
  for (const robot of [main, other])
    server.admin('import-faq', '--sysnum', sysnum, '--robot', robot, '--file', file)
  rmSync(folder, { recursive: true })
})
test.beforeEach(({ site: { server, sysnum } }) => {
  server.admin('set-robot', '--sysnum', sysnum, '--robot', main, '--mode', '2')
})
test.afterAll(({ site: { server, sysnum } }) => {
  server.admin('set-robot', '--sysnum', sysnum, '--robot', 'none')
})

const unknown = (chat: Page | Frame) => bubble(chat, 'I have no answer to that').last()
const person = (chat: Page | Frame) => unknown(chat).getByRole('button', { name: 'Talk to a person' })
const said = (chat: Page | Frame) => chat.locator('.row:not(.sending) .bubble', { hasText: 'qwertz uiop' })

for (const surface of ['script', 'link'] as const) {
  test(`[RCV-robot] [RCV-guide] [key:robotid:${surface}] [key:faqid:${surface}] [key:guide_flag:${surface}] the named robot answers, with the questions of the named group, or with none`, async ({
    site,
    visitorPage: page,
    browser
  }) => {
    test.slow()
    const chat = await open(page, site, surface, { type: 1, robotid: Number(other), faqid: 2 })
    await send(chat as Page, 'qwertz uiop')
    await expect(unknown(chat).getByRole('button')).toHaveText(['How is coffee ground?'])
    await expect(chat.getByText('Other', { exact: true })).toBeVisible()
    const context = await browser.newContext()
    const without = await open(await context.newPage(), site, surface, { type: 1, guide_flag: 0 })
    await send(without as Page, 'qwertz uiop')
    await expect(unknown(without)).toBeVisible()
    await expect(without.getByText('Main', { exact: true })).toBeVisible()
    await expect(unknown(without).getByRole('button')).toHaveCount(0)
    await context.close()
  })

  test(`[RCV-type] [DSK-modes] [key:type:${surface}] 1 robot only, 2 people only, 3 the robot first, 4 people first`, async ({
    site,
    browser,
    desk
  }) => {
    test.slow()
    const asks = async (type: number, check: (chat: Page | Frame) => Promise<void>) => {
      const context = await browser.newContext()
      const chat = await open(await context.newPage(), site, surface, { type })
      await send(chat as Page, 'qwertz uiop')
      await check(chat)
      await context.close()
    }
    const queued = () => desk.session.inbox().filter(one => one.status === 'queued').length
    await asks(1, async chat => {
      await expect(unknown(chat)).toBeVisible()
      await expect(person(chat)).toHaveCount(0)
    })
    await asks(3, chat => expect(person(chat)).toBeVisible())
    for (const type of [2, 4]) {
      const before = queued()
      await asks(type, async chat => {
        await expect(said(chat)).toBeVisible()
        await until(() => queued() === before + 1)
        await expect(unknown(chat)).toHaveCount(0)
      })
    }
    desk.session.destroy()
    await asks(4, chat => expect(unknown(chat)).toBeVisible())
  })
}
