import { apart as test, bubble, expect, send, until } from '#test/kit/browser'

test('[DSK-end] after the end by either side the visitor may rate, leave a message, find what staff still sends, and begin again', async ({
  site,
  visitorPage: page,
  desk
}) => {
  test.slow()
  await page.goto(site.h5('&locale=en&satDegree_A=1'))
  await send(page, 'first question')
  await desk.say('an answer')
  await expect(bubble(page, 'an answer')).toBeVisible()
  const uid = await desk.uid()
  const open = () => desk.session.inbox().find(one => one.uid === uid && one.status !== 'ended')
  const { cid } = open()!
  desk.session.end(uid, cid)
  const ended = page.getByRole('log').locator('.notice', { hasText: 'The conversation was ended' })
  await expect(ended.getByRole('button', { name: 'Leave a message' })).toBeVisible()

  // Staff may still write; it belongs to what has ended
  desk.session.send(uid, { kind: 'text', text: 'one more thing' })
  await expect(bubble(page, 'one more thing')).toBeVisible()
  await until(() => open() === undefined)

  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('button', { name: 'Rate this conversation' }).click()
  await page.getByRole('radio', { name: /^5 of 5/ }).check({ force: true })
  await page.getByRole('button', { name: 'Send rating' }).click()
  await expect(page.getByRole('img', { name: '5 of 5 stars' })).toBeVisible()
  await until(() => open() === undefined)

  await send(page, 'second question')
  await until(() => open() !== undefined && open()!.cid !== cid)
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('button', { name: 'End the conversation' }).click()
  await page.getByRole('button', { name: 'End', exact: true }).click()
  await expect(page.getByText('You ended the conversation')).toBeVisible()
  await until(() => open() === undefined)
})
