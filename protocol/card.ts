import * as v from 'valibot'
import { isPagePath } from './address.ts'
import { LIMITS } from './limits.ts'
import { safeUrl } from './safe-url.ts'

// CD1 A card has one of two looks, a product or an order; other ways to say it are turned into these (offer.ts).
// CD2 Its addresses are http(s) and such that a person may follow them; where a card leads to may be a mini program's page.
// Both hold on the server: a card is what a visitor's browser makes of it.

// Said to have no side effects, or the pages, which need the types only, would carry the schemas.

/* @__NO_SIDE_EFFECTS__ */
function words(most: number) {
  return v.pipe(v.string(), v.minLength(1), v.maxLength(most), v.regex(/\S/, 'is blank'))
}

/* @__NO_SIDE_EFFECTS__ */
function address(fits: (text: string) => boolean, problem: string) {
  return v.optional(v.pipe(v.string(), v.maxLength(LIMITS.urlLength), v.check(fits, problem)))
}

/* @__NO_SIDE_EFFECTS__ */
function count(most: number) {
  return v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(most)))
}

const isWeb = (text: string) => /^https?:/i.test(text) && safeUrl(text) !== undefined
const isTarget = (text: string) => isWeb(text) || isPagePath(text)

const line = words(LIMITS.cardText)
const picture = address(isWeb, 'is no http or https address')
const url = address(isTarget, 'is neither an http(s) address nor a page of a mini program')

export const Product = v.object({
  type: v.literal('product'),
  title: line,
  url,
  desc: v.optional(line),
  /** The price or another label, as the shop writes it. */
  note: v.optional(line),
  picture,
  /** The picture as a mini program's platform knows it, for a few days. */
  mediaId: v.optional(words(LIMITS.nameLength))
})
export type Product = v.InferOutput<typeof Product>

export const Order = v.object({
  type: v.literal('order'),
  /** 0: what `statusText` says. 1 to be paid, 2 to be shipped, 3 in transit, 4 out for delivery, 5 done, 6 to be reviewed, 7 cancelled. */
  status: v.picklist([0, 1, 2, 3, 4, 5, 6, 7]),
  statusText: v.optional(words(100)),
  /** ms since the epoch, as far as dates go. */
  createdAt: count(8_640_000_000_000_000),
  code: v.optional(words(LIMITS.nameLength)),
  url,
  count: count(1_000_000_000),
  /** In fen: 1000 is ¥10.00. */
  fee: count(100_000_000_000_000),
  goods: v.pipe(v.array(v.object({ name: line, picture })), v.maxLength(LIMITS.goods)),
  desc: v.optional(line),
  /** A sum that is not in yuan, as the shop writes it. */
  note: v.optional(line)
})
export type Order = v.InferOutput<typeof Order>

export const Card = v.pipe(
  v.variant('type', [Product, Order]),
  v.check(card => JSON.stringify(card).length <= LIMITS.cardLength, 'is too long as a whole')
)
export type Card = v.InferOutput<typeof Card>
