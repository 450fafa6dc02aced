import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ClientFrame } from '#protocol/client-frame'
import { decodeClientFrame, decodeServerFrame, encode } from '#protocol/codec'
import { ServerFrame } from '#protocol/server-frame'
import { golden } from '#test/kit/golden'
import { arbitraryOf, requirementOf, toSchema, type Schema } from '#test/kit/schema'
import { spoilt } from '#test/kit/spoilt'
import { runs } from '#test/kit/properties'

const SIDES = [
  { side: 'client', options: ClientFrame.options, decode: decodeClientFrame },
  { side: 'server', options: ServerFrame.options, decode: decodeServerFrame }
] as const

describe('whatever fits its schema comes through the wire as it was', () => {
  for (const { side, options, decode } of SIDES) {
    for (const option of options) {
      test(`${side} ${option.entries.type.literal}`, () => {
        fc.assert(
          fc.property(arbitraryOf(toSchema(option)), frame => {
            const decoded = decode(encode(frame as ClientFrame))
            expect(decoded).toEqual({ ok: true, frame: JSON.parse(JSON.stringify(frame)) })
          }),
          runs(60)
        )
      })
    }
  }
})

describe('a client frame with one field spoilt is answered with the name of that field', () => {
  for (const { name, text } of golden('client')) {
    test(name, () => {
      const cases = spoilt(JSON.parse(text))
      expect(cases.length).toBeGreaterThan(3)
      for (const { path, says, text } of cases) {
        const decoded = decodeClientFrame(text)
        const problem = decoded.ok ? 'accepted' : decoded.problem
        expect([path, says, problem, problem.startsWith(path)]).toEqual([path, says, problem, true])
        // More than the name: what was expected
        expect(problem.length).toBeGreaterThan(path.length + 10)
        expect(problem.length).toBeLessThan(400)
      }
    })
  }
})

test('no text and no list of a client frame is without a limit', () => {
  const unbounded: string[] = []
  function walk(schema: Schema, path: string) {
    if (schema.type === 'string' && requirementOf(schema, 'max_length') === undefined) unbounded.push(path)
    if (schema.type === 'array' && requirementOf(schema, 'max_length') === undefined) unbounded.push(path)
    for (const [name, inner] of Object.entries(schema.entries ?? {})) walk(inner, `${path}.${name}`)
    for (const inner of [schema.wrapped, schema.item, schema.key, schema.value]) if (inner) walk(inner, path)
    if (schema.type === 'variant') for (const option of schema.options as Schema[]) walk(option, path)
  }
  for (const option of ClientFrame.options) walk(toSchema(option), option.entries.type.literal)
  expect(unbounded).toEqual([])
})

test('no text at all makes the decoder throw, and none is answered without a reason', () => {
  const json = fc.json({ maxDepth: 4 })
  const nested = fc.nat(2_000).map(depth => '['.repeat(depth) + ']'.repeat(depth))
  const cut = fc
    .constantFrom(...golden('client'))
    .chain(({ text }) => fc.nat(text.length).map(at => text.slice(0, at)))
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), json, nested, cut), text => {
      for (const decode of [decodeClientFrame, decodeServerFrame]) {
        const decoded = decode(text)
        if (!decoded.ok) expect(decoded.problem.length).toBeGreaterThan(5)
      }
    }),
    runs(500)
  )
})
