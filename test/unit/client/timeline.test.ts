import { expect, test } from 'vitest'
import type { Position } from '#protocol/client-frame'
import type { Entry } from '#protocol/entry'
import { createTimeline } from '#client/timeline'

const entry = (seq: number, id = `e${seq}`): Entry => ({
  seq,
  id,
  at: seq,
  cid: 'c',
  by: { role: 'visitor', id: 'u' },
  content: { kind: 'text', text: String(seq) }
})
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => entry(from + i))
const none = { delivered: 0, read: 0 }
const entries = (list: Entry[], { reset = false, headSeq = list.at(-1)?.seq ?? 0, floorSeq = 1 } = {}) =>
  ({
    type: 'entries',
    uid: 'u',
    entries: list,
    headSeq,
    floorSeq,
    reset,
    receipts: { visitor: none, agent: none }
  }) as const

function setUp() {
  const asked: Position[] = []
  const older: number[] = []
  const applied: number[] = []
  const timeline = createTimeline({
    uid: 'u',
    ask: at => asked.push(at),
    askOlder: before => older.push(before),
    onChange: change => applied.push(...change.applied.map(one => one.seq))
  })
  const seqs = () => timeline.entries.map(one => one.seq)
  return { asked, older, applied, timeline, seqs }
}

test('[TL4] applies each entry once and in order, whatever comes twice', () => {
  const { timeline, seqs, applied } = setUp()
  timeline.batch(entries(range(1, 3), { reset: true }))
  for (const seq of [4, 4, 2, 5, 4]) timeline.live(entry(seq))
  expect(seqs()).toEqual([1, 2, 3, 4, 5])
  expect(applied).toEqual([1, 2, 3, 4, 5])
})

test('[TL5] asks for everything after its cursor when there is a gap, once', () => {
  const { timeline, seqs, asked } = setUp()
  timeline.batch(entries(range(1, 3), { reset: true }))
  timeline.live(entry(6))
  timeline.live(entry(7))
  expect(asked).toEqual([{ cursor: 3, lastId: 'e3' }])
  timeline.batch(entries(range(4, 7)))
  expect(seqs()).toEqual([1, 2, 3, 4, 5, 6, 7])
})

test('[TL7] asks again when the answer ends below what it has heard of', () => {
  const { timeline, asked, seqs } = setUp()
  timeline.batch(entries(range(1, 3), { reset: true }))
  timeline.live(entry(5))
  timeline.live(entry(6))
  timeline.batch(entries([entry(4), entry(5)]))
  expect(asked.at(-1)).toEqual({ cursor: 5, lastId: 'e5' })
  timeline.batch(entries([entry(6)]))
  expect(seqs()).toEqual([1, 2, 3, 4, 5, 6])
})

test('[TL1] goes on asking until it is at the head, however long it was away', () => {
  const { timeline, asked, seqs } = setUp()
  timeline.batch(entries(range(1, 50), { reset: true, headSeq: 50 }))
  timeline.batch(entries(range(51, 100), { headSeq: 130 }))
  timeline.batch(entries(range(101, 130), { headSeq: 130 }))
  expect(asked).toEqual([{ cursor: 100, lastId: 'e100' }])
  expect(seqs()).toHaveLength(130)
})

test('[TL6] after a reset only what the server sent is left', () => {
  const { timeline, seqs } = setUp()
  timeline.batch(entries(range(1, 9), { reset: true }))
  timeline.batch(entries([entry(3, 'other'), entry(4, 'new')], { reset: true }))
  expect(timeline.entries.map(one => one.id)).toEqual(['other', 'new'])
  timeline.live(entry(5))
  expect(seqs()).toEqual([3, 4, 5])
})

test('never shows a hole, even if the server sends one', () => {
  const { timeline, seqs, asked } = setUp()
  timeline.batch(entries(range(1, 3), { reset: true }))
  timeline.batch(entries(range(7, 9)))
  expect(seqs()).toEqual([1, 2, 3])
  expect(asked.at(-1)).toEqual({ cursor: 3, lastId: 'e3' })
})

