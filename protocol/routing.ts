import * as v from 'valibot'
import { LIMITS } from './limits.ts'

// DSK-rules: what administrators say about who should answer. Rules are data; the first that fits has the say, after what the page
// itself has named.

const short = v.pipe(
  v.string('has to be text'),
  v.minLength(1, 'is needed'),
  v.maxLength(LIMITS.nameLength, `has at most ${LIMITS.nameLength} characters`)
)
const words = v.pipe(v.array(short), v.minLength(1, 'is needed'), v.maxLength(50, 'has at most 50'))

/** All of what is named has to hold; of several words one is enough. */
const Condition = v.variant('what', [
  /** `levels`: ids or names; without them any VIP. */
  v.strictObject({ what: v.literal('vip'), levels: v.optional(words) }),
  v.strictObject({ what: v.literal('label'), is: words }),
  v.strictObject({ what: v.literal('source'), is: words }),
  /** Numbers of channels. */
  v.strictObject({
    what: v.literal('channel'),
    is: v.pipe(v.array(v.number('has to be numbers')), v.minLength(1, 'is needed'))
  }),
  /** A part of the page's address, in any case. */
  v.strictObject({ what: v.literal('url'), contains: words }),
  /** A field of `params` or `customer_fields`, or a key of zc("config") such as `remark`. */
  v.strictObject({
    what: v.literal('field'),
    field: short,
    is: v.optional(words),
    contains: v.optional(words)
  })
])
export type Condition = v.InferOutput<typeof Condition>

export const Rule = v.strictObject({
  name: short,
  if: v.pipe(v.array(Condition), v.maxLength(20, 'has at most 20 conditions')),
  to: v.variant('kind', [
    v.strictObject({ kind: v.literal('group'), id: short }),
    v.strictObject({ kind: v.literal('agent'), id: short })
  ])
})
export type Rule = v.InferOutput<typeof Rule>

export const RuleList = v.pipe(v.array(Rule), v.maxLength(200, 'has at most 200 rules'))
