import { bubbles, expect, row, say, signIn, tab, test } from './harness.ts'

const unique = (name: string) => `${name} ${Math.random().toString(36).slice(2, 7)}`
const named = (name: string) => `&uname=${encodeURIComponent(name)}`

test('a visitor writes, an agent accepts, both talk, see what was read, and the agent ends it', async ({
  desk
}) => {
  const name = unique('Guest')
  const ann = await desk.agent(0)
  const visitor = await desk.visitor(named(name))
  await say(visitor, 'Is anybody there?')

  await row(ann, name).click()
  await expect(bubbles(ann)).toHaveText(['Is anybody there?'])
  await ann.getByRole('button', { name: 'Accept' }).click()
  await expect(tab(ann, 'Mine')).toHaveAttribute('aria-selected', 'true')
  await expect(ann.getByRole('textbox', { name: 'Message' })).toBeFocused()
  await say(ann, 'Yes, hello!')
  await expect(bubbles(visitor)).toHaveText(['Is anybody there?', 'Yes, hello!'])
  await say(visitor, 'Wonderful')
  await expect(bubbles(ann)).toHaveText(['Is anybody there?', 'Yes, hello!', 'Wonderful'])

  await expect(ann.getByRole('img', { name: 'Read' })).toHaveCount(1)
  await expect(visitor.getByRole('img', { name: 'Read' })).toHaveCount(2)
  await expect(row(ann, name).locator('.badge')).toHaveCount(0)

  await ann.getByRole('button', { name: 'End', exact: true }).click()
  await ann.getByRole('button', { name: 'End conversation' }).click()
  await expect(ann.locator('.later')).toContainText('This conversation has ended')
  await expect(visitor.getByText('The conversation was ended')).toBeVisible()
  await tab(ann, 'Ended').click()
  await expect(row(ann, name)).toBeVisible()
})

test('looking into the queue is not reading; answering accepts', async ({ desk }) => {
  const name = unique('Guest')
  const ann = await desk.agent(0)
  const visitor = await desk.visitor(named(name))
  await say(visitor, 'Can I change the address?')
  await row(ann, name).click()
  await expect(bubbles(ann)).toHaveCount(1)
  await expect(visitor.getByRole('img', { name: 'Delivered' })).toHaveCount(1)

  await say(ann, 'You can.')

  await expect(tab(ann, 'Mine')).toHaveAttribute('aria-selected', 'true')
  await expect(row(ann, name)).toHaveAttribute('aria-current', 'true')
  await expect(visitor.getByRole('img', { name: 'Read' })).toHaveCount(1)
})

test('[QU1] of two agents who accept at once one has it, and the other is told', async ({ desk }) => {
  const name = unique('Guest')
  const [ann, bo] = [await desk.agent(0), await desk.agent(1)]
  const visitor = await desk.visitor(named(name))
  await say(visitor, 'Who is first?')
  await row(ann, name).click()
  await row(bo, name).click()

  const accepts = [ann, bo].map(page => page.getByRole('button', { name: 'Accept' }))
  await Promise.all(accepts.map(button => button.evaluate((element: HTMLElement) => element.click())))

  const composers = () =>
    Promise.all([ann, bo].map(page => page.getByRole('textbox', { name: 'Message' }).count()))
  await expect.poll(composers).toContain(0)
  const loser = (await composers())[0] === 0 ? ann : bo
  await expect(loser.getByRole('alert')).toContainText('A colleague was faster')
  await expect(loser.locator('.closed')).toContainText('holds this conversation')
  expect((await composers()).toSorted()).toEqual([0, 1])
})

test('a transfer gives the conversation to the colleague, who is told; the other reads along', async ({
  desk
}) => {
  const name = unique('Guest')
  const [ann, bo] = [await desk.agent(0), await desk.agent(1)]
  const visitor = await desk.visitor(named(name))
  await say(visitor, 'I need the boss')
  await row(ann, name).click()
  await ann.getByRole('button', { name: 'Accept' }).click()
  await say(ann, 'One moment')

  await ann.getByRole('button', { name: 'Transfer' }).click()
  const dialog = ann.getByRole('dialog')
  await dialog.getByRole('radio', { name: /^Bo/ }).check()
  await dialog.getByRole('button', { name: 'Transfer' }).click()

  await expect(ann.getByText('Bo has the conversation now.')).toBeVisible()
  await expect(ann.locator('.closed')).toContainText('Bo holds this conversation')
  await tab(bo, 'Mine').click()
  await row(bo, name).click()
  await say(bo, 'Here I am')
  await expect(bubbles(visitor)).toHaveText(['I need the boss', 'One moment', 'Here I am'])
  await expect(bubbles(ann)).toHaveCount(3)
  // Whose message it was stays visible
  await expect(bo.locator('.row-name', { hasText: 'Ann' })).toBeVisible()
})

