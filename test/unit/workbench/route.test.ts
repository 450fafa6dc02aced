import { expect, test } from 'vitest'
import { formatRoute, parseRoute } from '../../../workbench/route.ts'

test.each([
  ['', { tab: 'queue', cid: undefined }],
  ['#/mine', { tab: 'mine', cid: undefined }],
  ['#/mine/c1', { tab: 'mine', cid: 'c1' }],
  ['#/ended/c1/more', { tab: 'ended', cid: 'c1' }],
  ['#/elsewhere/c1', { tab: 'queue', cid: undefined }],
  ['#/__proto__/c1', { tab: 'queue', cid: undefined }]
])('the fragment “%s” is read', (hash, route) => {
  expect(parseRoute(hash)).toEqual(route)
})

test('what is written is read back', () => {
  for (const route of [
    { tab: 'colleagues', cid: 'c9' },
    { tab: 'ended', cid: undefined }
  ] as const)
    expect(parseRoute(formatRoute(route))).toEqual(route)
})
