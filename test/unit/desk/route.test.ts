import { expect, test } from 'vitest'
import { route, type Look, type Wish } from '#server/desk/route'
import { createStaff, type DeskAgent } from '#server/desk/staff'
import { parseTransferAction } from '#server/desk/transfer-action'
import { readVisitor, readWish } from '#server/desk/wish'
import { group } from './group.ts'

const agent = (id: string, rest: Partial<DeskAgent> = {}): DeskAgent => ({
  id,
  name: id.toUpperCase(),
  isHere: true,
  status: 'online',
  capacity: 2,
  load: 0,
  servedAt: 0,
  ...rest
})

/** One of each: who is free, full, busy by their own word, away, and gone; and groups of them. */
const staff = () =>
  createStaff(
    [
      agent('free'),
      agent('full', { load: 2 }),
      agent('busy', { status: 'busy' }),
      agent('away', { status: 'away' }),
      agent('gone', { isHere: false })
    ],
    [
      group('shut', ['free'], { isOpen: false }),
      group('empty', ['gone', 'away']),
      group('none', []),
      group('queue', ['full', 'busy', 'gone'], { waiting: 3 }),
      group('packed', ['full'], { waiting: 2, limit: 2 }),
      group('open', ['free', 'full'])
    ]
  )

const chain = (...codes: string[]): Partial<Wish> => {
  const steps = codes.map(code => {
    const [deciId, optionId, spillId] = code.split(' ')
    const isAgent = optionId === '1' || optionId === '2'
    return { actionType: isAgent ? 'to_service' : 'to_group', deciId, optionId, spillId }
  })
  const parsed = parseTransferAction(JSON.stringify(steps))
  expect(parsed.warnings).toEqual([])
  return parsed
}
const walk = (wish: Partial<Wish>) =>
  route(staff(), { steps: [], warnings: [], agentId: null, agentOnly: false, groupId: null, ...wish })

