import { expect, test } from 'vitest'
import { decide, type Intent, type TimelineState } from '#server/desk/rules'

const rating = { kind: 'rating', score: 5 } as const
const by = { role: 'visitor', id: 'u' } as const
const rates = (state: TimelineState, who: Extract<Intent, { kind: 'send' }>['by'] = by) =>
  decide(state, { kind: 'send', by: who, clientId: 'c', content: rating }, () => 'new')

test('[CFG-satDegree_A] a rating belongs to the conversation that is open, else to the last one, and begins none', () => {
  const open = { cid: 'now', status: 'active', agentId: 'a' } as const
  for (const [state, cid] of [
    [{ open, lastCid: 'before' }, 'now'],
    [{ open: null, lastCid: 'before' }, 'before']
  ] as const)
    expect(rates(state)).toEqual({
      ok: true,
      entries: [{ cid, by, clientId: 'c', content: rating }],
      next: state
    })
  expect(rates({ open: null, lastCid: null })).toMatchObject({ ok: false, code: 'conflict' })
})

test('an agent does not rate', () => {
  const open = { cid: 'now', status: 'active', agentId: 'a' } as const
  expect(rates({ open, lastCid: null }, { role: 'agent', id: 'a' })).toMatchObject({
    ok: false,
    code: 'forbidden'
  })
})

const robot = { role: 'bot', id: 'r', name: 'R' } as const
const handover = { by: robot, text: 'One moment.' }
const says = (state: TimelineState, more: Partial<Extract<Intent, { kind: 'send' }>> = {}) =>
  decide(
    state,
    { kind: 'send', by, clientId: 'c', content: { kind: 'text', text: 'x' }, ...more },
    () => 'new'
  )
const kinds = (decision: ReturnType<typeof decide>) =>
  decision.ok && decision.entries.map(entry => `${entry.by.role} ${entry.content.kind}`)

test('[RB3] a visitor who asks for a person leaves the robot, also with the first words; one whom people serve is not moved', () => {
  const bot = { cid: 'now', status: 'bot', agentId: null, robotId: 'r' } as const
  for (const open of [null, bot]) {
    const decision = says({ open, lastCid: null }, { robotId: 'r', handover })
    expect(decision).toMatchObject({ ok: true, next: { open: { status: 'queued', agentId: null } } })
    expect(kinds(decision)).toEqual([
      ...(open ? [] : ['system started']),
      'visitor text',
      'bot released',
      'bot text'
    ])
  }
  const active = { cid: 'now', status: 'active', agentId: 'a' } as const
  const decision = says({ open: active, lastCid: null }, { robotId: 'r', handover })
  expect(decision).toMatchObject({ next: { open: active } })
  expect(kinds(decision)).toEqual(['visitor text'])
})

test.each([
  ['nothing is open', null],
  ['it waits for a person', { cid: 'now', status: 'queued', agentId: null, robotId: 'r' }],
  ['a person has it', { cid: 'now', status: 'active', agentId: 'a', robotId: 'r' }],
  ['another robot has it', { cid: 'now', status: 'bot', agentId: null, robotId: 'other' }],
  ['it is another conversation', { cid: 'later', status: 'bot', agentId: null, robotId: 'r' }]
] as const)('[RB2] a robot is silent when %s', (_when, open) => {
  expect(says({ open, lastCid: 'before' }, { by: robot, cid: 'now' })).toMatchObject({
    ok: false,
    code: 'conflict'
  })
})
