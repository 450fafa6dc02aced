import { expect, test } from 'vitest'
import { readSessionFrom } from '#server/channels/session-from/read'
import { createSessionFroms } from '#test/kit/session-froms'

test('[SF-robust] 50,000 random and spoilt strings are read, and what is read of them fits', () => {
  const next = createSessionFroms(Number(process.env['FUZZ_FIRST'] ?? 1))
  for (let i = 0; i < 50_000; i++) {
    const raw = next()
    const { claims, phones, emails } = readSessionFrom(raw)
    const texts = [...Object.values(claims), ...phones.map(one => one.value), ...emails.map(one => one.value)]
    if (texts.some(text => typeof text !== 'string' || text === '' || text.length > 8_000))
      expect.fail(`${JSON.stringify(raw)} gives ${JSON.stringify(texts)}`)
    if (claims['face'] && !/^https?:\/\//i.test(claims['face'])) expect.fail(`${raw} gives ${claims['face']}`)
  }
})

test('[SF-robust] what is nested, repeated or opened without end takes no longer than its length', () => {
  const once = (text: string) => {
    const startedAt = performance.now()
    for (let i = 0; i < 20; i++) readSessionFrom(text)
    return performance.now() - startedAt
  }
  // The shortest of several: what else the machine does makes it only longer
  const read = (text: string) => Math.min(...Array.from({ length: 7 }, () => once(text)))
  const long = (piece: string, most: number) => piece.repeat(Math.ceil(most / piece.length)).slice(0, most)
  for (const piece of [
    '[',
    '{"a":',
    '|[',
    '|{"',
    '"\\',
    '%25',
    '{{',
    ',',
    '|customer^{',
    '|transfer_action=['
  ]) {
    for (const vendor of ['sobot|||', 'udesk|||', 'nickName=']) {
      const text = (length: number) => vendor + long(piece, length)
      // Eight times as long: far from the 64 times of a square
      const ratio = read(text(4_000)) / Math.max(read(text(500)), 0.05)
      expect([piece, vendor, ratio < 32]).toEqual([piece, vendor, true])
    }
  }
})
