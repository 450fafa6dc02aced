import { expect, row, say, tab, test } from './harness.ts'
import { openVisitor, type RawVisitor } from './visitor.ts'
import type { ServerProcess } from '../../kit/server-process.ts'

const MANY = 500

async function openMany(server: ServerProcess, count: number) {
  const visitors: RawVisitor[] = []
  for (let from = 0; from < count; from += 25)
    visitors.push(
      ...(await Promise.all(
        Array.from({ length: 25 }, (_, i) =>
          openVisitor(server, { name: `Load-${from + i}` }, `message of ${from + i}`)
        )
      ))
    )
  return visitors
}

test('with 500 waiting, a new message touches its own row only', async ({ desk, server }) => {
  test.setTimeout(150_000)
  const visitors = await openMany(server, MANY)
  const ann = await desk.agent(0)
  // No number is shown where nobody waits
  const inAll = async () => Number((await tab(ann, 'Queue').locator('.count').allTextContents())[0] ?? 0)
  await expect.poll(inAll, { timeout: 20_000 }).toBeGreaterThanOrEqual(MANY)
  // Of so many only those near what is seen are there; the last that came are at the end
  await expect.poll(() => ann.locator('.row-item').count()).toBeLessThan(100)
  const toEnd = () => ann.locator('.inbox-list').evaluate(list => (list.scrollTop = list.scrollHeight))
  await expect
    .poll(
      async () => (await toEnd(), ann.locator('.row-text', { hasText: `message of ${MANY - 1}` }).count())
    )
    .toBe(1)
  await ann.evaluate(() => {
    const touched = new Set<string>()
    Object.assign(window, { touched })
    new MutationObserver(records => {
      for (const { target } of records) {
        const element = target instanceof Element ? target : target.parentElement
        const id = element?.closest('.inbox-row')?.id
        if (id) touched.add(id)
      }
    }).observe(document.querySelector('.inbox-list')!, {
      subtree: true,
      childList: true,
      characterData: true
    })
  })
  await visitors[MANY - 1]!.say('the newest of all')
  // By text: the accessible names of 500 rows take seconds to work out
  await expect(ann.locator('.row-text', { hasText: 'the newest of all' })).toBeAttached()
  expect(await ann.evaluate(() => (window as unknown as { touched: Set<string> }).touched.size)).toBe(1)

  // Details that a page told while this agent watched are searched as well
  visitors[7]!.tells({ claims: { vip: 'platinum' } })
  await ann.getByRole('searchbox').fill('platin')
  await expect(ann.locator('.row-who')).toHaveText(['Load-7'])
  await ann.getByRole('searchbox').fill('Load-499')
  await expect(ann.locator('.row-item')).toHaveCount(1)
  await ann.getByRole('searchbox').fill('nobody has said this')
  await expect(ann.getByText('Nothing matches your search here.')).toBeVisible()
  // The list of whoever comes next is short again
  await ann.getByRole('searchbox').fill('')
  for (const visitor of visitors) visitor.ends()
  await expect.poll(inAll, { timeout: 20_000 }).toBeLessThan(MANY / 4)
  for (const visitor of visitors) visitor.close()
})

test('the queue is oldest first, and shows who left the page', async ({ desk }) => {
  const ann = await desk.agent(0)
  await ann.getByRole('searchbox').fill('sorted')
  const first = await desk.visitor('&uname=sorted%20one')
  await say(first, 'hello')
  const second = await desk.visitor('&uname=sorted%20two')
  await say(second, 'hello')
  await expect(ann.locator('.row-who')).toHaveText(['sorted one', 'sorted two'])
  await say(first, 'still here')
  await expect(ann.locator('.row-text')).toHaveText(['still here', 'hello'])
  await expect(ann.locator('.row-who')).toHaveText(['sorted one', 'sorted two'])
  await expect(row(ann, 'sorted two').locator('.dot.online')).toBeVisible()
  await second.close()
  await expect(row(ann, 'sorted two').locator('.dot.online')).toBeHidden()
})

