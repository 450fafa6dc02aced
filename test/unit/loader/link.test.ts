import { describe, expect, test } from 'vitest'
import { isToHost, isToWidget } from '#protocol/host'
import { isAllowed } from '../../../widget/link.ts'

describe('[LK2] the hosts that may greet', () => {
  test.each([
    ['https://shop.example.com', ['shop.example.com'], true],
    ['http://shop.example.com:8080', ['shop.example.com'], true],
    ['https://SHOP.example.com', ['Shop.Example.com'], true],
    ['https://a.b.example.com', ['*.example.com'], true],
    ['https://example.com', ['*.example.com'], false],
    ['https://notexample.com', ['example.com'], false],
    ['https://example.com.evil.test', ['example.com'], false],
    ['https://evil-example.com', ['*.example.com'], false],
    ['null', ['example.com'], false],
    ['', ['example.com'], false],
    ['null', [], true],
    ['https://anything.test', [], true]
  ])('%s with %j: %s', (origin, hosts, allowed) => {
    expect(isAllowed(origin, hosts)).toBe(allowed)
  })
})

describe('[LK3] what does not fit is no message', () => {
  test.each([
    null,
    undefined,
    1,
    'collapse',
    [],
    {},
    { type: '__proto__' },
    { type: 'ready', nonce: 1 },
    { type: 'unread', count: NaN }
  ])('%j', value => {
    expect(isToHost(value)).toBe(false)
    expect(isToWidget(value)).toBe(false)
  })

  test('each message as it should be', () => {
    const toHost = [
      { type: 'ready', nonce: 'n' },
      { type: 'collapse' },
      { type: 'unread', count: 0 },
      { type: 'received', message: { img: '', name: '', msg: '', t: 1 } },
      { type: 'conversation', state: 'ended' }
    ]
    const toWidget = [
      { type: 'config', config: {}, page: { url: '', title: '', referrer: '' } },
      { type: 'shown', shown: true, focus: false }
    ]
    expect(toHost.every(isToHost)).toBe(true)
    expect(toWidget.every(isToWidget)).toBe(true)
  })
})
