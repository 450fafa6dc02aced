import * as v from 'valibot'
import { expect, test } from 'vitest'
import { countedClaims, matchRule, type RuleFacts } from '#server/desk/routing'
import { RuleList, type Condition, type Rule } from '#protocol/routing'

const facts = (given: Partial<RuleFacts> = {}): RuleFacts => ({ claims: {}, url: '', channel: 1, ...given })
const rule = (name: string, ...conditions: Condition[]): Rule => ({
  name,
  if: conditions,
  to: { kind: 'group', id: name }
})

const CASES: { says: string; condition: Condition; given: Partial<RuleFacts>; holds: boolean }[] = [
  { says: 'any VIP', condition: { what: 'vip' }, given: { claims: { is_vip: '1' } }, holds: true },
  { says: 'no VIP', condition: { what: 'vip' }, given: { claims: { vip_level: 'gold' } }, holds: false },
  {
    says: 'a level',
    condition: { what: 'vip', levels: ['gold', '金牌'] },
    given: { claims: { is_vip: '1', vip_level: '金牌' } },
    holds: true
  },
  {
    says: 'another level',
    condition: { what: 'vip', levels: ['gold'] },
    given: { claims: { is_vip: '1', vip_level: 'silver' } },
    holds: false
  },
  {
    says: 'one of several labels',
    condition: { what: 'label', is: ['17'] },
    given: { claims: { user_label: '12, 17' } },
    holds: true
  },
  {
    says: 'a part of a label is none',
    condition: { what: 'label', is: ['1'] },
    given: { claims: { user_label: '12,17' } },
    holds: false
  },
  {
    says: 'a source',
    condition: { what: 'source', is: ['1', '10'] },
    given: { claims: { source: '10' } },
    holds: true
  },
  { says: 'a channel', condition: { what: 'channel', is: [2] }, given: { channel: 2 }, holds: true },
  {
    says: 'another channel',
    condition: { what: 'channel', is: [2] },
    given: { channel: null },
    holds: false
  },
  {
    says: 'a part of the address',
    condition: { what: 'url', contains: ['/Sale/'] },
    given: { url: 'https://shop.example/sale/1' },
    holds: true
  },
  {
    says: 'a custom field',
    condition: { what: 'field', field: 'city', is: ['Xiamen'] },
    given: { claims: { customer_fields: '{"city":"Xiamen "}' } },
    holds: true
  },
  {
    says: 'a parameter that contains it',
    condition: { what: 'field', field: 'order', contains: ['vip-'] },
    given: { claims: { params: '{"order":"A-VIP-7"}' } },
    holds: true
  },
  {
    says: 'a key of the page',
    condition: { what: 'field', field: 'remark', contains: ['wholesale'] },
    given: { claims: { remark: 'Wholesale' } },
    holds: true
  },
  {
    says: 'a field that is not there',
    condition: { what: 'field', field: 'toString', contains: ['function'] },
    given: { claims: { params: 'no json' } },
    holds: false
  }
]

for (const { says, condition, given, holds } of CASES)
  test(`[DSK-rules] ${says}`, () => {
    expect(matchRule([rule('it', condition)], facts(given)) !== undefined).toBe(holds)
  })

test('[DSK-rules] all conditions of a rule have to hold, the first rule that fits counts, one without conditions fits all', () => {
  const rules = [
    rule('both', { what: 'vip' }, { what: 'source', is: ['2'] }),
    rule('vip', { what: 'vip' }),
    rule('rest')
  ]
  const name = (claims: Record<string, string>) => matchRule(rules, facts({ claims }))?.name
  expect([name({ is_vip: '1', source: '2' }), name({ is_vip: '1', source: '1' }), name({})]).toEqual([
    'both',
    'vip',
    'rest'
  ])
})

test('[DSK-rules] a list that makes no sense is refused', () => {
  const ok = (list: unknown) => v.safeParse(RuleList, list).success
  expect(ok([rule('a', { what: 'vip' })])).toBe(true)
  expect(ok([{ name: 'a', if: [{ what: 'moon' }], to: { kind: 'group', id: 'x' } }])).toBe(false)
  expect(ok([{ name: 'a', if: [{ what: 'vip', level: 'gold' }], to: { kind: 'group', id: 'x' } }])).toBe(
    false
  )
  expect(ok([{ name: 'a', if: [], to: { kind: 'planet', id: 'x' } }])).toBe(false)
})

test('[ADM-security] of whom nobody has vouched only the claims count that the channel lets count', () => {
  const claims = { is_vip: '1', user_label: '7', queueFirst: '1', groupid: 'g', remark: 'hi' }
  const unsigned = { vip: false, queueFirst: false, routing: true }
  expect(countedClaims(claims, { verified: false, unsigned })).toEqual({ groupid: 'g', remark: 'hi' })
  expect(countedClaims(claims, { verified: true, unsigned })).toEqual(claims)
  expect(countedClaims(claims, { verified: false })).toEqual(claims)
})
