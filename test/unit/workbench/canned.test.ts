import { describe, expect, test } from 'vitest'
import { fillIn, findReplies, shortcutAt, type Reply } from '../../../workbench/canned.ts'

const at = (hour: number) => new Date(2026, 10, 21, hour, 5)
const context = { visitor: 'Lin', agent: 'Ann', company: 'Teahouse', now: at(9) }

describe('variables', () => {
  test.each([
    ['{greeting} {visitor}, {agent} of {company} here', 'Good morning Lin, Ann of Teahouse here'],
    ['{问候}，{访客}！我是{公司}的{客服}。', '早上好，Lin！我是Teahouse的Ann。'],
    // In the language of the reply, whatever the names are
    ['{greeting}，请稍等', '早上好，请稍等'],
    ['{ visitor } {agent}', 'Lin Ann'],
    ['{nothing} {constructor} {}', '{nothing} {constructor} {}'],
    ['on {date} at {time}', 'on 21 November 2026 at 09:05'],
    ['{日期}{时间}见', '2026年11月21日09:05见']
  ])('[WB-talk] “%s” becomes “%s”', (body, says) => {
    expect(fillIn(body, context)).toBe(says)
  })

  test.each([
    ['Hello {visitor}!', 'Hello!'],
    ['Hello, {visitor}, how are you?', 'Hello, how are you?'],
    ['{访客}您好', '您好']
  ])('[WB-talk] somebody without a name leaves no hole in “%s”', (body, says) => {
    expect(fillIn(body, { ...context, visitor: '' })).toBe(says)
  })

  test('[WB-talk] a name that looks like a variable is not filled in again', () => {
    expect(fillIn('Hello {visitor}', { ...context, visitor: '{agent} $& $1' })).toBe('Hello {agent} $& $1')
  })

  test.each([
    [3, 'Good evening'],
    [5, 'Good morning'],
    [12, 'Hello'],
    [14, 'Good afternoon'],
    [22, 'Good evening']
  ])('[WB-talk] at %i o’clock it is “%s”', (hour, says) => {
    expect(fillIn('{greeting}', { ...context, now: at(hour) })).toBe(says)
  })
})

const reply = (id: string, part: Partial<Reply> = {}): Reply => ({
  id,
  isShared: false,
  folder: '',
  shortcut: '',
  title: '',
  body: '',
  ...part
})

test('[WB-talk] what begins like the shortcut comes first, then titles, then what holds every word', () => {
  const all = [
    reply('body', { body: 'we refund within a week' }),
    reply('title', { title: 'Refund' }),
    reply('longer', { shortcut: 'refunds' }),
    reply('exact', { shortcut: 'refund' }),
    reply('other', { shortcut: 're', body: 'again' })
  ]
  const found = (query: string) => findReplies(all, query).map(({ id }) => id)
  expect(found('refund')).toEqual(['exact', 'longer', 'title', 'body'])
  expect(found('week refund')).toEqual(['body'])
  expect(found(' ')).toHaveLength(5)
  expect(found('nothing')).toEqual([])
})

test.each([
  ['/', 1, { from: 0, query: '' }],
  ['/re', 3, { from: 0, query: 're' }],
  ['well /re', 8, { from: 5, query: 're' }],
  ['、退', 2, { from: 0, query: '退' }],
  ['/re later', 3, { from: 0, query: 're' }],
  ['/re later', 9, undefined],
  ['and/or', 6, undefined],
  ['https://a', 9, undefined],
  ['a', 1, undefined]
])('[WB-talk] a shortcut is being typed in “%s” at %i: %o', (text, caret, found) => {
  expect(shortcutAt(text, caret)).toEqual(found)
})
