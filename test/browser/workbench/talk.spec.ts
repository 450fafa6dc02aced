import { bubbles, expect, row, say, signIn, tab, test, type Desk, type Page } from './harness.ts'
import type { ServerProcess } from '../../kit/server-process.ts'

const unique = (name: string) => `${name} ${Math.random().toString(36).slice(2, 7)}`

/** A visitor who has written, with an agent who holds the conversation. */
async function talk(desk: Desk, index = 0) {
  const name = unique('Guest')
  const ann = await desk.agent(index)
  const visitor = await desk.visitor(`&uname=${encodeURIComponent(name)}`)
  await say(visitor, 'hello')
  await row(ann, name).click()
  await ann.getByRole('button', { name: 'Accept' }).click()
  await expect(ann.getByRole('textbox', { name: 'Message' })).toBeFocused()
  return { name, ann, visitor }
}

const note = (page: Page) => page.getByRole('textbox', { name: 'Note for colleagues' })
const more = (page: Page) => page.getByRole('button', { name: 'More actions' })

/** Everything that the server says to a page from its next connection on. */
async function listen(page: Page): Promise<() => string> {
  const heard: string[] = []
  await page.routeWebSocket(/\/socket$/, socket => {
    socket.connectToServer().onMessage(message => {
      heard.push(String(message))
      socket.send(message)
    })
  })
  return () => heard.join('\n')
}

test('[WB-talk] a note is for colleagues: it looks like none of the messages, and nothing of it comes to the visitor', async ({
  desk
}) => {
  const { name, ann, visitor } = await talk(desk)
  const heard = await listen(visitor)
  await visitor.reload()
  await expect(bubbles(visitor)).toHaveText(['hello'])
  const bo = await desk.agent(1)
  await tab(bo, 'Colleagues').click()
  await row(bo, name).click()

  await ann.keyboard.press('Control+i')
  await expect(note(ann)).toBeFocused()
  await note(ann).fill('wants a refund, be careful')
  await expect(bo.getByText('Ann is typing')).toBeVisible()
  await expect(visitor.locator('.typing')).toHaveCount(0)
  await note(ann).press('Enter')
  for (const page of [ann, bo]) {
    await expect(page.locator('.row.note')).toContainText('wants a refund, be careful')
    await expect(page.locator('.row.note')).toContainText('for colleagues only')
  }
  await tab(ann, 'Mine').click()
  await expect(row(ann, name)).toContainText('Note: wants a refund')
  // A colleague who may not answer writes notes all the same
  await note(bo).fill('I know them')
  await note(bo).press('Enter')
  await expect(ann.locator('.row.note').last()).toContainText('I know them')

  await ann.getByRole('button', { name: 'Reply', exact: true }).click()
  await say(ann, 'Good day')
  await expect(bubbles(visitor)).toHaveText(['hello', 'Good day'])
  await visitor.reload()
  await expect(bubbles(visitor)).toHaveText(['hello', 'Good day'])
  expect(heard()).toContain('Good day')
  expect(heard()).not.toMatch(/refund|I know them|"note"/)
})

test('[WB-talk] a message is recalled: gone for the visitor who is there and for one who comes back, with a word in its place', async ({
  desk
}) => {
  const { name, ann, visitor } = await talk(desk)
  await say(ann, 'the secret price is 5')
  await say(ann, 'the price is 10')
  await expect(bubbles(visitor)).toHaveText(['hello', 'the secret price is 5', 'the price is 10'])
  await ann
    .locator('.row', { hasText: 'the secret price is 5' })
    .getByRole('button', { name: 'Recall' })
    .click()
  await expect(bubbles(visitor)).toHaveText(['hello', 'the price is 10'])
  await expect(visitor.getByText('This message was removed')).toBeVisible()
  await expect(ann.getByText('You recalled a message')).toBeVisible()
  await visitor.reload()
  await expect(visitor.getByText('This message was removed')).toBeVisible()
  await expect(bubbles(visitor)).toHaveText(['hello', 'the price is 10'])
  const bo = await desk.agent(1)
  await tab(bo, 'Colleagues').click()
  await row(bo, name).click()
  await expect(bo.getByText('Ann recalled a message')).toBeVisible()
  await expect(bo.getByRole('button', { name: 'Recall' })).toHaveCount(0)
})

