import { expect, test } from 'vitest'
import { checkDesk, type DeskEvent, type Shift } from '#test/kit/desk-history'

const facts = {
  agents: new Map([
    ['ann', { capacity: 1, groups: ['g'] }],
    ['bo', { capacity: 2, groups: ['g', 'h'] }]
  ]),
  talks: new Map([
    ['one', { group: 'g', rank: 1 }],
    ['two', { group: 'g', rank: 1 }],
    ['vip', { group: 'g', rank: 0 }],
    ['other', { group: 'h', rank: 1 }]
  ])
}
const HERE: Shift[] = ['ann', 'bo'].map(agentId => ({ agentId, at: 0, isHere: true }))

/** A log from `cid kind at [agent]`. */
const log = (...lines: string[]): DeskEvent[] =>
  lines.map((line, i) => {
    const [cid = '', kind, at, agentId = ''] = line.split(' ')
    return { seq: i + 1, cid, at: Number(at), kind, agentId } as DeskEvent
  })
const check = (events: DeskEvent[], shifts = HERE) =>
  checkDesk(events, shifts, { facts, bounds: { idleMs: 1_000, absentMs: 500 } })
const byNumber = (one: number, other: number) => one - other
const rules = (events: DeskEvent[], shifts = HERE) => check(events, shifts).violations.map(({ rule }) => rule)

test('a desk that keeps its promises is found good, and how long people waited beside free agents is told', () => {
  const good = log(
    'one started 10',
    'one assigned 20 ann',
    'two started 20',
    'vip started 20',
    'vip assigned 30 bo',
    'two assigned 30 bo',
    'other started 40',
    'vip ended 5000',
    'other assigned 5100 bo',
    'one released 6000',
    'one assigned 6200 ann'
  )
  const { violations, idleMs } = check(good)
  expect(violations).toEqual([])
  expect(idleMs.toSorted(byNumber)).toEqual([10, 10, 100, 200])
})

test('how long each waited beside a free agent who was next', () => {
  // One place is free from 0: for the one of a rank before the others, then for who came first
  const shifts: Shift[] = [{ agentId: 'ann', at: 0, isHere: true }]
  const { idleMs, ownTurnMs } = check(
    log(
      'one started 100',
      'two started 110',
      'vip started 120',
      'vip assigned 200 ann',
      'vip ended 300',
      'one assigned 340 ann',
      'one ended 400',
      'two assigned 450 ann'
    ),
    shifts
  )
  expect(idleMs.toSorted(byNumber)).toEqual([80, 90, 100])
  expect(ownTurnMs.toSorted(byNumber)).toEqual([40, 50, 80])
})

const PLANTED: { says: string; events: DeskEvent[]; shifts?: Shift[]; finds: string[] }[] = [
  {
    says: 'one visitor gets two agents',
    events: log('one started 1', 'one assigned 2 ann', 'one assigned 3 bo'),
    finds: ['two-agents']
  },
  {
    says: 'an agent is given what has ended',
    events: log('one started 1', 'one assigned 2 ann', 'one ended 3', 'one assigned 4 bo'),
    finds: ['two-agents']
  },
  {
    says: 'more than fits',
    events: log('one started 1', 'one assigned 2 ann', 'two started 3', 'two assigned 4 ann'),
    finds: ['over-capacity']
  },
  {
    says: 'an agent of another group',
    events: log('other started 1', 'other assigned 2 ann'),
    finds: ['wrong-group']
  },
  {
    says: 'an agent who has never come',
    events: log('one started 1', 'one assigned 2 ann'),
    shifts: [],
    finds: ['absent']
  },
  {
    says: 'an agent who went long ago',
    events: log('one started 800', 'one assigned 900 ann'),
    shifts: [...HERE, { agentId: 'ann', at: 300, isHere: false }],
    finds: ['absent']
  },
  {
    says: 'who came later is first',
    events: log('one started 1', 'two started 2', 'two assigned 3 ann', 'one assigned 4 bo'),
    finds: ['overtaken']
  },
  {
    says: 'who ranks lower is first',
    events: log('one started 1', 'vip started 2', 'one assigned 3 ann', 'vip assigned 4 bo'),
    finds: ['overtaken']
  },
  {
    says: 'somebody waits beside a free agent',
    events: log('one started 1', 'one assigned 1200 ann'),
    finds: ['idle']
  },
  {
    says: 'somebody waits beside an agent who has become free',
    events: log(
      'other started 1',
      'one started 1',
      'other assigned 2 bo',
      'one assigned 2 ann',
      'two started 3',
      'two assigned 3 bo',
      'vip started 4',
      'two ended 100',
      'vip assigned 2000 bo'
    ),
    finds: ['idle']
  },
  {
    says: 'somebody is never served',
    events: log('one started 1', 'two started 1', 'one assigned 2 ann'),
    finds: ['forgotten']
  },
  {
    says: 'two entries in one place',
    events: log('one started 1', 'one assigned 2 ann').map(event => ({ ...event, seq: 1 })),
    finds: ['gap']
  }
]
for (const { says, events, shifts, finds } of PLANTED)
  test(`finds the planted bug: ${says}`, () => {
    expect(rules(events, shifts)).toEqual(finds)
  })

const FINE: { says: string; events: DeskEvent[]; shifts?: Shift[] }[] = [
  {
    says: 'who came in the same millisecond may go either way',
    events: log('one started 1', 'two started 1', 'two assigned 2 ann', 'one assigned 3 bo')
  },
  {
    says: 'another group has its own turns',
    events: log('one started 1', 'other started 2', 'other assigned 3 bo', 'one assigned 3 ann')
  },
  {
    says: 'an agent who has just gone',
    events: log('one started 100', 'one assigned 400 ann'),
    shifts: [...HERE, { agentId: 'ann', at: 300, isHere: false }]
  },
  {
    says: 'waiting while nobody is there',
    events: log('one started 1', 'one assigned 9000 ann'),
    shifts: [{ agentId: 'ann', at: 8_900, isHere: true }]
  },
  {
    says: 'short stretches beside free agents are not one long one',
    events: log('one started 1', 'one assigned 2700 ann'),
    shifts: [0, 1_800].flatMap(at => [
      { agentId: 'ann', at, isHere: true },
      { agentId: 'ann', at: at + 900, isHere: false }
    ])
  },
  { says: 'who gives up needs nobody', events: log('one started 1', 'one ended 500') }
]
for (const { says, events, shifts } of FINE)
  test(`finds nothing wrong with this: ${says}`, () => {
    expect(check(events, shifts).violations).toEqual([])
  })
