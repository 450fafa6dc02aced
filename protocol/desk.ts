import * as v from 'valibot'
import { LIMITS } from './limits.ts'
import { Entry } from './entry.ts'

const short = v.pipe(v.string(), v.maxLength(LIMITS.nameLength))
const url = v.pipe(v.string(), v.maxLength(LIMITS.urlLength))
const count = v.pipe(v.number(), v.integer(), v.minValue(0))

export const ConversationStatus = v.picklist(['bot', 'queued', 'active', 'ended'])
export type ConversationStatus = v.InferOutput<typeof ConversationStatus>

/** A conversation as an inbox shows it. `last` is the newest entry of its timeline, `unread` counts to 99. */
export const Summary = v.object({
  cid: v.string(),
  uid: v.string(),
  status: ConversationStatus,
  agentId: v.nullable(v.string()),
  startedAt: count,
  endedAt: v.nullable(count),
  name: v.string(),
  online: v.boolean(),
  headSeq: count,
  unread: count,
  last: v.nullable(Entry)
})
export type Summary = v.InferOutput<typeof Summary>

/** What the page and the device tell about a visitor. All of it is the visitor's word: hostile text. */
export const Profile = v.object({
  name: v.optional(short),
  page: v.optional(v.object({ url: v.optional(url), title: v.optional(short), referrer: v.optional(url) })),
  device: v.optional(
    v.object({
      language: v.optional(short),
      timeZone: v.optional(short),
      screen: v.optional(short),
      userAgent: v.optional(v.pipe(v.string(), v.maxLength(500)))
    })
  ),
  /** The documented zc("config") fields, by their own names; each value is text of at most 2,000 characters. */
  claims: v.optional(v.record(v.pipe(v.string(), v.maxLength(40)), v.pipe(v.string(), v.maxLength(2_000))))
})
export type Profile = v.InferOutput<typeof Profile>

export const AgentStatus = v.picklist(['online', 'busy', 'away'])
export type AgentStatus = v.InferOutput<typeof AgentStatus>

export const Agent = v.object({ id: v.string(), name: v.string(), status: v.nullable(AgentStatus) })
export type Agent = v.InferOutput<typeof Agent>

export const Receipt = v.object({ delivered: count, read: count })
export type Receipt = v.InferOutput<typeof Receipt>
