import { expect, test } from 'vitest'
import { createMemoryBus } from '#server/bus/memory'
import { createRoster, type Presence } from '#server/roster'
import { createFakeClock } from '#test/kit/clock'

const VISITOR: Presence = { role: 'visitor', companyId: 'company', who: 'uid' }
const ANN: Presence = { role: 'agent', companyId: 'company', who: 'ann' }

function processes() {
  const clock = createFakeClock(1_700_000_000_000)
  const medium = createMemoryBus()
  function start(processId: string) {
    const changes: string[] = []
    const lost: string[] = []
    const bus = medium.connect()
    const roster = createRoster({
      bus,
      clock,
      processId,
      onChange: ({ who }, isHere) => changes.push(`${who} ${isHere ? 'comes' : 'goes'}`),
      onLost: from => lost.push(from)
    })
    roster.start()
    return { ...roster, changes, lost, die: () => bus.close() }
  }
  return { clock, medium, start }
}

test('[PC3] somebody counts as there with the first session at any process, until the last one ends', () => {
  const { start } = processes()
  const [a, b] = [start('a'), start('b')]
  const first = a.come(ANN)
  const second = b.come(ANN)
  const third = b.come(ANN)
  expect([...b.agentIdsOf('company')]).toEqual(['ann'])
  first()
  first()
  second()
  expect(a.agentIdsOf('company').size).toBe(1)
  third()
  expect(a.agentIdsOf('company').size).toBe(0)
  for (const { changes } of [a, b]) expect(changes).toEqual(['ann comes', 'ann goes'])
})

test('[PC3] a process that starts learns who is there already', async () => {
  const { clock, start } = processes()
  const a = start('a')
  a.come(VISITOR)
  const b = start('b')
  await clock.advance(200)
  expect(b.isOnline('uid')).toBe(true)
})

test('[PC3] who was connected to a process that dies is gone after 15 s, and stays while only the bus is away', async () => {
  const { clock, medium, start } = processes()
  const [a, b] = [start('a'), start('b')]
  a.come(VISITOR)
  medium.cut()
  await clock.advance(60_000)
  expect(b.isOnline('uid')).toBe(true)
  medium.mend()
  await clock.advance(60_000)
  expect(b.isOnline('uid')).toBe(true)
  await a.die()
  await clock.advance(12_000)
  expect(b.isOnline('uid')).toBe(true)
  await clock.advance(12_000)
  expect([b.isOnline('uid'), b.lost, b.changes]).toEqual([false, ['a'], ['uid comes', 'uid goes']])
})

test('[PC3] a process that stops takes its people along at once, and comings and goings during a gap are made good', async () => {
  const { medium, start } = processes()
  const [a, b] = [start('a'), start('b')]
  const leave = a.come(VISITOR)
  medium.cut()
  leave()
  a.come(ANN)
  medium.mend()
  expect([b.isOnline('uid'), [...b.agentIdsOf('company')]]).toEqual([false, ['ann']])
  a.close()
  expect(b.agentIdsOf('company').size).toBe(0)
})