test('[WB-talk] what is older than two minutes has no button to recall it', async ({ desk, server }) => {
  const name = unique('Guest')
  const ann = await desk.open()
  await ann.clock.install()
  await signIn(ann, server.demo.agents[0]!)
  const visitor = await desk.visitor(`&uname=${encodeURIComponent(name)}`)
  await say(visitor, 'hello')
  await row(ann, name).click()
  await say(ann, 'here I am')
  await expect(ann.getByRole('button', { name: 'Recall' })).toBeVisible()
  await ann.clock.fastForward(121_000)
  await expect(ann.getByRole('button', { name: 'Recall' })).toHaveCount(0)
})

test('[WB-transfer] passed on with a note: the colleague reads it, the visitor does not', async ({
  desk
}) => {
  const { name, ann, visitor } = await talk(desk)
  const bo = await desk.agent(1)
  await ann.getByRole('button', { name: 'Transfer' }).click()
  const dialog = ann.getByRole('dialog', { name: `Transfer ${name}` })
  await dialog.getByRole('searchbox').fill('bo')
  await dialog.getByRole('radio', { name: /^Bo/ }).check()
  await dialog.getByLabel('Note, for colleagues only').fill('asked for you')
  await dialog.getByRole('button', { name: 'Transfer' }).click()
  await expect(ann.getByText('Bo has the conversation now.')).toBeVisible()
  await tab(bo, 'Mine').click()
  await row(bo, name).click()
  await expect(bo.locator('.row.note')).toContainText('asked for you')
  await expect(bo.getByText('Ann passed this on to Bo')).toBeVisible()
  await expect(visitor.getByText('Bo is now with you')).toBeVisible()
  await expect(visitor.getByText('asked for you')).toHaveCount(0)
})

const addGroup = ({ admin, demo }: ServerProcess, name: string) =>
  void admin('create-group', '--sysnum', demo.sysnum, '--name', name, '--add', demo.agents[1]!.email)

test('[WB-transfer] [WB-inbox] passed on to a group it waits in its queue: the row names it, the panel says why, the list can be narrowed', async ({
  desk,
  server
}) => {
  const group = unique('Teapots')
  addGroup(server, group)
  const { name, ann } = await talk(desk)
  await ann.getByRole('button', { name: 'Transfer' }).click()
  await ann.getByRole('radio', { name: new RegExp(group) }).check()
  await ann.getByRole('dialog').getByRole('button', { name: 'Transfer' }).click()
  await expect(ann.getByText(`waits in the group ${group} now`)).toBeVisible()
  const bo = await desk.agent(1)
  await expect(row(bo, name)).toContainText(group)
  await row(bo, name).click()
  const panel = bo.getByRole('complementary', { name: 'Visitor' })
  await expect(panel.getByText('Ann passed it on')).toBeVisible()
  await expect(panel.getByText(`${group}: chosen → waits here`)).toBeVisible()
  await expect(bo.getByText(`Ann passed this on to the group ${group}`)).toBeVisible()
  const other = await desk.visitor(`&uname=${encodeURIComponent(unique('Other'))}`)
  await say(other, 'hello')
  await expect(row(bo, 'Other').first()).toBeVisible()
  await bo.getByLabel('Group', { exact: true }).selectOption({ label: group })
  await expect(bo.locator('.row-who')).toHaveText([name])
  await expect(bo).toHaveURL(/group=/)
  await bo.reload()
  await expect(bo.locator('.row-who')).toHaveText([name])
})

test('[WB-transfer] a colleague who is invited in writes, too, is seen to be there, and goes again', async ({
  desk
}) => {
  const { name, ann, visitor } = await talk(desk, 1)
  const bo = await desk.agent(0)
  await more(ann).click()
  await ann.getByRole('button', { name: 'Invite a colleague …' }).click()
  const dialog = ann.getByRole('dialog', { name: 'Invite a colleague in' })
  await dialog.getByRole('radio', { name: /^Ann/ }).check()
  await dialog.getByRole('button', { name: 'Invite' }).click()
  await tab(bo, 'Mine').click()
  await row(bo, name).click()
  await expect(bo.locator('.talk-head')).toContainText('You are here with Bo')
  await expect(ann.locator('.talk-head')).toContainText('with Ann')
  await say(bo, 'I can help')
  await expect(bubbles(visitor)).toHaveText(['hello', 'I can help'])
  await say(ann, 'so can I')
  await expect(bubbles(visitor)).toHaveText(['hello', 'I can help', 'so can I'])
  await expect(visitor.getByText('invited')).toHaveCount(0)
  await expect(bo.getByRole('button', { name: 'End', exact: true })).toHaveCount(0)
  await more(bo).click()
  await bo.getByRole('button', { name: 'Leave the conversation' }).click()
  await expect(bo.locator('.closed')).toContainText('Bo holds this conversation')
  await expect(ann.getByText('Ann left')).toBeVisible()
})

