import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isGreeting, isToHost, isToWidget, LINK_VERSION } from '#protocol/host'
import { runs } from '#test/kit/properties'

const text = fc.string({ unit: 'binary', maxLength: 30 })
const page = fc.record({ url: text, title: text, referrer: text })
const message = fc.record({ img: text, name: text, msg: text, t: fc.integer() })

const KINDS = [
  {
    name: 'the greeting',
    accepts: isGreeting,
    fits: fc.record({ openzc: fc.constant(LINK_VERSION), nonce: text })
  },
  {
    name: 'config',
    accepts: isToWidget,
    fits: fc.record({ type: fc.constant('config'), config: fc.dictionary(text, fc.jsonValue()), page })
  },
  {
    name: 'shown',
    accepts: isToWidget,
    fits: fc.record({ type: fc.constant('shown'), shown: fc.boolean(), focus: fc.boolean() })
  },
  { name: 'ready', accepts: isToHost, fits: fc.record({ type: fc.constant('ready'), nonce: text }) },
  { name: 'collapse', accepts: isToHost, fits: fc.record({ type: fc.constant('collapse') }) },
  { name: 'unread', accepts: isToHost, fits: fc.record({ type: fc.constant('unread'), count: fc.nat() }) },
  { name: 'received', accepts: isToHost, fits: fc.record({ type: fc.constant('received'), message }) },
  {
    name: 'conversation',
    accepts: isToHost,
    fits: fc.record({ type: fc.constant('conversation'), state: fc.constantFrom('open', 'ended') })
  }
] as const

type Frame = Record<string, unknown>

/** The page of a configuration is read one by one (visitor-profile.ts), and no sum is done with `t`. */
const isLenient = ([name, inner]: string[], value: unknown) =>
  (name === 'page' && inner !== undefined) || (inner === 't' && Number.isNaN(value))

/** Each field of a frame, and of an object in it whose fields have types. */
const places = (frame: Frame): string[][] =>
  Object.entries(frame).flatMap(([name, value]) => [
    [name],
    ...(name === 'page' || name === 'message' ? Object.keys(value as object).map(inner => [name, inner]) : [])
  ])

function spoil(frame: Frame, [name, inner]: string[], value: unknown): Frame {
  const change = (object: Frame, key: string, to: unknown) => {
    const { [key]: _, ...rest } = object
    return to === undefined ? rest : { ...rest, [key]: to }
  }
  return change(frame, name!, inner ? change(frame[name!] as Frame, inner, value) : value)
}

describe('LK3 between the page and the iframe', () => {
  for (const { name, accepts, fits } of KINDS) {
    test(`[LK3] ${name} is taken as it should be, and with no field missing or of another type`, () => {
      fc.assert(
        fc.property(fits as fc.Arbitrary<Frame>, frame => {
          expect(accepts(frame)).toBe(true)
          for (const place of places(frame)) {
            for (const value of [undefined, null, Symbol.iterator, NaN]) {
              const spoilt = spoil(frame, place, value)
              expect([place, value, accepts(spoilt)]).toEqual([place, value, isLenient(place, value)])
            }
          }
        }),
        runs(40)
      )
    })
  }

  test('[LK3] nothing that can be posted makes a check throw', () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withSparseArray: true,
      withNullPrototype: true
    })
    const typed = fc
      .record({ type: fc.constantFrom('config', 'shown', 'ready', 'received', 'unread') })
      .chain(base =>
        fc
          .dictionary(
            fc.constantFrom('config', 'page', 'message', 'count', 'nonce', 'shown', 'focus', 'state'),
            anything
          )
          .map(more => ({ ...base, ...more }))
      )
    fc.assert(
      fc.property(fc.oneof(anything, typed), value => {
        for (const accepts of [isGreeting, isToWidget, isToHost])
          expect(typeof accepts(value)).toBe('boolean')
      }),
      runs(1_000)
    )
  })
})