test('[WB-inbox] the search finds a visitor by phone or e-mail before anybody has opened the conversation', async ({
  desk,
  server
}) => {
  const claims = { uname: 'Reachable', tel: '+86 138-0013-8000', email: 'reach@shop.example' }
  const visitor = await openVisitor(server, { name: 'Reachable', claims }, 'hello')
  visitor.close()
  const ann = await desk.agent(0)
  for (const query of ['13800138000', 'reach@shop']) {
    await ann.getByRole('searchbox').fill(query)
    await expect(ann.locator('.row-who')).toHaveText(['Reachable'])
  }
  await expect(ann.getByText('Searched: name, phone, e-mail')).toBeVisible()
  await row(ann, 'Reachable').click()
  const panel = ann.getByRole('complementary', { name: 'Visitor' })
  await expect(panel.getByRole('link', { name: '138-0013-8000' })).toHaveAttribute(
    'href',
    'tel:+8613800138000'
  )
  await expect(panel.getByRole('link', { name: 'reach@' })).toHaveAttribute(
    'href',
    'mailto:reach@shop.example'
  )
  await expect(panel.getByText('Contact')).toBeVisible()
})

test('the status of an agent is seen by the colleagues', async ({ desk }) => {
  const [ann, bo] = [await desk.agent(0), await desk.agent(1)]
  const visitor = await desk.visitor('&uname=status')
  await say(visitor, 'hello')
  await ann.getByLabel('Your status').selectOption('busy')
  await row(bo, 'status').first().click()
  await bo.getByRole('button', { name: 'Transfer' }).click()
  await expect(bo.locator('.pass-target', { hasText: 'Ann' })).toContainText('Busy')
  await ann.reload()
  await expect(ann.getByLabel('Your status')).toHaveValue('busy')
  await ann.getByLabel('Your status').selectOption('online')
  await tab(ann, 'Mine').click()
})

test('what the visitor types is shown before it is sent, as text', async ({ desk, server }) => {
  const ann = await desk.agent(0)
  const visitor = await openVisitor(server, { name: 'Typist' }, 'hello')
  await row(ann, 'Typist').click()
  await expect(ann.locator('.bubble')).toHaveCount(1)
  visitor.types('I would like <b>two')
  await expect(ann.locator('.ghost')).toHaveText('typing: I would like <b>two')
  await expect(ann.getByRole('status').filter({ hasText: 'Typist is typing' })).toBeVisible()
  await visitor.say('I would like two')
  await expect(ann.locator('.ghost')).toBeHidden()
  visitor.close()
})

test('in a list of hundreds the keyboard goes on beyond what is there, row by row and from top to end', async ({
  desk,
  server
}) => {
  test.setTimeout(150_000)
  const visitors = await openMany(server, 200)
  const ann = await desk.agent(0)
  // No number is shown where nobody waits
  const inAll = async () => Number((await tab(ann, 'Queue').locator('.count').allTextContents())[0] ?? 0)
  await expect.poll(inAll, { timeout: 20_000 }).toBeGreaterThanOrEqual(200)
  await ann.locator('.inbox-row').first().focus()
  const inFocus = () =>
    ann.evaluate(() => document.activeElement?.closest('li')?.getAttribute('aria-posinset'))
  expect(await inFocus()).toBe('1')
  for (let at = 2; at <= 60; at++) {
    await ann.keyboard.press('j')
    await expect.poll(inFocus).toBe(String(at))
  }
  // Scrolled away, the row that had the focus is not there: the next key leads back beside it
  await ann.locator('.inbox-list').evaluate(list => (list.scrollTop = list.scrollHeight))
  await expect.poll(inFocus).toBeUndefined()
  await ann.keyboard.press('j')
  await expect.poll(inFocus).toBe('61')
  for (const visitor of visitors) visitor.ends()
  await expect.poll(inAll, { timeout: 20_000 }).toBeLessThan(150)
  for (const visitor of visitors) visitor.close()
})
