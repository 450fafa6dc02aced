import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { QueueMode } from '#protocol/group'
import { plan, type Newcomer, type Waiting } from '#server/desk/assign'
import { byTurn, estimateWaitMs, rankOf, USUAL_MS } from '#server/desk/queue'
import { createStaff, type DeskAgent, type For } from '#server/desk/staff'
import { group } from './group.ts'

const agent = (id: string, rest: Partial<DeskAgent> = {}): DeskAgent => ({
  id,
  name: id,
  isHere: true,
  status: 'online',
  capacity: 1,
  load: 0,
  servedAt: 0,
  ...rest
})
const waits = (cid: string, queuedAt: number, rest: Partial<Waiting> = {}): Waiting => ({
  cid,
  uid: `u-${cid}`,
  queuedAt,
  rank: 0,
  place: { kind: 'group', groupId: 'g' },
  sticky: null,
  avoid: null,
  ...rest
})
const comes = (cid: string, queuedAt: number, rest: Partial<Newcomer> = {}): Newcomer => ({
  cid,
  uid: `u-${cid}`,
  queuedAt,
  sticky: null,
  avoid: null,
  wish: { steps: [], warnings: [], agentId: null, agentOnly: false, groupId: null },
  visitor: { isNamed: false, vipLevel: null },
  ...rest
})
const rules = (modes: Record<string, QueueMode> = {}) => ({
  modes: new Map(Object.entries(modes)),
  levels: [
    { id: 'l1', name: 'gold' },
    { id: 'l2', name: 'silver' }
  ],
  now: 1_000
})

const BEST: { says: string; agents: DeskAgent[]; who?: For; best: string | undefined }[] = [
  {
    says: 'the least busy',
    agents: [agent('a', { capacity: 3, load: 2 }), agent('b', { capacity: 3, load: 1 })],
    best: 'b'
  },
  {
    says: 'the least busy for their capacity',
    agents: [agent('a', { capacity: 2, load: 1 }), agent('b', { capacity: 9, load: 2 })],
    best: 'b'
  },
  {
    says: 'of two as busy, who was idle longest',
    agents: [agent('a', { servedAt: 9 }), agent('b', { servedAt: 3 })],
    best: 'b'
  },
  {
    says: 'less busy before idle longer',
    agents: [agent('a', { capacity: 2, load: 1, servedAt: 1 }), agent('b', { capacity: 2, servedAt: 9 })],
    best: 'b'
  },
  {
    says: 'who served this visitor last, when free',
    agents: [agent('a'), agent('b', { capacity: 9, load: 8, servedAt: 9 })],
    who: { sticky: 'b' },
    best: 'b'
  },
  {
    says: 'another, when who served last is not',
    agents: [agent('a'), agent('b', { load: 1 })],
    who: { sticky: 'b' },
    best: 'a'
  },
  {
    says: 'nobody who gave it back',
    agents: [agent('a'), agent('b', { servedAt: 9 })],
    who: { sticky: 'a', avoid: 'a' },
    best: 'b'
  },
  {
    says: 'nobody at capacity, busy, away or gone',
    agents: [
      agent('a', { load: 1 }),
      agent('b', { status: 'busy' }),
      agent('c', { status: 'away' }),
      agent('d', { isHere: false }),
      agent('e', { capacity: 0 })
    ],
    best: undefined
  },
  {
    says: 'nobody above capacity, after it was lowered',
    agents: [agent('a', { capacity: 1, load: 3 })],
    best: undefined
  }
]
for (const { says, agents, who, best } of BEST)
  test(`[QU5] of a group takes it ${says}`, () => {
    const staff = createStaff(agents, [
      group(
        'g',
        agents.map(({ id }) => id)
      )
    ])
    expect(staff.best('g', who)?.id).toBe(best)
  })

const agentsOf = (assigned: { cid: string; agent: { id: string } }[]) =>
  assigned.map(({ cid, agent: { id } }) => `${cid} ${id}`)

