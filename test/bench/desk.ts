import type { QueueMode } from '#protocol/group'
import { plan, type Newcomer, type Waiting } from '#server/desk/assign'
import { createStaff, type DeskAgent, type DeskGroup } from '#server/desk/staff'
import { readVisitor, readWish } from '#server/desk/wish'
import { createRandom, type Random } from '#test/kit/random'
import type { Figure, Result } from './report.ts'
import { lookAtDesk } from './desk-store.ts'
import { tail } from './stats.ts'

const AGENTS = 500
const GROUPS = 20
const WAITING = 2_000
const DECISIONS = 3_000
const WARM_UP = 300
const LOOKS = 300
const NOW = 1_700_000_000_000

/** A visitor comes to a big desk: from the rows to who takes them, or where they wait. */
export async function desk(log: (line: string) => void): Promise<Result> {
  const random = createRandom(1)
  const figures: Figure[] = []
  for (const [says, busy] of [
    ['everybody busy', 1],
    ['half of the agents free', 0.5]
  ] as const) {
    const times = decide(random, busy)
    log(`${says}: p99 ${tail(times).p99.toFixed(2)} ms`)
    figures.push(...describe(`decision, ${says}`, times))
  }
  const { waits, served } = await lookAtDesk(LOOKS)
  log(
    `in SQLite: p99 ${tail(waits).p99.toFixed(1)} ms who waits, ${tail(served).p99.toFixed(1)} ms who is served`
  )
  figures.push(...describe('transaction, who comes waits', waits, NOT_JUDGED))
  figures.push(...describe('transaction, the next is served', served, NOT_JUDGED))
  return {
    figures,
    notes: [
      `${AGENTS} agents in ${GROUPS} groups, ${WAITING} waiting, ${DECISIONS} visitors one after the other, with a chain of four steps.`,
      'A decision is the rules alone, from the rows: the staff is counted anew for each, and all who wait are looked at.',
      `A transaction is a whole look in SQLite, reading, deciding, writing and the disk's sync: ${LOOKS} each.`
    ]
  }
}

function decide(random: Random, busy: number): number[] {
  const { agents, groups, modes } = makeDesk(random, busy)
  const queued = busy === 1 ? makeQueue(random, groups) : []
  return Array.from({ length: DECISIONS + WARM_UP }, (_, i) => {
    const newcomer = makeNewcomer(random, groups, i)
    const startedAt = performance.now()
    plan(createStaff(agents, groups), { newcomers: [newcomer], queued }, { modes, levels: LEVELS, now: NOW })
    return performance.now() - startedAt
  }).slice(WARM_UP)
}

const LEVELS = ['gold', 'silver', 'bronze'].map(name => ({ id: name, name }))
const MODES: QueueMode[] = ['in-turn', 'named-first', 'vip']

function makeDesk(random: Random, busy: number) {
  const agents = Array.from({ length: AGENTS }, (_, i): DeskAgent => {
    const capacity = 1 + random.int(8)
    return {
      id: `agent-${i}`,
      name: `Agent ${i}`,
      isHere: true,
      status: 'online',
      capacity,
      load: random.chance(busy) ? capacity : 0,
      servedAt: NOW - random.int(1_000_000)
    }
  })
  const groups = Array.from({ length: GROUPS }, (_, i): DeskGroup => ({
    id: `group-${i}`,
    agentIds: agents.filter(() => random.chance(2 / GROUPS)).map(({ id }) => id),
    isOpen: true,
    waiting: busy === 1 ? WAITING / GROUPS : 0,
    limit: null
  }))
  return { agents, groups, modes: new Map(groups.map(({ id }) => [id, random.pick(MODES)])) }
}

const makeQueue = (random: Random, groups: DeskGroup[]): Waiting[] =>
  groups.flatMap(({ id, waiting }) =>
    Array.from({ length: waiting }, (_, i): Waiting => ({
      cid: `${id}-${i}`,
      uid: `u-${id}-${i}`,
      queuedAt: NOW - random.int(1_000_000),
      rank: random.int(3),
      place: { kind: 'group', groupId: id },
      sticky: null,
      avoid: null
    }))
  )

function makeNewcomer(random: Random, groups: DeskGroup[], i: number): Newcomer {
  const steps = random
    .shuffle(groups)
    .slice(0, 4)
    .map(({ id }) => ({ actionType: 'to_group', deciId: id, optionId: '3', spillId: '7' }))
  const claims = { transfer_action: JSON.stringify(steps), is_vip: '1', vip_level: random.pick(LEVELS).name }
  return {
    cid: `new-${i}`,
    uid: `u-new-${i}`,
    queuedAt: NOW,
    sticky: null,
    avoid: null,
    wish: readWish(claims),
    visitor: readVisitor(claims)
  }
}

const NOT_JUDGED = {}

function describe(name: string, times: number[], bar: { atMost?: number } = { atMost: 5 }): Figure[] {
  const { p50, p99, max } = tail(times)
  return [
    { name: `${name}: p50`, value: p50, unit: 'ms' },
    { name: `${name}: p99`, value: p99, unit: 'ms', ...bar },
    { name: `${name}: max`, value: max, unit: 'ms' }
  ]
}
