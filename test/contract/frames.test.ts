import { describe, expect, test } from 'vitest'
import { ClientFrame, FRAME_ROLES } from '#protocol/client-frame'
import { decodeClientFrame, decodeServerFrame } from '#protocol/codec'
import { ServerFrame } from '#protocol/server-frame'
import { ERRORS } from '#protocol/errors'
import { FINAL } from '#protocol/refusal'
import { LIMITS } from '#protocol/limits'
import { golden } from '#test/kit/golden'

// They stay for ever: a change of the wire shows here.
describe('golden frames', () => {
  for (const [side, decode] of [
    ['client', decodeClientFrame],
    ['server', decodeServerFrame]
  ] as const) {
    for (const { name, text } of golden(side)) {
      test(`${side} ${name} decodes and encodes to the same text`, () => {
        const decoded = decode(text)
        expect(decoded.ok && JSON.stringify(decoded.frame)).toBe(text)
      })
    }
  }

  test('there is one of each type', () => {
    const types = (side: 'client' | 'server') =>
      [...new Set(golden(side).map(({ text }) => (JSON.parse(text) as { type: string }).type))].sort()
    expect(types('client')).toEqual(ClientFrame.options.map(option => option.entries.type.literal).sort())
    expect(types('server')).toEqual(ServerFrame.options.map(option => option.entries.type.literal).sort())
  })

  test('each client frame has its roles', () => {
    expect(Object.keys(FRAME_ROLES).sort()).toEqual(
      ClientFrame.options.map(option => option.entries.type.literal).sort()
    )
  })
})

describe('decode', () => {
  const bad = [
    '',
    'null',
    '[]',
    '"text"',
    '{',
    '{}',
    '{"type":"nonsense"}',
    '{"type":"constructor"}',
    '{"type":"__proto__"}',
    '{"type":["send"]}',
    '{"type":"send"}',
    '{"type":"send","uid":"u","clientId":"c","content":{"kind":"text","text":"   "}}',
    '{"type":"send","uid":"u","clientId":"c","content":{"kind":"text","text":7}}',
    '{"type":"send","uid":"u","clientId":"c","content":{"kind":"started"}}',
    '{"type":"send","uid":"u","clientId":"c","content":{"kind":"text","text":"x","re":1e300}}',
    '{"type":"send","uid":"u","clientId":"c","content":{"kind":"text","text":"x","re":-1}}',
    '{"type":"send","uid":"u","clientId":"c","content":{"kind":"text","text":"x","re":"1"}}',
    '{"type":"send","uid":{"$gt":""},"clientId":"c","content":{"kind":"text","text":"x"}}',
    '{"type":"history","uid":"u","before":-1}',
    '{"type":"history","uid":"u","before":1e400}',
    '{"type":"read","uid":"u","seq":1.5}',
    ...['{"type":"gift","title":"x"}', '{"type":"product","title":" "}', '{"type":"product","note":"x"}'].map(
      sendCard
    ),
    ...[
      'javascript:alert(1)',
      'data:text/html,x',
      'https://bank.example@evil.example/',
      'mailto:a@b.example',
      '//x'
    ]
      .flatMap(url => [`"url":"${url}"`, `"picture":"${url}"`])
      .map(field => sendCard(`{"type":"product","title":"x",${field}}`)),
    sendCard('{"type":"product","title":"x","picture":"pages/index/index"}'),
    sendCard('{"type":"order","status":8,"goods":[]}'),
    sendCard('{"type":"order","status":1,"fee":10.5,"goods":[]}'),
    sendCard('{"type":"order","status":1,"createdAt":9e15,"goods":[]}'),
    sendCard(`{"type":"order","status":1,"goods":${JSON.stringify(goods(21, 1))}}`),
    sendCard(`{"type":"order","status":1,"goods":${JSON.stringify(goods(20, 900))}}`),
    `{"type":"send","uid":"u","clientId":"c","content":{"kind":"text","text":"${'x'.repeat(LIMITS.textLength + 1)}"}}`,
    `"${'x'.repeat(LIMITS.frameBytes)}"`
  ]
  for (const text of bad) {
    test(`names the problem of ${JSON.stringify(text.slice(0, 90))}`, () => {
      const decoded = decodeClientFrame(text)
      expect(decoded.ok).toBe(false)
      expect(!decoded.ok && decoded.problem.length).toBeGreaterThan(5)
    })
  }

  test('ignores unknown fields and does not let a name reach a prototype', () => {
    const decoded = decodeClientFrame(
      '{"type":"profile","uid":"u","extra":1,"profile":{"claims":{"__proto__":"x","a":"b"},"constructor":{"prototype":{"polluted":1}}}}'
    )
    expect(decoded.ok && decoded.frame).toMatchObject({ type: 'profile', uid: 'u' })
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
    expect(
      Object.keys((decoded.ok && decoded.frame.type === 'profile' && decoded.frame.profile.claims) || {})
    ).toEqual(['a'])
  })

  test('names the message of a send that does not fit, so that its sender can be told', () => {
    expect(
      decodeClientFrame('{"type":"send","uid":"u","clientId":"c","content":{"kind":"text","text":""}}')
    ).toMatchObject({ ok: false, send: { uid: 'u', clientId: 'c' } })
  })
})

function goods(count: number, length: number) {
  return Array.from({ length: count }, () => ({ name: 'x'.repeat(length) }))
}

function sendCard(card: string): string {
  return `{"type":"send","uid":"u","clientId":"c","content":{"kind":"card","card":${card}}}`
}

test('what clients know to be final is what the table of errors says', () => {
  const final = Object.entries(ERRORS).flatMap(([code, { fatal, retry }]) => (fatal && !retry ? [code] : []))
  expect([...FINAL].sort()).toEqual(final.sort())
})