test('[QU6] a queue is served by rank, then by time; who comes in the same moment counts', () => {
  const staff = createStaff([agent('a', { capacity: 3 })], [group('g', ['a'], { waiting: 2 })])
  const queued = [waits('late', 20, { rank: 3 }), waits('early', 10, { rank: 3 })]
  const newcomers = [
    comes('gold', 30, { visitor: { isNamed: false, vipLevel: 'gold' } }),
    comes('plain', 30),
    comes('silver', 30, { visitor: { isNamed: false, vipLevel: 'l2' } })
  ]
  const { assigned, placed } = plan(staff, { newcomers, queued }, rules({ g: 'vip' }))
  expect(agentsOf(assigned)).toEqual(['gold a', 'silver a', 'early a'])
  expect(placed.map(({ cid, rank }) => [cid, rank])).toEqual([
    ['gold', 0],
    ['plain', 3],
    ['silver', 1]
  ])
})

test('[QU6] who comes does not overtake who waits, even where somebody is free', () => {
  const staff = createStaff([agent('a')], [group('g', ['a'], { waiting: 1 })])
  const { assigned, placed } = plan(
    staff,
    { newcomers: [comes('new', 9)], queued: [waits('old', 5)] },
    rules()
  )
  expect(agentsOf(assigned)).toEqual(['old a'])
  expect(placed[0]!.trace.looks[0]).toMatchObject({ saw: 'busy', so: 'wait' })
})

test('[QU7] whose agent has gone to somebody of another group walks on along the chain', () => {
  const staff = createStaff(
    [agent('shared'), agent('other')],
    [group('first', ['shared']), group('second', ['shared']), group('third', ['other'])]
  )
  const to = (id: string, spillsOn: ('busy' | 'offline')[] = []) => ({ to: 'group' as const, id, spillsOn })
  const wish = (...steps: ReturnType<typeof to>[]) => ({ ...comes('x', 0).wish, steps })
  const newcomers = [
    comes('one', 1, { wish: wish(to('first')) }),
    comes('two', 2, { wish: wish(to('second', ['busy']), to('third')) })
  ]
  const { assigned, placed } = plan(staff, { newcomers, queued: [] }, rules())
  expect(agentsOf(assigned)).toEqual(['one shared', 'two other'])
  expect(placed[1]!.trace.looks.map(({ id, so }) => `${id} ${so}`)).toEqual(['second next', 'third serve'])
})

test('[QU5] who waits for one agent gets that one or nobody', () => {
  const staff = createStaff([agent('a', { load: 1 }), agent('b', { capacity: 3 })], [group('g', ['a', 'b'])])
  const queued = [
    waits('for-a', 1, { place: { kind: 'agent', agentId: 'a' } }),
    waits('for-b', 2, { place: { kind: 'agent', agentId: 'b' } }),
    waits('not-b', 3, { place: { kind: 'agent', agentId: 'b' }, avoid: 'b' })
  ]
  expect(agentsOf(plan(staff, { newcomers: [], queued }, rules()).assigned)).toEqual(['for-b b'])
})

test('[DSK-queue] whoever comes beyond the limit of a queue leaves a message', () => {
  const staff = createStaff([agent('a')], [group('g', ['a'], { limit: 2 })])
  const newcomers = ['1', '2', '3', '4', '5'].map((cid, i) => comes(cid, i))
  const { assigned, placed } = plan(staff, { newcomers, queued: [] }, rules())
  expect(agentsOf(assigned)).toEqual(['1 a'])
  expect(placed.map(({ place }) => (place.kind === 'leave' ? place.because : place.kind))).toEqual([
    'group',
    'group',
    'group',
    'full',
    'full'
  ])
})

const RANKS: { mode: QueueMode; visitor: { isNamed?: boolean; vipLevel?: string }; rank: number }[] = [
  { mode: 'in-turn', visitor: { isNamed: true, vipLevel: 'gold' }, rank: 0 },
  { mode: 'in-turn', visitor: {}, rank: 0 },
  { mode: 'named-first', visitor: { isNamed: true }, rank: 0 },
  { mode: 'named-first', visitor: { vipLevel: 'gold' }, rank: 1 },
  { mode: 'vip', visitor: { vipLevel: 'gold' }, rank: 0 },
  { mode: 'vip', visitor: { vipLevel: 'l2' }, rank: 1 },
  { mode: 'vip', visitor: { vipLevel: 'unknown' }, rank: 2 },
  { mode: 'vip', visitor: { isNamed: true }, rank: 3 }
]
for (const { mode, visitor, rank } of RANKS)
  test(`[DSK-queue] ${mode}: ${JSON.stringify(visitor)} has the rank ${rank}`, () => {
    expect(rankOf(mode, { isNamed: false, vipLevel: null, ...visitor }, rules().levels)).toBe(rank)
  })