const CASES: { says: string; wish: Partial<Wish>; goes: string; looks: string }[] = [
  {
    says: '4 with nobody online goes on',
    wish: chain('empty 3 4', 'open 4'),
    goes: 'group open',
    looks: 'offline next, free serve'
  },
  {
    says: '4 is not about busy',
    wish: chain('queue 3 4', 'open 4'),
    goes: 'group queue',
    looks: 'busy wait'
  },
  {
    says: '5 with all at capacity goes on',
    wish: chain('queue 3 5', 'open 4'),
    goes: 'group open',
    looks: 'busy next, free serve'
  },
  {
    says: '5 is not about offline',
    wish: chain('empty 3 5', 'open 4'),
    goes: 'leave offline',
    looks: 'offline leave'
  },
  {
    says: '5 counts a full queue, too',
    wish: chain('packed 3 5', 'open 4'),
    goes: 'group open',
    looks: 'full next, free serve'
  },
  {
    says: '6 outside the hours goes on',
    wish: chain('shut 3 6', 'open 4'),
    goes: 'group open',
    looks: 'closed next, free serve'
  },
  {
    says: '6 is not about offline',
    wish: chain('empty 3 6', 'open 4'),
    goes: 'leave offline',
    looks: 'offline leave'
  },
  {
    says: '7 is any of these',
    wish: chain('empty 3 7', 'queue 3 7', 'shut 3 7', 'open 4'),
    goes: 'group open',
    looks: 'offline next, busy next, closed next, free serve'
  },
  {
    says: 'no spillId is any of these',
    wish: chain('empty 3', 'open 4'),
    goes: 'group open',
    looks: 'offline next, free serve'
  },
  {
    says: 'not to overflow stays, busy',
    wish: chain('queue 4', 'open 4'),
    goes: 'group queue',
    looks: 'busy wait'
  },
  {
    says: 'not to overflow stays, closed',
    wish: chain('shut 4', 'open 4'),
    goes: 'leave closed',
    looks: 'closed leave'
  },
  {
    says: 'a full queue that stays leaves a message',
    wish: chain('packed 4'),
    goes: 'leave full',
    looks: 'full leave'
  },
  {
    says: 'the last stays, whatever it says',
    wish: chain('empty 3 7', 'queue 3 7'),
    goes: 'group queue',
    looks: 'offline next, busy wait'
  },
  {
    says: 'a group of nobody is offline',
    wish: chain('none 3 4', 'open 4'),
    goes: 'group open',
    looks: 'offline next, free serve'
  },
  {
    says: '1 with the agent gone goes on',
    wish: chain('gone 1 1', 'open 4'),
    goes: 'group open',
    looks: 'offline next, free serve'
  },
  {
    says: '1 with the agent away goes on',
    wish: chain('away 1 1', 'open 4'),
    goes: 'group open',
    looks: 'offline next, free serve'
  },
  {
    says: '1 is not about capacity',
    wish: chain('full 1 1', 'open 4'),
    goes: 'agent full',
    looks: 'busy wait'
  },
  {
    says: '2 with the agent at capacity goes on',
    wish: chain('full 1 2', 'open 4'),
    goes: 'group open',
    looks: 'busy next, free serve'
  },
  {
    says: '2 with the agent busy goes on',
    wish: chain('busy 1 2', 'open 4'),
    goes: 'group open',
    looks: 'busy next, free serve'
  },
  {
    says: '2 is not about offline',
    wish: chain('gone 1 2', 'open 4'),
    goes: 'leave offline',
    looks: 'offline leave'
  },
  {
    says: '3 is either',
    wish: chain('gone 1 3', 'full 1 3', 'free 2'),
    goes: 'agent free',
    looks: 'offline next, busy next, free serve'
  },
  {
    says: 'an agent who is free takes it',
    wish: chain('free 1 3', 'open 4'),
    goes: 'agent free',
    looks: 'free serve'
  },
  {
    says: 'an unknown id is skipped and told',
    wish: chain('nowhere 3 4', 'open 4'),
    goes: 'group open',
    looks: 'unknown skip, free serve'
  },
  {
    says: 'an unknown id at the end leaves the one before it as the last',
    wish: chain('queue 3 5', 'nowhere 4'),
    goes: 'group queue',
    looks: 'unknown skip, busy wait'
  },
  {
    says: 'a chain of unknown ids is no chain',
    wish: { ...chain('x 3 4', 'y 2'), groupId: 'queue' },
    goes: 'group queue',
    looks: 'unknown skip, unknown skip, busy wait'
  },
  {
    says: 'a group’s id is no agent’s',
    wish: chain('open 2', 'queue 4'),
    goes: 'group queue',
    looks: 'unknown skip, busy wait'
  },
  {
    says: 'the chain beats agentid and groupid',
    wish: { ...chain('queue 4'), agentId: 'free', groupId: 'open' },
    goes: 'group queue',
    looks: 'busy wait'
  },
  {
    says: 'agentid beats groupid',
    wish: { agentId: 'free', groupId: 'queue' },
    goes: 'agent free',
    looks: 'free serve'
  },
  {
    says: 'agentid at capacity is waited for',
    wish: { agentId: 'full', groupId: 'open' },
    goes: 'agent full',
    looks: 'busy wait'
  },
  {
    says: 'agentid offline, mode 0: the group',
    wish: { agentId: 'gone', groupId: 'queue' },
    goes: 'group queue',
    looks: 'offline next, busy wait'
  },
  {
    says: 'agentid offline, mode 0, no group: any that is free',
    wish: { agentId: 'gone' },
    goes: 'group open',
    looks: 'offline next, free serve'
  },
  {
    says: 'agentid offline, mode 1: says so',
    wish: { agentId: 'gone', agentOnly: true, groupId: 'open' },
    goes: 'leave offline',
    looks: 'offline leave'
  },
  {
    says: 'an unknown agentid is skipped',
    wish: { agentId: 'x', agentOnly: true, groupId: 'queue' },
    goes: 'group queue',
    looks: 'unknown skip, busy wait'
  },
  { says: 'groupid stays there', wish: { groupId: 'empty' }, goes: 'leave offline', looks: 'offline leave' },
  {
    says: 'an unknown groupid: any',
    wish: { groupId: 'x' },
    goes: 'group open',
    looks: 'unknown skip, free serve'
  },
  { says: 'nothing said: the first that is free', wish: {}, goes: 'group open', looks: 'free serve' }
]

for (const { says, wish, goes, looks } of CASES)
  test(`[DSK-overflow] ${says}`, () => {
    const { place, trace } = walk(wish)
    const where =
      place.kind === 'leave' ? place.because : place.kind === 'group' ? place.groupId : place.agentId
    expect(`${place.kind} ${where}`).toBe(goes)
    expect(trace.looks.map(({ saw, so }) => `${saw} ${so}`).join(', ')).toBe(looks)
  })