test('back to the queue, and accepted again', async ({ desk }) => {
  const name = unique('Guest')
  const ann = await desk.agent(0)
  const visitor = await desk.visitor(named(name))
  await say(visitor, 'Hello')
  await row(ann, name).click()
  await ann.getByRole('button', { name: 'Accept' }).click()
  await ann.getByRole('button', { name: 'Back to queue' }).click()
  await expect(ann.getByText('The conversation is back in the queue.')).toBeVisible()
  await ann.getByRole('button', { name: 'Accept' }).click()
  await expect(ann.getByRole('button', { name: 'Back to queue' })).toBeVisible()
})

test('a reload keeps the open conversation and the unsent text', async ({ desk }) => {
  const name = unique('Guest')
  const ann = await desk.agent(0)
  const visitor = await desk.visitor(named(name))
  await say(visitor, 'Hello')
  await row(ann, name).click()
  await ann.getByRole('button', { name: 'Accept' }).click()
  await expect(tab(ann, 'Mine')).toHaveAttribute('aria-selected', 'true')
  await ann.getByRole('textbox', { name: 'Message' }).fill('half a sen')
  await ann.reload()
  await expect(ann.getByRole('heading', { name })).toBeVisible()
  await expect(ann.getByRole('textbox', { name: 'Message' })).toHaveValue('half a sen')
  await expect(tab(ann, 'Mine')).toHaveAttribute('aria-selected', 'true')

  await ann.goBack()
  await expect(ann.getByText('Choose a conversation')).toBeVisible()
})

test('[WB-gapless] whenever the link is killed, everything arrives once and in order on both sides', async ({
  desk
}) => {
  test.slow()
  const name = unique('Guest')
  const ann = await desk.agent(0)
  const visitor = await desk.visitor(named(name))
  await say(visitor, 'begin')
  await row(ann, name).click()
  await ann.getByRole('button', { name: 'Accept' }).click()

  for (const round of [1, 2, 3]) {
    await say(ann, `ann ${round} before`)
    await desk.cut(ann)
    await say(ann, `ann ${round} without a link`)
    await say(ann, `ann ${round} once more`)
    await say(visitor, `visitor ${round}`)
    await expect(bubbles(ann).filter({ hasText: `ann ${round} once more` })).toBeVisible()
    desk.mend(ann)
    await expect(bubbles(visitor)).toHaveCount(1 + 4 * round, { timeout: 30_000 })
    await expect(bubbles(ann)).toHaveCount(1 + 4 * round)
  }

  const [left, right] = [await bubbles(ann).allTextContents(), await bubbles(visitor).allTextContents()]
  expect(left).toEqual(right)
  const own = left.filter(text => text.startsWith('ann'))
  expect(own).toEqual(
    [1, 2, 3].flatMap(n => [`ann ${n} before`, `ann ${n} without a link`, `ann ${n} once more`])
  )
  await expect(ann.locator('.row.sending')).toHaveCount(0)
})

test('a reload in the middle of a break loses nothing that was written', async ({ desk }) => {
  const name = unique('Guest')
  const ann = await desk.agent(0)
  const visitor = await desk.visitor(named(name))
  await say(visitor, 'hello')
  await row(ann, name).click()
  await ann.getByRole('button', { name: 'Accept' }).click()
  await say(ann, 'one')
  await expect(bubbles(visitor)).toHaveCount(2)
  await desk.cut(ann)
  await say(ann, 'two')
  await say(ann, 'three')
  desk.mend(ann)
  await ann.reload()
  await expect(bubbles(visitor)).toHaveText(['hello', 'one', 'two', 'three'])
  await expect(bubbles(ann)).toHaveText(['hello', 'one', 'two', 'three'])
})

test('the workbench works without WebSocket', async ({ desk, server }) => {
  const name = unique('Guest')
  const ann = await desk.open()
  await ann.routeWebSocket(/workbench\/socket/, socket => void socket.close())
  await ann.reload()
  await signIn(ann, server.demo.agents[0]!)
  const visitor = await desk.visitor(named(name))
  await say(visitor, 'through a narrow proxy')
  await row(ann, name).click()
  await ann.getByRole('button', { name: 'Accept' }).click()
  await say(ann, 'it works')
  await expect(bubbles(visitor)).toHaveText(['through a narrow proxy', 'it works'])
})

