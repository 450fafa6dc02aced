import { expect, test } from 'vitest'
import { describeClaims, NOTHING } from '../../../workbench/claims.ts'

const CLAIMS = {
  customer_fields: JSON.stringify({ tier: 'gold', Height: '180', born: 'yesterday', secret: 'x' }),
  is_vip: '1',
  vip_level: 'v1',
  user_label: 'a, Loud'
}
const DEFINED = {
  customerFields: [
    { id: 'h', name: 'Height', type: 'number' as const, options: [] },
    { id: 'tier', name: 'Tier of the shop', type: 'choice' as const, options: ['gold', 'silver'] },
    { id: 'born', name: 'Born', type: 'date' as const, options: [] }
  ],
  labels: [
    { id: 'a', name: 'Asks often' },
    { id: 'l', name: 'Loud' }
  ],
  vipLevels: [{ id: 'v1', name: 'Diamond' }]
}
const valuesOf = (claims: { value: string }[]) => claims.map(({ value }) => value)

test('[CRM-customer_fields] what is defined is shown by its name and in its order, if it fits, and nothing else', () => {
  const { own } = describeClaims(CLAIMS, new Set(), DEFINED)
  expect(own).toMatchObject([
    { name: 'Height', value: '180' },
    { name: 'Tier of the shop', value: 'gold' }
  ])
  expect(own).toHaveLength(2)
  // While nothing is defined, nothing is hidden
  expect(describeClaims(CLAIMS, new Set(), NOTHING).own).toHaveLength(4)
})

test('[CRM-vip] [CRM-label] levels and labels, named by id or by name, have the company’s names', () => {
  expect(valuesOf(describeClaims(CLAIMS, new Set(), DEFINED).visitor)).toEqual(
    expect.arrayContaining(['Diamond', 'Asks often, Loud'])
  )
  expect(valuesOf(describeClaims({ vip_level: 'v9', user_label: 'x' }, new Set(), DEFINED).visitor)).toEqual(
    expect.arrayContaining(['v9', 'x'])
  )
})

test('[CRM-vip] a level counts for a VIP only', () => {
  const claims = { ...CLAIMS, is_vip: '0' }
  expect(valuesOf(describeClaims(claims, new Set(), DEFINED).visitor)).not.toContain('Diamond')
})
