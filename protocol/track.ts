import * as v from 'valibot'
import { LIMITS } from './limits.ts'

// A visitor's way over the site. All of it is the page's word: hostile text.

/** What is known of a page, or of what the page says that the visitor looks at. */
export const TrackPage = v.object({
  url: v.optional(v.string()),
  title: v.optional(v.string()),
  abstract: v.optional(v.string()),
  thumbnail: v.optional(v.string()),
  tags: v.optional(v.string())
})
export type TrackPage = v.InferOutput<typeof TrackPage>

/** `landing`: the first page of a visit; `trace`: sent by zc("trace"); `enquiry`: where the conversation `cid` was begun. */
export const TrackKind = v.picklist(['landing', 'view', 'trace', 'enquiry'])
export type TrackKind = v.InferOutput<typeof TrackKind>

/** Looks that a mini program asks for: `fold` is bold, `break` begins a line of its own, `size` is in pixels. */
export const TrailParam = v.object({
  text: v.string(),
  color: v.optional(v.string()),
  fold: v.optional(v.boolean()),
  break: v.optional(v.boolean()),
  size: v.optional(v.number())
})
export type TrailParam = v.InferOutput<typeof TrailParam>

export const TrailOrder = v.object({
  order_no: v.string(),
  price: v.number(),
  order_at: v.optional(v.number()),
  pay_at: v.optional(v.number()),
  status: v.optional(v.picklist(['wait_pay', 'paid', 'closed'])),
  remark: v.optional(v.string()),
  consignee_name: v.optional(v.string()),
  consignee_phone: v.optional(v.string()),
  consignee_address: v.optional(v.string()),
  commodit_num: v.optional(v.string()),
  commodities: v.optional(
    v.array(
      v.object({
        commodit_name: v.optional(v.string()),
        commodit_no: v.optional(v.string()),
        commodit_count: v.optional(v.number()),
        commodit_fee: v.optional(v.string())
      })
    )
  )
})
export type TrailOrder = v.InferOutput<typeof TrailOrder>

const plain = v.union([v.string(), v.number(), v.boolean()])
/** Of a property of an event. */
export const TrailValue = v.union([plain, v.array(plain)])
export type TrailValue = v.InferOutput<typeof TrailValue>

/** What a mini program has told: a product that was looked at, an order, or an event of its own. */
export const TrailCard = v.object({
  type: v.picklist(['product', 'order', 'event']),
  /** Of the product or the order; the name of the event. */
  name: v.string(),
  /** Of the mini program. */
  app: v.string(),
  url: v.optional(v.string()),
  imgUrl: v.optional(v.string()),
  params: v.optional(v.array(TrailParam)),
  order: v.optional(TrailOrder),
  properties: v.optional(v.record(v.string(), TrailValue))
})
export type TrailCard = v.InferOutput<typeof TrailCard>

export const TrackPoint = v.object({
  id: v.string(),
  kind: TrackKind,
  at: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** The conversation that it has led to. */
  cid: v.optional(v.string()),
  page: TrackPage,
  /** Where the visitor came from. */
  from: v.optional(TrackPage),
  /** From a mini program: `kind` is `trace`, and the page says as much of it as a page can. */
  card: v.optional(TrailCard)
})
export type TrackPoint = v.InferOutput<typeof TrackPoint>

/** Somebody who browses now and has no conversation. */
export const Browsing = v.object({
  id: v.string(),
  url: v.string(),
  title: v.string(),
  since: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** The page that has led to the site; not where that is unknown. */
  from: v.optional(v.string()),
  /** How often this browser has come, by its own count. */
  visits: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  /** What became of an invitation, and of which agent it was. */
  invited: v.optional(
    v.object({ agentId: v.string(), state: v.picklist(['sent', 'shown', 'accepted', 'declined']) })
  )
})
export type Browsing = v.InferOutput<typeof Browsing>

/** A page as the browser knows it, before what the page's owner says of it. */
const text = (most: number) => v.pipe(v.string(), v.maxLength(most))
export const VisitPage = v.object({
  url: text(LIMITS.urlLength),
  title: text(LIMITS.nameLength),
  referrer: text(LIMITS.urlLength)
})
export type VisitPage = v.InferOutput<typeof VisitPage>
