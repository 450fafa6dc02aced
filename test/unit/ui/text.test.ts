import { expect, test } from 'vitest'
import { linkify } from '#protocol/linkify'
import { safeUrl } from '#protocol/safe-url'
import { LIMITS } from '#protocol/limits'
import { describePage, toClaims } from '#protocol/claims'

for (const url of [
  'javascript:alert(1)',
  ' javascript:alert(1)',
  'java\nscript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'data:text/html,x',
  'vbscript:x',
  'blob:https://a/b',
  'file:///etc/passwd',
  'https://user:pass@example.com/',
  'https://exam\u200bple.com',
  'https://a\u202Eb.com',
  '/relative',
  '',
  'https://'.padEnd(2_100, 'a')
]) {
  test(`[18] safeUrl refuses ${JSON.stringify(url.slice(0, 60))}`, () => expect(safeUrl(url)).toBeUndefined())
}

test('[18] safeUrl lets through what a person may follow, hosts in punycode', () => {
  expect(safeUrl('https://example.com/a?b#c')).toBe('https://example.com/a?b#c')
  expect(safeUrl('https://аpple.com/')).toBe('https://xn--pple-43d.com/')
  expect(safeUrl('mailto:a@b.example')).toBe('mailto:a@b.example')
})

test('linkify finds addresses in running text, Chinese punctuation included', () => {
  const links = (text: string) => linkify(text).flatMap(piece => (piece.url ? [piece.text] : []))
  expect(links('看https://example.com/茶，或者www.example.org。')).toEqual([
    'https://example.com/茶',
    'www.example.org'
  ])
  expect(links('(see https://en.wikipedia.org/wiki/Tea_(meal)).')).toEqual([
    'https://en.wikipedia.org/wiki/Tea_(meal)'
  ])
  expect(links('write a.b+c@mail.example, not javascript:alert(1)')).toEqual(['a.b+c@mail.example'])
  expect(
    linkify('a https://b.example c')
      .map(piece => piece.text)
      .join('')
  ).toBe('a https://b.example c')
})

test('[18] linkify is linear: 50 kB of traps take no longer than 50 kB of text', () => {
  const time = (text: string) => {
    const from = performance.now()
    for (let i = 0; i < 5; i++) linkify(text)
    return performance.now() - from
  }
  const plain = time('plain text '.repeat(5_000))
  for (const trap of ['a.', '((((', 'www.', 'http://', 'a@', 'a@b.', '))))', 'https://a)']) {
    expect(time(trap.repeat(50_000 / trap.length)), trap).toBeLessThan(plain * 20 + 50)
  }
})

test('claims are what agents should see, as text and within a frame', () => {
  const huge = 'x'.repeat(9_000)
  const many = {
    params: { huge },
    customer_fields: { huge },
    summaryparams: huge,
    transfer_action: [huge, huge]
  }
  const claims = toClaims({ uname: 'A', type: '2', is_vip: '1', color: 'ff0000', sign: 's', ...many })
  expect(claims).toMatchObject({ uname: 'A', type: '2', is_vip: '1', customer_fields: `{"huge":"${huge}"}` })
  expect(claims).not.toHaveProperty('color')
  expect(claims).not.toHaveProperty('sign')
  expect(claims).not.toHaveProperty('transfer_action')
})

test('[LK3] what a page says of itself is text within limits, whatever it is', () => {
  for (const value of [undefined, null, 7, {}, ['x'], NaN, 'x'.repeat(9_000)]) {
    const page = { url: value, title: value, referrer: value } as unknown as {
      url: string
      title: string
      referrer: string
    }
    const text = typeof value === 'string' ? value : ''
    expect(describePage(page)).toEqual({
      url: text.slice(0, LIMITS.urlLength),
      title: text.slice(0, LIMITS.nameLength),
      referrer: text.slice(0, LIMITS.urlLength)
    })
  }
})
