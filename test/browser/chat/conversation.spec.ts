import { bubble, composer, expect, send, test, until } from '#test/kit/browser'

test('[DEP-h5] a visitor and an agent talk: ack, delivered and read marks, typing', async ({
  site,
  visitorPage: page,
  desk
}) => {
  await page.goto(site.h5())
  await send(page, 'Is the blue teapot in stock?')
  const mine = page.locator('.row.mine', { hasText: 'blue teapot' })
  await expect(mine.getByRole('img', { name: 'Sent' })).toBeVisible()
  await desk.uid()
  await expect(mine.getByRole('img', { name: 'Delivered' })).toBeVisible()
  desk.session.read(await desk.uid())
  await expect(mine.getByRole('img', { name: 'Read' })).toBeVisible()
  const previews: (string | undefined)[] = []
  desk.session.on('typing', ({ text }) => previews.push(text))
  await composer(page).fill('and the lid?')
  await until(() => previews.includes('and the lid?'))
  desk.session.typing(await desk.uid(), true)
  await expect(page.getByRole('status').filter({ hasText: 'Ann is typing' })).toBeVisible()
  await desk.say('Three are left.')
  await expect(bubble(page, 'Three are left.')).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Ann' })).toBeVisible()
  await until(
    () =>
      desk.session.open(desk.session.inbox().find(one => one.last?.content.kind === 'text')!.uid).receipts
        .visitor.read > 0
  )
})

test('Enter sends, Shift+Enter breaks the line, composing with an input method never sends', async ({
  site,
  visitorPage: page,
  desk
}) => {
  await page.goto(site.h5())
  await composer(page).focus()
  await page.keyboard.type('one')
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.type('two')
  await expect(composer(page)).toHaveValue('one\ntwo')
  const session = await page.context().newCDPSession(page)
  await session.send('Input.imeSetComposition', { text: 'ni', selectionStart: 2, selectionEnd: 2 })
  await page.evaluate(() =>
    document.activeElement!.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true })
    )
  )
  await expect(page.getByRole('log').locator('.bubble')).toHaveCount(0)
  await session.send('Input.insertText', { text: '你' })
  await page.keyboard.press('Enter')
  await expect(bubble(page, 'two你')).toBeVisible()
  await until(() =>
    desk.session
      .inbox()
      .some(one => one.last?.content.kind === 'text' && one.last.content.text === 'one\ntwo你')
  )
})

test('[OB1] unsent text and unsent messages survive a reload; the conversation is there again', async ({
  site,
  visitorPage: page,
  desk,
  context
}) => {
  await page.goto(site.h5())
  await send(page, 'before')
  await desk.say('answer')
  await expect(bubble(page, 'answer')).toBeVisible()
  await context.setOffline(true)
  await page.evaluate(() => dispatchEvent(new Event('online')))
  await send(page, 'written without a connection')
  await composer(page).fill('half a sent')
  await context.setOffline(false)
  await page.reload()
  await expect(bubble(page, 'answer')).toBeVisible()
  await expect(bubble(page, 'written without a connection')).toHaveCount(1)
  await expect(composer(page)).toHaveValue('half a sent')
  await until(() => desk.texts().includes('written without a connection'))
  expect(desk.texts().filter(text => text === 'written without a connection')).toHaveLength(1)
})

test('the server is killed and comes back: a reconnecting line, nothing lost, nothing doubled', async ({
  site,
  visitorPage: page,
  desk
}) => {
  test.slow()
  await page.goto(site.h5())
  await send(page, 'before the kill')
  await desk.say('heard')
  await expect(bubble(page, 'heard')).toBeVisible()
  await site.server.kill('SIGKILL')
  await send(page, 'during the kill')
  await expect(page.getByRole('status').filter({ hasText: 'No connection' })).toBeVisible()
  await site.server.start()
  await until(() => desk.texts().includes('during the kill'), 30_000)
  await desk.say('still here')
  await expect(bubble(page, 'still here')).toBeVisible({ timeout: 20_000 })
  await expect(bubble(page, 'during the kill')).toHaveCount(1)
  expect(desk.texts().filter(text => text === 'during the kill')).toHaveLength(1)
})

test('[TAB-many] two tabs are one visitor: one connection, the same messages, and closing the leading tab loses nothing', async ({
  site,
  visitorPage: first,
  desk,
  context
}) => {
  let sockets = 0
  context.on('page', page => page.on('websocket', () => (sockets += 1)))
  first.on('websocket', () => (sockets += 1))
  await first.goto(site.h5())
  await send(first, 'from the first')
  await expect(bubble(first, 'from the first')).toBeVisible()
  const second = await context.newPage()
  await second.goto(site.h5())
  await expect(bubble(second, 'from the first')).toBeVisible()
  await send(second, 'from the second')
  await expect(bubble(first, 'from the second')).toBeVisible()
  await desk.say('to both')
  for (const page of [first, second]) await expect(bubble(page, 'to both')).toHaveCount(1)
  expect(sockets).toBe(1)
  await first.close()
  await send(second, 'after the first closed')
  await until(() => desk.texts().includes('after the first closed'))
  await desk.say('and back')
  await expect(bubble(second, 'and back')).toBeVisible()
})

test('a refused message is kept and can be tried again or discarded', async ({
  site,
  visitorPage: page,
  desk
}) => {
  await page.goto(site.h5())
  await send(page, 'hello')
  await desk.uid()
  await page.evaluate(sysnum => {
    const key = `ozc:${sysnum}:out:test-failed`
    localStorage.setItem(
      key,
      JSON.stringify({
        clientId: 'test-failed',
        uid: '',
        content: { kind: 'text', text: 'refused once' },
        at: Date.now(),
        failed: 'bad-frame'
      })
    )
  }, site.sysnum)
  await page.reload()
  const row = page.locator('.row.failed', { hasText: 'refused once' })
  await expect(row.getByRole('alert')).toContainText('Not sent')
  await row.getByRole('button', { name: 'Try again' }).click()
  await until(() => desk.texts().includes('refused once'))
  await expect(page.locator('.row.failed')).toHaveCount(0)
})

test('either side ends the conversation; the next message starts another', async ({
  site,
  visitorPage: page,
  desk
}) => {
  await page.goto(site.h5())
  await send(page, 'first question')
  await desk.say('first answer')
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('button', { name: 'End the conversation' }).click()
  await page.getByRole('alert').getByRole('button', { name: 'End', exact: true }).click()
  await expect(page.getByText('You ended the conversation')).toBeVisible()
  await send(page, 'second question')
  const uid = await desk.uid()
  await until(
    () =>
      desk.session
        .inbox()
        .filter(one => one.uid === uid)
        .map(one => one.status)
        .sort()
        .join() === 'ended,queued'
  )
})

test('[TB1] what the page of a second tab says of the visitor is heard, though another tab has the connection', async ({
  site,
  visitorPage: page,
  context,
  desk
}) => {
  await page.goto(site.h5('&remark=first'))
  await send(page, 'hello')
  const who = await desk.uid()
  const remark = () => desk.session.visitor(who)?.profile.claims?.['remark']
  await expect.poll(remark).toBe('first')
  const second = await context.newPage()
  await second.goto(site.h5('&remark=second'))
  await expect(bubble(second, 'hello')).toBeVisible()
  await expect.poll(remark).toBe('second')
})
