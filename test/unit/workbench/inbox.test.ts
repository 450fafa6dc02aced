import { expect, test } from 'vitest'
import type { Summary } from '#protocol/desk'
import { groupInbox, matches, newsOf, waitsSince } from '../../../workbench/inbox.ts'

const ME = 'ann'
let next = 1

const summary = (part: Partial<Summary> = {}): Summary => ({
  cid: `c${next++}`,
  uid: 'uid-1a2b',
  status: 'queued',
  agentId: null,
  startedAt: 1_000,
  endedAt: null,
  name: '',
  online: true,
  headSeq: 1,
  unread: 0,
  last: null,
  ...part
})

const said = (
  seq: number,
  text: string,
  role: 'visitor' | 'agent' = 'visitor'
): NonNullable<Summary['last']> => ({
  seq,
  id: `e${seq}`,
  at: seq * 1_000,
  cid: 'c',
  by: { role, id: role },
  content: { kind: 'text', text }
})

const mine = (part: Partial<Summary> = {}) => summary({ status: 'active', agentId: ME, ...part })

test('each conversation is in one tab: by its state, and by who holds it', () => {
  const all = [
    summary(),
    mine(),
    summary({ status: 'active', agentId: 'bo' }),
    summary({ status: 'bot' }),
    summary({ status: 'ended', agentId: ME, endedAt: 5 })
  ]
  const { queue, mine: own, colleagues, ended } = groupInbox(all, ME)
  expect([queue, own, colleagues, ended]).toEqual([[all[0]], [all[1]], [all[2], all[3]], [all[4]]])
})

test('the queue is by who waits longest, the rest by what moved last', () => {
  const early = summary({ startedAt: 1, last: said(9, 'late word') })
  const late = summary({ startedAt: 2 })
  const quiet = mine({ startedAt: 90_000 })
  const loud = mine({ startedAt: 1, last: said(99, 'now') })
  const groups = groupInbox([late, early, quiet, loud], ME)
  expect(groups.queue).toEqual([early, late])
  expect(groups.mine).toEqual([loud, quiet])
})

test('who was given back to the queue waits from then on, not from the start of the conversation', () => {
  const returned = summary({ startedAt: 1, statusAt: 50 })
  const waiting = summary({ startedAt: 40, statusAt: 40 })
  // Of a server that does not say yet
  const older = summary({ startedAt: 45 })
  expect(groupInbox([returned, older, waiting], ME).queue).toEqual([waiting, older, returned])
  expect([returned, older].map(waitsSince)).toEqual([50, 45])
})

test('the search finds a phone number and an e-mail address that the page told, however they are written', () => {
  const one = summary({ name: 'Ding', phone: '+86 138-0013-8000', email: 'Ding@Example.com' })
  for (const query of ['13800138000', '138 0013', '138-0013', 'ding@example', 'ding 8000'])
    expect([query, matches(one, undefined, query)]).toEqual([query, true])
  expect(matches(one, undefined, '13900139000')).toBe(false)
})

test('the search wants every word, in name, id, message or details', () => {
  const one = summary({ name: 'Guest Number One', last: said(1, 'Where is my Parcel?') })
  const visitor = {
    profile: { claims: { order: '10023' } },
    customer: {},
    verified: false,
    firstSeenAt: 0,
    online: true,
    track: []
  }
  expect(matches(one, undefined, 'guest parcel')).toBe(true)
  expect(matches(one, undefined, '1a2b')).toBe(true)
  expect(matches(one, visitor, '10023')).toBe(true)
  expect(matches(one, undefined, '10023')).toBe(false)
  expect(matches(one, visitor, 'guest bicycle')).toBe(false)
})

const NEWS: { says: string; before?: Partial<Summary>; now: Partial<Summary>; kind: string | undefined }[] = [
  { says: 'somebody new waits', now: {}, kind: 'queued' },
  { says: 'who waits writes again', before: {}, now: { last: said(2, 'hello?') }, kind: undefined },
  { says: 'back in the queue', before: { status: 'active', agentId: 'bo' }, now: {}, kind: 'queued' },
  {
    says: 'a message in my conversation',
    before: { status: 'active', agentId: ME, last: said(1, 'a') },
    now: { status: 'active', agentId: ME, last: said(2, 'b') },
    kind: 'message'
  },
  {
    says: 'my own message',
    before: { status: 'active', agentId: ME, last: said(1, 'a') },
    now: { status: 'active', agentId: ME, last: said(2, 'b', 'agent') },
    kind: undefined
  },
  {
    says: 'a message at a colleague',
    before: { status: 'active', agentId: 'bo', last: said(1, 'a') },
    now: { status: 'active', agentId: 'bo', last: said(2, 'b') },
    kind: undefined
  },
  {
    says: 'a colleague passes one on',
    before: { status: 'active', agentId: 'bo' },
    now: { status: 'active', agentId: ME },
    kind: 'passed'
  },
  {
    says: 'I took it from the queue',
    before: { last: said(1, 'a') },
    now: { status: 'active', agentId: ME, last: said(1, 'a') },
    kind: undefined
  }
]

for (const { says, before, now, kind } of NEWS) {
  test(`news: ${says} is ${kind ?? 'none'}`, () => {
    const known = new Map(before ? [['c', summary({ cid: 'c', ...before })]] : [])
    expect(newsOf([summary({ cid: 'c', ...now })], known, ME).map(one => one.kind)).toEqual(
      kind ? [kind] : []
    )
  })
}

test('[WB-transfer] a conversation into which one is invited is among one’s own, and that one was is news once', () => {
  const before = summary({ status: 'active', agentId: 'bo' })
  const invited = { ...before, guests: [ME] }
  expect(groupInbox([invited], ME).mine).toEqual([invited])
  expect(newsOf([invited], new Map([[before.cid, before]]), ME)).toEqual([
    { kind: 'invited', summary: invited }
  ])
  expect(newsOf([invited], new Map([[invited.cid, invited]]), ME)).toEqual([])
  const written = { ...invited, last: said(3, 'hello') }
  expect(newsOf([written], new Map([[invited.cid, invited]]), ME)).toEqual([
    { kind: 'message', summary: written }
  ])
})