const WAITS: { position: number; slots: number; tookMs: number[]; ms: number | undefined }[] = [
  { position: 1, slots: 0, tookMs: [], ms: undefined },
  { position: 1, slots: 1, tookMs: [], ms: USUAL_MS },
  { position: 4, slots: 2, tookMs: [1, 1, 1, 1], ms: 2 * USUAL_MS },
  { position: 4, slots: 2, tookMs: [60_000, 60_000, 60_000, 60_000, 120_000], ms: 144_000 }
]
for (const { position, slots, tookMs, ms } of WAITS)
  test(`[DSK-queue] place ${position} with ${slots} at a time, ${tookMs.length} known: ${ms} ms`, () => {
    expect(estimateWaitMs(position, { slots, tookMs })).toBe(ms)
  })

test('[QU5, QU6, QU7] whatever the staff: nobody above capacity, nobody twice, nobody overtaken, nobody idle beside a queue', () => {
  const ids = ['a', 'b', 'c', 'd', 'e']
  const some = fc.subarray(ids)
  const people = fc.tuple(
    ...ids.map(id =>
      fc
        .record({
          isHere: fc.boolean(),
          capacity: fc.nat(3),
          load: fc.nat(3),
          servedAt: fc.nat(9),
          status: fc.constantFrom('online' as const, 'busy' as const, 'away' as const)
        })
        .map(rest => agent(id, rest))
    )
  )
  const groups = fc.array(fc.record({ agentIds: some, isOpen: fc.boolean(), limit: fc.option(fc.nat(3)) }), {
    minLength: 1,
    maxLength: 4
  })
  const coming = fc.array(
    fc.record({
      groupId: fc.option(fc.integer({ min: 0, max: 4 })),
      queuedAt: fc.nat(5),
      avoid: fc.option(fc.constantFrom(...ids)),
      named: fc.boolean()
    }),
    { maxLength: 25 }
  )
  fc.assert(
    fc.property(people, groups, coming, (agents, shapes, list) => {
      const made = shapes.map((shape, i) => ({ id: `g${i}`, waiting: 0, ...shape }))
      const newcomers = list.map(({ groupId, queuedAt, avoid, named }, i) =>
        comes(`c${i}`, queuedAt, {
          avoid,
          visitor: { isNamed: named, vipLevel: null },
          wish: { ...comes('', 0).wish, groupId: groupId === null ? null : `g${groupId}` }
        })
      )
      const modes = Object.fromEntries(made.map(({ id }) => [id, 'named-first' as const]))
      const { assigned, placed } = plan(createStaff(agents, made), { newcomers, queued: [] }, rules(modes))

      expect(placed.length).toBe(newcomers.length)
      expect(new Set(assigned.map(({ cid }) => cid)).size).toBe(assigned.length)
      const loads = new Map(agents.map(one => [one.id, one.load]))
      for (const { agent } of assigned) loads.set(agent.id, loads.get(agent.id)! + 1)
      const isFree = ({ id, isHere, status, capacity }: DeskAgent) =>
        isHere && status === 'online' && loads.get(id)! < capacity
      for (const one of agents)
        if (assigned.some(({ agent }) => agent.id === one.id))
          expect(loads.get(one.id)).toBeLessThanOrEqual(one.capacity)
      const agentOf = new Map(assigned.map(({ cid, agent }) => [cid, agent.id]))
      for (const { cid, place, rank } of placed) {
        if (place.kind !== 'group' || agentOf.has(cid)) continue
        const members = made.find(({ id }) => id === place.groupId)!.agentIds
        const who = newcomers.find(one => one.cid === cid)!
        expect(agents.filter(one => members.includes(one.id) && one.id !== who.avoid && isFree(one))).toEqual(
          []
        )
        for (const other of placed) {
          const theirs = agentOf.get(other.cid)
          if (
            !theirs ||
            other.place.kind !== 'group' ||
            other.place.groupId !== place.groupId ||
            theirs === who.avoid
          )
            continue
          const turn = (one: typeof other) => ({
            ...newcomers.find(({ cid }) => cid === one.cid)!,
            rank: one.rank
          })
          expect(byTurn(turn(other), turn({ cid, place, rank, trace: other.trace }))).toBeLessThan(0)
        }
      }
    }),
    { numRuns: 500 }
  )
})
