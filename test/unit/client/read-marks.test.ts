import { expect, test } from 'vitest'
import type { Summary } from '#protocol/desk'
import type { Entry } from '#protocol/entry'
import { createReadMarks } from '../../../client/read-marks.ts'
import type { Timeline } from '#client/index'

const entry = (seq: number, role: 'visitor' | 'agent'): Entry => ({
  seq,
  id: `e${seq}`,
  at: seq,
  cid: 'c',
  by: { role, id: role },
  content: { kind: 'text', text: String(seq) }
})

const summary = (unread: number, last: Entry): Summary => ({
  cid: 'c',
  uid: 'u',
  status: 'active',
  agentId: 'a',
  startedAt: 0,
  endedAt: null,
  name: '',
  online: true,
  headSeq: last.seq,
  unread,
  last
})

const marksOver = (entries: Entry[]) =>
  createReadMarks(uid => (uid === 'u' ? ({ entries } as unknown as Timeline) : undefined))

test('what was read while the desk log was on its way is not unread again', () => {
  const entries = [entry(1, 'visitor'), entry(2, 'visitor'), entry(3, 'agent')]
  const marks = marksOver(entries)
  expect(marks.note('u', 1)).toBe(false)
  expect(marks.apply(summary(1, entries[2]!)).unread).toBe(1)
  expect(marks.note('u', 2)).toBe(true)
  expect(marks.apply(summary(1, entries[2]!)).unread).toBe(0)
})

test('a message that has not arrived yet counts, whatever was read before it', () => {
  const marks = marksOver([entry(1, 'visitor')])
  marks.note('u', 1)
  expect(marks.apply(summary(1, entry(2, 'visitor'))).unread).toBe(1)
})

test('a timeline that is not open says nothing about what was read', () => {
  const marks = createReadMarks(() => undefined)
  expect(marks.note('u', 5)).toBe(false)
  expect(marks.apply(summary(2, entry(5, 'visitor'))).unread).toBe(2)
})
