// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/preact'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { MessageList } from '#ui/components/MessageList.tsx'
import { createConversation, entry } from './conversation.ts'

const NOON = new Date(2026, 10, 21, 12).getTime()
const DAY = 86_400_000

// Only what decides “today” and “yesterday” stands still
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: NOON }))
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

const agent = { role: 'agent' as const, id: 'ann', name: 'Ann' }

function open(conversation = createConversation()) {
  const { container } = render(<MessageList model={conversation.model} visible={true} />)
  const all = (selector: string) => [...container.querySelectorAll<HTMLElement>(selector)]
  return {
    ...conversation,
    container,
    all,
    texts: (selector: string) => all(selector).map(one => one.textContent)
  }
}

const show = (list: ReturnType<typeof open>, next: Parameters<typeof list.show>[0]) =>
  act(() => list.show(next))

test('own messages and those of others are told apart, for the eye and for the ear', async () => {
  const list = open()
  await show(list, {
    entries: [entry(1), entry(2, { by: agent }), entry(3, { by: { role: 'bot', id: 'b' } })]
  })
  expect(list.all('.row').map(row => row.className.trim())).toEqual(['row mine', 'row theirs', 'row theirs'])
  expect(list.texts('.row > span:first-child')).toEqual(['You', 'Ann', 'Agent'])
  expect(list.all('.row > .row-name')).toHaveLength(2)
})

test('to an agent, what a colleague wrote is on the own side under the colleague’s name', async () => {
  const list = open(createConversation('agent'))
  const mine = { role: 'agent' as const, id: 'agent', name: 'Me' }
  await show(list, { entries: [entry(1), entry(2, { by: agent }), entry(3, { by: mine })] })
  expect(list.all('.row').map(row => row.classList.contains('mine'))).toEqual([false, true, true])
  expect(list.texts('.row > span:first-child')).toEqual(['Visitor', 'Ann', 'You'])
})

test('a message that was refused says so, and can be tried again or thrown away', async () => {
  const list = open()
  const pending = { clientId: 'c1', uid: 'u', content: { kind: 'text' as const, text: 'lost?' }, at: NOON }
  await show(list, { pending: [pending] })
  expect([list.all('.row.sending').length, screen.queryByRole('alert')]).toEqual([1, null])
  await show(list, { pending: [{ ...pending, failed: 'bad-request' }] })
  expect(list.texts('.row.failed .bubble')).toEqual(['lost?'])
  const alert = screen.getByRole('alert')
  const [retry, discard] = [...alert.querySelectorAll('button')]
  await fireEvent.click(retry!)
  await fireEvent.click(discard!)
  expect([list.said('retry'), list.said('discard')]).toEqual([['c1'], ['c1']])
})

test('[ML3] a message keeps its row from the outbox to the timeline, and is there once', async () => {
  const list = open()
  const pending = { clientId: 'c1', uid: 'u', content: { kind: 'text' as const, text: 'hello' }, at: NOON }
  await show(list, { pending: [pending] })
  const [row] = list.all('.row')
  // The ack has come, the outbox is a moment behind
  await show(list, { entries: [entry(1, { clientId: 'c1', text: 'hello' })], pending: [pending] })
  expect(list.texts('.bubble')).toEqual(['hello'])
  await show(list, { pending: [] })
  expect(list.all('.row')).toHaveLength(1)
  // Another element would be announced again
  expect(list.all('.row')[0]).toBe(row)
})

test('each day begins with its name, once', async () => {
  const list = open()
  const at = [NOON - 400 * DAY, NOON - DAY, NOON - DAY + 1_000, NOON, NOON + 60_000]
  await show(list, { entries: at.map((at, i) => entry(i + 1, { at })) })
  const days = list.texts('.day')
  expect(days).toHaveLength(3)
  expect(days[0]).toContain('2025')
  expect(days.slice(1)).toEqual(['Yesterday', 'Today'])
  expect(list.all('.rows > *').map(one => (one.className === 'day' ? 'day' : 'row'))).toEqual([
    'day',
    'row',
    'day',
    'row',
    'row',
    'day',
    'row',
    'row'
  ])
})

test('messages of one person that follow closely are joined, never over a day or another person', async () => {
  const list = open()
  const at = [NOON, NOON + 60_000, NOON + 300_000, NOON + 301_000]
  await show(list, {
    entries: [...at.map((at, i) => entry(i + 1, { at })), entry(5, { at: NOON + 302_000, by: agent })]
  })
  expect(list.all('.row').map(row => row.classList.contains('joined'))).toEqual([
    false,
    true,
    false,
    true,
    false
  ])
})

test('marks follow the receipts of the other side', async () => {
  const list = open()
  const receipts = { visitor: { delivered: 3, read: 3 }, agent: { delivered: 2, read: 1 } }
  await show(list, { entries: [entry(1), entry(2), entry(3)], receipts })
  expect(list.all('.mark').map(mark => mark.className)).toEqual(['mark read', 'mark delivered', 'mark sent'])
})

test('[17] what somebody wrote is text, wherever it stands', async () => {
  const hostile = '<img src=x onerror=alert(1)><script>alert(1)</script>'
  const list = open()
  const file = { id: 'f', name: `${hostile}.pdf`, type: 'application/pdf', size: 5, url: '/files/f/g/x.pdf' }
  await show(list, {
    entries: [
      entry(1, { text: hostile }),
      entry(2, { by: { ...agent, name: hostile } }),
      entry(3, { content: { kind: 'file', file } }),
      entry(4, {
        by: { role: 'system', id: 's' },
        content: { kind: 'assigned', agent: { id: 'a', name: hostile } }
      })
    ]
  })
  expect(list.container.querySelectorAll('img, script, [onerror]')).toHaveLength(0)
  expect(list.container.textContent.split('<img src=x').length - 1).toBeGreaterThanOrEqual(4)
})

test('only addresses that pass safeUrl can be followed, and they tell nobody where they came from', async () => {
  const list = open()
  await show(list, {
    entries: [
      entry(1, { text: 'https://shop.example/a javascript:alert(1) https://u:p@bank.example www.ok.example' })
    ]
  })
  const links = list.all('.bubble a') as HTMLAnchorElement[]
  expect(links.map(link => link.getAttribute('href'))).toEqual([
    'https://shop.example/a',
    'https://www.ok.example/'
  ])
  for (const link of links)
    expect([link.target, link.rel]).toEqual(['_blank', 'noopener noreferrer nofollow ugc'])
})

test('of 5,000 messages at most 200 are in the document', async () => {
  const list = open()
  await show(list, { entries: Array.from({ length: 5_000 }, (_, i) => entry(i + 1)) })
  expect(list.all('.row').length).toBeLessThanOrEqual(200)
  for (let i = 0; i < 10; i++) await act(() => list.model.older())
  expect(list.all('.row').length).toBeLessThanOrEqual(200)
  expect(list.model.atNewest.value).toBe(false)
})

test('a scroll that is told of when the list has gone, as for another visitor, is no error', async () => {
  const errors: unknown[] = []
  const hear = (event: ErrorEvent) => errors.push(event.error)
  addEventListener('error', hear)
  const list = open()
  await show(list, { entries: [entry(1)] })
  const [box] = list.all('.list')
  cleanup()
  try {
    box!.dispatchEvent(new Event('scroll'))
  } catch (error) {
    errors.push(error)
  }
  removeEventListener('error', hear)

  expect(errors).toEqual([])
})
