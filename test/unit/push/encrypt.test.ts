import fc from 'fast-check'
import { expect, test } from 'vitest'
import { areKeys, encryptFor } from '#server/push/encrypt'
import { createBrowser, decrypt } from '../../kit/push-service.ts'

// The example of RFC 8291, appendix A.
const KEYS = {
  p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
  auth: 'BTBZMqHH6r4Tts7J_aSIgg'
}
const OWN = {
  privateKey: Buffer.from('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw', 'base64url'),
  salt: Buffer.from('DGv6ra1nlYgDCS1FRnbzlw', 'base64url')
}

test('[WB-inbox] a push message is encrypted as in the example of RFC 8291', () => {
  expect(encryptFor(KEYS, 'When I grow up, I want to be a watermelon', OWN).toString('base64url')).toBe(
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN'
  )
})

test('[WB-inbox] whatever is said, the browser reads it, and no other', () => {
  const browser = createBrowser()
  const other = createBrowser()
  fc.assert(
    fc.property(fc.string({ maxLength: 500, unit: 'grapheme' }), text => {
      const body = encryptFor(browser.keys, text)
      expect(decrypt(browser, body)).toBe(text)
      expect(() => decrypt(other, body)).toThrow()
    }),
    { numRuns: 50 }
  )
})

test('[WB-inbox] keys that are no point of the curve, or too short, are known as such', () => {
  const { keys } = createBrowser()
  expect(areKeys(keys)).toBe(true)
  const point = Buffer.from(keys.p256dh, 'base64url')
  point[64]! ^= 1
  expect(areKeys({ ...keys, p256dh: point.toString('base64url') })).toBe(false)
  expect(areKeys({ ...keys, p256dh: 'AAAA' })).toBe(false)
  expect(areKeys({ ...keys, auth: 'AAAA' })).toBe(false)
  expect(areKeys({ p256dh: '', auth: '' })).toBe(false)
})
