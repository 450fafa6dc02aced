import { expect, test } from 'vitest'
import { describeUserAgent } from '../../../workbench/device.ts'

const SAFARI = 'AppleWebKit/605.1.15 (KHTML, like Gecko)'

test.each([
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36',
    'Chrome 140 · Windows'
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0',
    'Edge 140 · Windows'
  ],
  [
    `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${SAFARI} Version/18.1 Safari/605.1.15`,
    'Safari 18 · macOS'
  ],
  [
    `Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) ${SAFARI} Version/17.5 Mobile Safari/604.1`,
    'Safari 17 · iOS 17'
  ],
  [
    `Mozilla/5.0 (iPad; CPU OS 16_1 like Mac OS X) ${SAFARI} Version/16.1 Safari/604.1`,
    'Safari 16 · iPadOS 16'
  ],
  [
    'Mozilla/5.0 (Linux; Android 14; Pixel) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36 MicroMessenger/8.0.50',
    'WeChat 8 · Android 14'
  ],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0', 'Firefox 131 · Linux'],
  ['Mozilla/5.0 (Linux; Android 12; HarmonyOS; X) Chrome/99.0 Mobile', 'Chrome 99 · HarmonyOS'],
  ['curl/8.0', undefined],
  ['', undefined]
])('“%s” is %s', (userAgent, expected) => {
  expect(describeUserAgent(userAgent)).toBe(expected)
})
