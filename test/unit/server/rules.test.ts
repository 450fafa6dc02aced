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