test('[WB-transfer] what a dialog has asked leaves the focus where it came from', async ({ desk }) => {
  const { ann } = await talk(desk)
  for (const name of ['Invite a colleague …', 'Block visitor …']) {
    await more(ann).focus()
    await ann.keyboard.press('Enter')
    await ann.getByRole('button', { name }).focus()
    await ann.keyboard.press('Enter')
    await expect(ann.getByRole('dialog')).toBeVisible()
    await ann.keyboard.press('Escape')
    await expect(ann.getByRole('dialog')).toHaveCount(0)
    await expect(more(ann)).toBeFocused()
  }
})

test('[WB-transfer] a lead takes over what a colleague holds; an agent has no such button', async ({
  desk
}) => {
  const { name, ann } = await talk(desk, 0)
  const bo = await desk.agent(1)
  await tab(bo, 'Colleagues').click()
  await row(bo, name).click()
  await more(bo).click()
  await bo.getByRole('button', { name: 'Take over' }).click()
  await expect(tab(bo, 'Mine')).toHaveAttribute('aria-selected', 'true')
  await expect(bo.getByText('You have the conversation now.')).toBeVisible()
  await expect(ann.locator('.closed')).toContainText('Bo holds this conversation')
  await expect(ann.getByRole('button', { name: 'Transfer' })).toHaveCount(0)
  await expect(more(ann)).toHaveCount(0)
})

for (const [language, locale, words] of [
  ['English', 'en-US', 'You cannot send messages here at present'],
  ['Chinese', 'zh-CN', '您目前无法在此发送消息']
] as const)
  test(`[WB-transfer] a blocked visitor is told so in ${language}, and undone from the list can write again`, async ({
    desk
  }) => {
    const name = unique('Guest')
    const ann = await desk.agent(0)
    const visitor = await desk.visitor(`&uname=${encodeURIComponent(name)}`, { locale })
    await say(visitor, 'hello')
    await row(ann, name).click()
    await more(ann).click()
    await ann.getByRole('button', { name: 'Block visitor …' }).click()
    const dialog = ann.getByRole('dialog', { name: `Block ${name}?` })
    await dialog.getByText('For good').click()
    await dialog.getByLabel('Reason, for colleagues only').fill('spam')
    await dialog.getByRole('button', { name: 'Block' }).click()
    await expect(ann.getByText('Ann blocked this visitor for good · Reason: spam')).toBeVisible()
    await expect(ann.locator('.blocked-line')).toContainText('This visitor is blocked')
    await say(visitor, 'buy my things')
    await expect(visitor.getByText(words)).toBeVisible()
    await expect(visitor.getByText('spam')).toHaveCount(0)
    await tab(ann, 'Queue').click()
    await expect(row(ann, name)).toHaveCount(0)

    await ann.getByRole('button', { name: /^Account of/ }).click()
    await ann.getByRole('button', { name: 'Blocked visitors' }).click()
    await ann.getByRole('button', { name: `Unblock ${name}` }).click()
    await ann.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
    await expect(ann.locator('.blocked-line')).toHaveCount(0)
    await say(visitor, 'I am sorry')
    await expect(row(ann, name)).toContainText('I am sorry')
  })