test('a message that is refused for good is marked, also in the inbox, and can be discarded', async ({
  desk
}) => {
  const name = unique('Guest')
  const [ann, bo] = [await desk.agent(0), await desk.agent(1)]
  const visitor = await desk.visitor(named(name))
  await say(visitor, 'hello')
  await row(ann, name).click()
  await expect(bubbles(ann)).toHaveCount(1)
  await desk.cut(ann)
  await say(ann, 'too late')
  await row(bo, name).click()
  await bo.getByRole('button', { name: 'Accept' }).click()
  await expect(tab(bo, 'Mine')).toHaveAttribute('aria-selected', 'true')
  desk.mend(ann)

  await expect(ann.getByText('Not sent')).toBeVisible({ timeout: 30_000 })
  await tab(ann, 'Colleagues').click()
  await expect(row(ann, name).getByRole('img', { name: 'A message was not sent' })).toBeVisible()
  await ann.getByRole('button', { name: 'Discard' }).click()
  await expect(bubbles(ann)).toHaveCount(1)
  await expect(row(ann, name).getByRole('img', { name: 'A message was not sent' })).toHaveCount(0)
  await expect(bubbles(visitor)).toHaveCount(1)
})

test('a file from the agent reaches the visitor', async ({ desk }) => {
  const name = unique('Guest')
  const ann = await desk.agent(0)
  const visitor = await desk.visitor(named(name))
  await say(visitor, 'send me the form')
  await row(ann, name).click()
  await ann.getByRole('button', { name: 'Accept' }).click()
  await ann
    .locator('input[type=file]')
    .setInputFiles({ name: 'form.txt', mimeType: 'text/plain', buffer: Buffer.from('a form') })
  await expect(visitor.getByRole('link', { name: /Download form.txt/ })).toBeVisible()
  await expect(ann.getByRole('link', { name: /Download form.txt/ })).toBeVisible()
})

test('an ended conversation leads to the newer one of the same visitor', async ({ desk }) => {
  const name = unique('Guest')
  const ann = await desk.agent(0)
  const visitor = await desk.visitor(named(name))
  await say(visitor, 'first time')
  await row(ann, name).click()
  await ann.getByRole('button', { name: 'End', exact: true }).click()
  await ann.getByRole('button', { name: 'End conversation' }).click()
  await expect(ann.locator('.later')).toContainText('has ended')
  await say(visitor, 'second time')
  await expect(ann.getByRole('complementary', { name: 'Visitor' })).toContainText('Other conversations')
  await ann.locator('.closed').getByRole('button').click()
  await expect(ann.getByRole('button', { name: 'Accept' })).toBeVisible()
  await expect(tab(ann, 'Queue')).toHaveAttribute('aria-selected', 'true')
})

test('[MSG-offline] after the end an agent still writes, and sees that it waits for the next visit', async ({
  desk
}) => {
  const name = unique('Guest')
  const ann = await desk.agent(0)
  const visitor = await desk.visitor(named(name))
  await say(visitor, 'back in a minute')
  await row(ann, name).click()
  await say(ann, 'all right')
  await expect(bubbles(visitor)).toHaveCount(2)
  await ann.getByRole('button', { name: 'End', exact: true }).click()
  await ann.getByRole('button', { name: 'End conversation' }).click()
  await expect(ann.locator('.later')).toContainText('waits for the visitor’s next visit')
  await visitor.goto('about:blank')

  await say(ann, 'your parcel is on its way')

  await expect(bubbles(ann)).toHaveText(['back in a minute', 'all right', 'your parcel is on its way'])
  await tab(ann, 'Ended').click()
  await expect(row(ann, name)).toContainText('You: your parcel is on its way')
  await visitor.goBack()
  await expect(bubbles(visitor).last()).toHaveText('your parcel is on its way')
  await expect(ann.getByRole('img', { name: 'Read' })).toHaveCount(2)
  await say(visitor, 'it has come')
  await expect(row(ann, name)).toBeVisible()
  await expect(ann.locator('.closed')).toContainText('there is a newer one')
  await ann.locator('.closed').getByRole('button').click()
  await expect(bubbles(ann)).toHaveText([
    'back in a minute',
    'all right',
    'your parcel is on its way',
    'it has come'
  ])
})