test('[TL8] loads older entries before what it has, one page at a time, and stops at the floor', () => {
  const { timeline, older, seqs } = setUp()
  timeline.batch(entries(range(60, 70), { reset: true }))
  expect([timeline.loadOlder(), timeline.loadOlder()]).toEqual([true, false])
  timeline.page({ type: 'page', uid: 'u', before: 60, entries: range(40, 59), floorSeq: 40 })
  expect(seqs()[0]).toBe(40)
  expect([timeline.hasOlder(), timeline.loadOlder()]).toEqual([false, false])
  timeline.page({ type: 'page', uid: 'u', before: 60, entries: range(1, 5), floorSeq: 1 })
  expect(seqs()[0]).toBe(40)
  expect(older).toEqual([60])
})

test('[RC1] receipts move forward only', () => {
  const { timeline } = setUp()
  timeline.batch(entries(range(1, 9), { reset: true }))
  timeline.receipt({ type: 'receipt', uid: 'u', role: 'agent', receipt: { delivered: 8, read: 5 } })
  timeline.receipt({ type: 'receipt', uid: 'u', role: 'agent', receipt: { delivered: 9, read: 3 } })
  expect(timeline.receipts.agent).toEqual({ delivered: 9, read: 5 })
})

const recalled = (seq: number, of: number, internal?: true): Entry => ({
  ...entry(seq),
  by: { role: 'system', id: 'system' },
  content: { kind: 'recalled', seq: of, ...(internal ? { internal } : {}) }
})

test('[RV2] what is recalled is void, whether the notice comes live, with what was missed, or before the entry itself', () => {
  const { timeline } = setUp()
  const contents = () =>
    timeline.entries.map(({ content }) => (content.kind === 'text' ? content.text : content.kind))
  timeline.batch(entries(range(4, 6), { reset: true }))
  timeline.live(recalled(7, 5))
  expect(contents()).toEqual(['4', 'void', '6', 'recalled'])
  timeline.batch(entries([recalled(8, 6), recalled(9, 2)]))
  // An answer that was on its way when it was recalled
  timeline.page({ type: 'page', uid: 'u', before: 4, entries: range(1, 3), floorSeq: 1 })
  expect(contents()).toEqual(['1', 'void', '3', '4', 'void', 'void', 'recalled', 'recalled', 'recalled'])
  expect(timeline.position()).toEqual({ cursor: 9, lastId: 'e9' })
  expect(timeline.entries[4]).toMatchObject({ seq: 5, id: 'e5' })
})

test('[ER2] what was said up to the seq of an erased entry is void, live, with what was missed, and of an older answer', () => {
  const { timeline } = setUp()
  const notice = (seq: number, upTo: number): Entry => ({
    ...entry(seq),
    by: { role: 'system', id: 'system' },
    content: { kind: 'erased', upTo }
  })
  const contents = () =>
    timeline.entries.map(({ content }) => (content.kind === 'text' ? content.text : content.kind))
  timeline.batch(entries(range(4, 6), { reset: true }))
  timeline.live(notice(7, 5))
  expect(contents()).toEqual(['void', 'void', '6', 'erased'])
  timeline.page({ type: 'page', uid: 'u', before: 4, entries: range(1, 3), floorSeq: 1 })
  expect(contents()).toEqual(['void', 'void', 'void', 'void', 'void', '6', 'erased'])
  timeline.batch(entries([...range(8, 9), notice(10, 9)]))
  expect(contents().slice(5)).toEqual(['void', 'erased', 'void', 'void', 'erased'])
  expect(timeline.position()).toEqual({ cursor: 10, lastId: 'e10' })
})

test('[RV2] a note that is recalled stays between agents', () => {
  const { timeline } = setUp()
  timeline.batch(entries([entry(1), recalled(2, 1, true)], { reset: true }))
  expect(timeline.entries[0]!.content).toMatchObject({ kind: 'void', internal: true })
})