test('[WB-talk] a canned reply is written once, found by its shortcut with the keyboard alone, and says who and when', async ({
  desk
}) => {
  const { name, ann, visitor } = await talk(desk)
  const shortcut = unique('').trim()
  await ann.getByRole('textbox', { name: 'Message' }).press('/')
  await ann.getByRole('button', { name: 'Canned replies …' }).click()
  const dialog = ann.getByRole('dialog')
  await dialog.getByRole('button', { name: 'New reply' }).click()
  await dialog.getByLabel('Title').fill('Welcome')
  await dialog.getByLabel('Shortcut').fill(shortcut)
  await dialog.getByLabel('Folder').fill('Greetings')
  await dialog.getByLabel('Text', { exact: true }).fill('Welcome ')
  await dialog.getByRole('button', { name: 'Visitor’s name' }).click()
  await expect(dialog.getByLabel('Text', { exact: true })).toHaveValue('Welcome {visitor}')
  await dialog.getByLabel('Text', { exact: true }).fill('Welcome {visitor}, {agent} speaking')
  await expect(dialog.getByLabel('For the whole company')).toHaveCount(0)
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog.getByRole('group', { name: 'Canned replies' })).toContainText(`/${shortcut}`)
  await dialog.getByRole('button', { name: 'Close' }).click()

  const composer = ann.getByRole('textbox', { name: 'Message' })
  await composer.fill('')
  await composer.pressSequentially(`/${shortcut.slice(0, 3)}`)
  await expect(ann.getByRole('option', { name: /Welcome/ }).first()).toBeVisible()
  await composer.press('ArrowDown')
  await composer.press('ArrowUp')
  await composer.press('Enter')
  await expect(composer).toHaveValue(`Welcome ${name}, Ann speaking`)
  await composer.press('Enter')
  await expect(bubbles(visitor)).toHaveText(['hello', `Welcome ${name}, Ann speaking`])
  // Sent away by Esc the slash is a character like any other
  await composer.pressSequentially('/nothing like this')
  await composer.press('Enter')
  await expect(bubbles(visitor).last()).toHaveText('/nothing like this')
})

test('[WB-talk] the demo company has replies in two languages, which fill in names and the time of day in their own', async ({
  desk
}) => {
  const { name, ann } = await talk(desk)
  const composer = ann.getByRole('textbox', { name: 'Message' })
  await composer.pressSequentially('、nh')
  await ann.getByRole('option', { name: /开场白/ }).click()
  await expect(composer).toHaveValue(
    new RegExp(`^(早上|中午|下午|晚上)好，${name}！我是Demo Shop的Ann，请问有什么可以帮您？$`)
  )
  await composer.fill('')
  await composer.pressSequentially('/hello')
  await composer.press('Tab')
  await expect(composer).toHaveValue(new RegExp(`^(Good |Hello).* ${name}, Ann of Demo Shop here`))
})

test('[WB-talk] a lead writes the company’s replies, which every agent has', async ({ desk }) => {
  const title = unique('Opening hours')
  const bo = await desk.agent(1)
  await bo.getByRole('button', { name: /^Account of/ }).click()
  await bo.getByRole('button', { name: 'Canned replies' }).click()
  const dialog = bo.getByRole('dialog')
  await dialog.getByRole('button', { name: 'New reply' }).click()
  await dialog.getByLabel('Title').fill(title)
  await dialog.getByLabel('Text', { exact: true }).fill('We are open from 9 to 18')
  await dialog.getByLabel('For the whole company').check()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog.getByRole('group', { name: 'Canned replies' })).toContainText(title)

  const { ann, visitor } = await talk(desk)
  const composer = ann.getByRole('textbox', { name: 'Message' })
  await composer.pressSequentially(`/${title.split(' ')[2]}`)
  await ann.getByRole('option', { name: new RegExp(title) }).click()
  await expect(composer).toHaveValue('We are open from 9 to 18')
  await composer.press('Enter')
  await expect(bubbles(visitor).last()).toHaveText('We are open from 9 to 18')
})

test('[WB-talk] an agent sends a card', async ({ desk }) => {
  const { ann, visitor } = await talk(desk)
  await ann.getByRole('button', { name: 'Send a card' }).click()
  const dialog = ann.getByRole('dialog', { name: 'Send a card' })
  await dialog.getByLabel('Title').fill('Clay pot')
  await dialog.getByLabel('Price or label').fill('¥ 120')
  await dialog.getByLabel('Link').fill('javascript:alert(1)')
  await dialog.getByRole('button', { name: 'Send card' }).click()
  await expect(dialog.getByRole('alert')).toContainText('Addresses begin with')
  await dialog.getByLabel('Link').fill('https://shop.example/pot')
  await dialog.getByRole('button', { name: 'Send card' }).click()
  for (const page of [ann, visitor]) await expect(page.locator('.shop-card')).toContainText('Clay pot')
  await expect(visitor.locator('.shop-card a').first()).toHaveAttribute('href', 'https://shop.example/pot')
})
