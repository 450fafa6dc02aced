import { expect, test } from 'vitest'
import type { ClientFrame } from '#protocol/client-frame'
import { createOutbox } from '#client/outbox'
import { createSender } from '#client/sender'
import { createMemory, openStorage } from '#client/storage'
import { createFakeClock } from '#test/kit/clock'

function setUp(storage = createMemory()) {
  const clock = createFakeClock(1_000)
  const sent: Extract<ClientFrame, { type: 'send' }>[] = []
  const net = { online: true }
  const outbox = createOutbox(storage, 'out:')
  const sender = createSender({
    outbox,
    clock,
    uid: () => 'u',
    onChange: () => {},
    send(frame) {
      if (net.online && frame.type === 'send') sent.push(frame)
      return net.online
    }
  })
  const add = (text: string) => sender.add('u', { kind: 'text', text }).clientId
  return { clock, sent, net, outbox, sender, add, storage }
}

const entry = {
  seq: 1,
  id: 'e',
  at: 1,
  cid: 'c',
  by: { role: 'visitor', id: 'u' },
  content: { kind: 'text', text: '' }
} as const
const ack = (clientId: string) => ({ type: 'ack', uid: 'u', clientId, entry }) as const
const nack = (clientId: string, retry: boolean) =>
  ({ type: 'nack', uid: 'u', clientId, code: 'unavailable', message: '', retry }) as const

test('[OB1] a message is in the storage before it is sent, until it is acked', () => {
  const { add, outbox, net, sender } = setUp()
  net.online = false
  const id = add('one')
  expect(outbox.list().map(one => one.clientId)).toEqual([id])
  sender.acked(ack(id))
  expect(outbox.list()).toEqual([])
})

test('[OB2] [OB3] resends what was not acked, oldest first, under the same clientIds, also from another page', () => {
  const first = setUp()
  const ids = ['one', 'two', 'three'].map(first.add)
  first.sender.acked(ack(ids[1]!))
  const second = setUp(first.storage)
  second.sender.flush()
  expect(second.sent.map(frame => frame.clientId)).toEqual([ids[0], ids[2]])
})

test('[OB3] sends in the order of writing though the clock stands still or goes back', async () => {
  const { add, sent } = setUp()
  const ids = Array.from({ length: 20 }, (_, i) => add(String(i)))
  expect(sent.map(frame => frame.clientId)).toEqual(ids)
})

test('[AK4] after a refusal all that waits is sent again in order, the oldest marked as first', async () => {
  const { add, sent, sender, clock } = setUp()
  const ids = ['one', 'two'].map(add)
  for (const id of ids) sender.refused(nack(id, true))
  const third = add('three')
  expect(sent).toHaveLength(2)
  await clock.advance(1_500)
  expect(sent.slice(2).map(frame => [frame.clientId, frame.first])).toEqual([
    [ids[0], true],
    [ids[1], false],
    [third, false]
  ])
})

test('[OB4] [AK4] nothing is sent again while an answer to a later message is still due: it may be a refusal', async () => {
  const { add, sent, sender, clock } = setUp()
  const ids = ['one', 'two'].map(add)
  sender.refused(nack(ids[0]!, true))
  await clock.advance(1_500)
  expect(sent).toHaveLength(2)
  sender.refused(nack(ids[1]!, true))
  await clock.advance(1_500)
  expect(sent.slice(2).map(frame => frame.clientId)).toEqual(ids)
})

test('[AK3] a message that is refused for good waits for the person: retry sends it as the newest, discard removes it', () => {
  const { add, sender, outbox, sent } = setUp()
  const [bad, good] = ['bad', 'good'].map(add)
  sender.refused(nack(bad!, false))
  sender.disconnected()
  sender.flush()
  expect(sent.at(-1)!.clientId).toBe(good)
  expect(outbox.list().find(one => one.failed)?.clientId).toBe(bad)
  sender.retry(bad!)
  expect(outbox.list().map(one => one.clientId)).toEqual([good, bad])
  expect(sent.at(-1)!.clientId).toBe(bad)
  sender.discard(bad!)
  expect(outbox.list().map(one => one.clientId)).toEqual([good])
})

test('what others have put into the storage does no harm', () => {
  const { storage, outbox } = setUp()
  for (const [i, junk] of ['', 'null', '{}', '[]', '{"clientId":1}', 'not json'].entries())
    storage.set(`out:${i}`, junk)
  expect(outbox.list()).toEqual([])
})

test('a storage that is refused or full is replaced by memory', () => {
  const refused = openStorage(() => {
    throw new Error('SecurityError')
  })
  refused.set('a', '1')
  expect(refused.get('a')).toBe('1')
  let full = false
  const items = new Map<string, string>()
  const storage = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem(key: string, value: string) {
      if (full) throw new Error('QuotaExceededError')
      items.set(key, value)
    },
    removeItem: (key: string) => void items.delete(key)
  } as unknown as Storage
  const kept = openStorage(() => storage)
  full = true
  kept.set('b', '2')
  expect([kept.get('b'), kept.keys()]).toEqual(['2', expect.arrayContaining(['b'])])
})
