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

export const TrackPoint = v.object({
  id: v.string(),
  kind: TrackKind,
  at: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** The conversation that it has led to. */
  cid: v.optional(v.string()),
  page: TrackPage,
  /** Where the visitor came from. */
  from: v.optional(TrackPage)
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
