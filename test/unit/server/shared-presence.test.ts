import { expect, test } from 'vitest'
import { createMemoryBus } from '#server/bus/memory'
import { createSharedPresence } from '#server/visits/shared-presence'
import { createFakeClock } from '#test/kit/clock'

const COMPANY = 'company'
const TEA = { url: 'https://shop.example/tea', title: 'Tea' }
const CUPS = { url: 'https://shop.example/cups', title: 'Cups' }

/** Two processes that hear each other, and the pages that wait at them. */
function twoProcesses() {
  const clock = createFakeClock(1_700_000_000_000)
  const medium = createMemoryBus()
  const told = { a: 0, b: 0 }
  const make = (processId: 'a' | 'b') =>
    createSharedPresence({ bus: medium.connect(), clock, processId, tell: () => told[processId]++ })
  const [a, b] = [make('a'), make('b')]
  const waits = (process: typeof a, visitId: string, page = TEA) =>
    process.wait({ visitId, companyId: COMPANY, page, waitMs: 25_000 }, new AbortController().signal)
  return { clock, medium, told, a, b, waits }
}

test('[VS3] who browses at one process is known at all, once each', async () => {
  const { clock, told, a, b, waits } = twoProcesses()
  void waits(a, 'visit 1')
  void waits(b, 'visit 2', CUPS)
  await clock.advance(1_000)
  const seen = (process: typeof a) => process.of(COMPANY).map(({ id, url }) => [id, url])
  expect(seen(a).toSorted()).toEqual([
    ['visit 1', TEA.url],
    ['visit 2', CUPS.url]
  ])
  expect(seen(b).toSorted()).toEqual(seen(a).toSorted())
  expect(told.a > 0 && told.b > 0).toBe(true)
  expect(a.of('another company')).toEqual([])
})

test('[VS4] an invitation reaches the page at whichever process it waits, once', async () => {
  const { clock, a, b, waits } = twoProcesses()
  const waiting = waits(a, 'visit')
  await clock.advance(1_000)
  b.invite({ visitId: 'visit', companyId: COMPANY, agentId: 'ann', name: 'Ann' })
  expect(await waiting).toEqual({ invite: 'Ann' })
  await clock.advance(1_000)
  expect(b.of(COMPANY)[0]?.invited).toEqual({ agentId: 'ann', state: 'shown' })
  const again = waits(b, 'visit')
  await clock.advance(25_000)
  expect(await again).toEqual({})
})

test('[VS4] what is known of a visit follows it to the process of its next request, a waiting invitation too', async () => {
  const { clock, a, b, waits } = twoProcesses()
  const first = waits(a, 'visit')
  await clock.advance(25_000)
  expect(await first).toEqual({})
  const { since } = a.of(COMPANY)[0]!
  // Between two requests of the page
  b.invite({ visitId: 'visit', companyId: COMPANY, agentId: 'ann', name: 'Ann' })
  expect(await waits(b, 'visit')).toEqual({ invite: 'Ann' })
  await clock.advance(1_000)
  expect(a.of(COMPANY)).toEqual(b.of(COMPANY))
  expect(b.of(COMPANY)).toMatchObject([{ since, invited: { state: 'shown' } }])
})

test('[VS3] whose conversation has begun at another process is no longer among those who browse', async () => {
  const { clock, a, b, waits } = twoProcesses()
  void waits(a, 'visit')
  await clock.advance(1_000)
  b.join('visit', 'uid', true)
  await clock.advance(1_000)
  expect([a.of(COMPANY), b.of(COMPANY)]).toEqual([[], []])
  b.moved('uid', false)
  await clock.advance(1_000)
  expect(b.of(COMPANY).map(({ id }) => id)).toEqual(['visit'])
})

test('[VS3] a process that is lost takes along who browsed there, and a gap is made good', async () => {
  const { clock, medium, a, b, waits } = twoProcesses()
  medium.cut()
  void waits(a, 'visit')
  await clock.advance(1_000)
  expect(b.of(COMPANY)).toEqual([])
  medium.mend()
  expect(b.of(COMPANY).map(({ id }) => id)).toEqual(['visit'])
  b.lost('a')
  expect(b.of(COMPANY)).toEqual([])
})
