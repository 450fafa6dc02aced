import { expect, test } from 'vitest'
import { BadPush, decrypt, encrypt, isSigned, readAesKey, signatureOf } from '#server/channels/wechat/crypto'

// The platform's published vectors

const encodingAesKey = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG'
const FIXED = {
  appId: 'wxb11529c136998cb6',
  random: Buffer.from('aaaabbbbccccdddd'),
  message: '我是中文abcd123',
  encrypted: 'jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg=='
}
const PUSHED = {
  token: 'spamtest',
  appId: 'wx2c2769f8efd9abc2',
  timestamp: '1409735669',
  nonce: '1320562132',
  signature: '5d197aaffba7e9b25a30732f161a50dee96bd5fa',
  encrypted:
    'hyzAe4OzmOMbd6TvGdIOO6uBmdJoD0Fk53REIHvxYtJlE2B655HuD0m8KUePWB3+LrPXo87wzQ1QLvbeUgmBM4x6F8PGHQHFVAFmOD2LdJF9FrXpbUAh0B5GIItb52sn896wVsMSHGuPE328HnRGBcrS7C41IzDWyWNlZkyyXwon8T332jisa+h6tEDYsVticbSnyU8dKOIbgU6ux5VTjg3yt+WGzjlpKn6NPhRjpA912xMezR4kw6KWwMrCVKSVCZciVGCgavjIQ6X8tCOp3yZbGpy0VxpAe+77TszTfRd5RJSVO/HTnifJpXgCSUdUue1v6h0EIBYYI1BD1DlD+C0CR8e6OewpusjZ4uBl9FyJvnhvQl+q5rv1ixrcpCumEPo5MJSgM9ehVsNPfUM669WuMyVWQLCzpu9GhglF2PE=',
  from: 'oyORnuP8q7ou2gfYjqLzSIWZf0rs',
  content: 'abcdteT'
}

test('[WX-secure] what we encrypt is what the platform publishes, and back', () => {
  expect(encrypt(FIXED.message, { encodingAesKey, appId: FIXED.appId }, FIXED.random)).toBe(FIXED.encrypted)
  expect(decrypt(FIXED.encrypted, { encodingAesKey, appId: FIXED.appId })).toBe(FIXED.message)
})

test('[WX-secure] the published push is signed and says what it says', () => {
  const { token, timestamp, nonce, encrypted, signature, appId } = PUSHED
  expect(signatureOf(token, timestamp, nonce, encrypted)).toBe(signature)
  expect(isSigned(signature, token, timestamp, nonce, encrypted)).toBe(true)
  const message = decrypt(encrypted, { encodingAesKey, appId })
  expect(message).toContain(`<FromUserName><![CDATA[${PUSHED.from}]]></FromUserName>`)
  expect(message).toContain(`<Content><![CDATA[${PUSHED.content}]]></Content>`)
})

test('[WX-secure] messages of every length come back whole', () => {
  const keys = { encodingAesKey, appId: FIXED.appId }
  for (let length = 0; length < 100; length++) {
    const message = '界'.repeat(length)
    expect(decrypt(encrypt(message, keys), keys)).toBe(message)
  }
})

test('[WX-secure] a changed byte anywhere in what is signed is refused', () => {
  const { token, timestamp, nonce, encrypted, signature } = PUSHED
  const parts = [signature, timestamp, nonce, encrypted]
  for (const [which, part] of parts.entries())
    for (let i = 0; i < part.length; i++) {
      const changed = parts.with(
        which,
        `${part.slice(0, i)}${part[i] === '0' ? '1' : '0'}${part.slice(i + 1)}`
      )
      const [given, ...signed] = changed as [string, string, string, string]
      expect(isSigned(given, token, ...signed)).toBe(false)
    }
  expect(isSigned('', token, timestamp, nonce, encrypted)).toBe(false)
})

test('[WX-secure] what is cut, padded wrongly, for another app or no base64 is refused', () => {
  const keys = { encodingAesKey, appId: FIXED.appId }
  const bytes = Buffer.from(FIXED.encrypted, 'base64')
  const bad = [
    '',
    '!',
    'AAAA',
    bytes.subarray(0, 16).toString('base64'),
    bytes.subarray(0, 48).toString('base64')
  ]
  for (const encrypted of bad) expect(() => decrypt(encrypted, keys)).toThrow(BadPush)
  expect(() => decrypt(FIXED.encrypted, { encodingAesKey, appId: 'wxother' })).toThrow('another app')
  for (let i = bytes.length - 16; i < bytes.length; i++) {
    const changed = Buffer.from(bytes)
    changed[i]! ^= 1
    expect(() => decrypt(changed.toString('base64'), keys)).toThrow(BadPush)
  }
})

test('[WX-dev] an EncodingAESKey that is none is said to be none', () => {
  expect(readAesKey(encodingAesKey)).toHaveLength(32)
  for (const key of ['', 'short', `${encodingAesKey}=`, `${encodingAesKey.slice(1)}!`])
    expect(() => readAesKey(key)).toThrow('43')
})
