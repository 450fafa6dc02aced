import { expect, test } from 'vitest'
import { formatAddress, formatRoute, NO_FILTER, parseFilter, parseRoute } from '../../../workbench/route.ts'

test.each([
  ['', { tab: 'queue', cid: undefined }],
  ['#/mine', { tab: 'mine', cid: undefined }],
  ['#/mine/c1', { tab: 'mine', cid: 'c1' }],
  ['#/ended/c1/more', { tab: 'ended', cid: 'c1' }],
  ['#/elsewhere/c1', { tab: 'queue', cid: undefined }],
  ['#/__proto__/c1', { tab: 'queue', cid: undefined }],
  ['#/search', { tab: 'queue', cid: undefined, search: '' }],
  ['#/search?q=tea', { tab: 'queue', cid: undefined, search: 'q=tea' }]
])('the fragment “%s” is read', (hash, route) => {
  expect(parseRoute(hash)).toEqual(route)
})

test('what is written is read back', () => {
  for (const route of [
    { tab: 'colleagues', cid: 'c9' },
    { tab: 'ended', cid: undefined },
    { tab: 'queue', cid: undefined, search: 'q=tea&from=2026-10-01' }
  ] as const)
    expect(parseRoute(formatRoute(route))).toEqual(route)
})

test('[WB-inbox] what narrows the lists is written and read back, whatever it says', () => {
  const route = { tab: 'queue', cid: 'c1' } as const
  expect(formatAddress(route, NO_FILTER)).toBe('#/queue/c1')
  const filter = {
    q: 'tea & cups?#/ 茶',
    source: '0',
    group: 'g/1',
    tickets: 'closed',
    template: 't&1',
    text: 'late?'
  }
  const address = formatAddress(route, filter)
  expect([parseRoute(address), parseFilter(address)]).toEqual([route, filter])
})