test('[DSK-overflow] the trace names who had the say, what was looked at, and what was wrong with the chain', () => {
  const wish = readWish({
    transfer_action: '[{"actionType":"to_group","deciId":"nowhere"}]',
    groupid: 'open'
  })
  expect(walk(wish).trace).toEqual({
    by: 'groupid',
    looks: [
      { to: 'group', id: 'nowhere', saw: 'unknown', so: 'skip' },
      { to: 'group', id: 'open', saw: 'free', so: 'serve' }
    ] satisfies Look[],
    warnings: [{ what: 'option', step: 1, given: '' }]
  })
})

test('[QU8] for whom an agent has given back that agent is busy, and so is a group of that agent alone', () => {
  const alone = createStaff([agent('a'), agent('b')], [group('g', ['a']), group('h', ['a', 'b'])])
  const who = { avoid: 'a' }
  expect([alone.agentState('a', who), alone.groupState('g', who), alone.groupState('h', who)]).toEqual([
    'busy',
    'busy',
    'free'
  ])
})

const KEYS: { claims: Record<string, string>; wish?: Partial<Wish>; visitor?: object }[] = [
  {
    claims: {},
    wish: { agentId: null, agentOnly: false, groupId: null, steps: [] },
    visitor: { isNamed: false, vipLevel: null }
  },
  { claims: { agentid: 'a', agent_mode_flag: '1' }, wish: { agentId: 'a', agentOnly: true } },
  { claims: { agentid: 'a', agent_mode_flag: '0', groupid: 'g' }, wish: { agentOnly: false, groupId: 'g' } },
  { claims: { agentid: '', groupid: '' }, wish: { agentId: null, groupId: null } },
  { claims: { queueFirst: 'true' }, visitor: { isNamed: true, vipLevel: null } },
  { claims: { queueFirst: '1' }, visitor: { isNamed: true, vipLevel: null } },
  { claims: { queueFirst: 'false' }, visitor: { isNamed: false, vipLevel: null } },
  { claims: { is_vip: '1', vip_level: 'gold' }, visitor: { isNamed: false, vipLevel: 'gold' } },
  { claims: { is_vip: '1' }, visitor: { isNamed: false, vipLevel: '' } },
  { claims: { is_vip: '0', vip_level: 'gold' }, visitor: { isNamed: false, vipLevel: null } },
  { claims: { vip_level: 'gold' }, visitor: { isNamed: false, vipLevel: null } }
]
for (const { claims, wish, visitor } of KEYS)
  test(`[RCV-agent, RCV-group, RCV-vip] ${JSON.stringify(claims)} is read`, () => {
    if (wish) expect(readWish(claims)).toMatchObject(wish)
    if (visitor) expect(readVisitor(claims)).toEqual(visitor)
  })

test('[ADM-fields] who looks after a customer comes first, and nobody waits for them', () => {
  const own = (agentId: string | null, groupId: string | null = null) => ({ owner: { agentId, groupId } })
  expect(walk(own('free'))).toMatchObject({
    place: { kind: 'agent', agentId: 'free' },
    trace: { by: 'owner' }
  })
  for (const busy of ['full', 'busy', 'away', 'gone'])
    expect(walk(own(busy)).place).toEqual({ kind: 'group', groupId: 'open' })
  expect(walk(own('gone', 'open')).place).toEqual({ kind: 'group', groupId: 'open' })
  expect(walk(own('gone', 'queue')).place).toEqual({ kind: 'group', groupId: 'open' })
  const rule = { name: 'VIPs', to: 'group' as const, id: 'queue' }
  expect(walk({ ...own('free'), rule }).place).toEqual({ kind: 'agent', agentId: 'free' })
  expect(walk({ ...own('gone'), rule }).place).toEqual({ kind: 'group', groupId: 'queue' })
  // What the page itself asks for goes before, and who has left the company counts as nobody
  expect(walk({ ...own('free'), groupId: 'queue' })).toMatchObject({ trace: { by: 'groupid' } })
  expect(walk(own('unheard'))).toMatchObject({ trace: { by: 'any' } })
})
