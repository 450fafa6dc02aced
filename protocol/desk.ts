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
  /** Agents who were invited in and may write, too. */
  guests: v.optional(v.array(v.string())),
  /** The group whose queue it is in, or was. */
  groupId: v.optional(v.string()),
  /** The other company of a platform: it has this conversation now (`to`), or has referred it (`from`). */
  partner: v.optional(v.object({ way: v.picklist(['to', 'from']), name: v.string() })),
  /** Nothing of this visitor is taken until then; null: for good. */
  blockedUntil: v.optional(v.nullable(count)),
  startedAt: count,
  endedAt: v.nullable(count),
  /** Since when it has its status and its agent: who waits, waits since then. Servers before it do not say. */
  statusAt: v.optional(count),
  name: v.string(),
  phone: v.optional(v.string()),
  email: v.optional(v.string()),
  /** The documented number of where the visitor came through. */
  source: v.optional(v.string()),
  /** What else the page has told of the visitor, for the search: one text, cut short. */
  fields: v.optional(v.string()),
  online: v.boolean(),
  headSeq: count,
  unread: count,
  last: v.nullable(Entry)
})
export type Summary = v.InferOutput<typeof Summary>

/** What the page and the device tell about a visitor. All of it is the visitor's word: hostile text. */
export const Profile = v.object({
  name: v.optional(short),
  page: v.optional(
    v.object({
      url: v.optional(url),
      title: v.optional(short),
      referrer: v.optional(url),
      /** Of the chat, which may be another than the device's. */
      language: v.optional(short)
    })
  ),
  device: v.optional(
    v.object({
      language: v.optional(short),
      timeZone: v.optional(short),
      screen: v.optional(short),
      userAgent: v.optional(v.pipe(v.string(), v.maxLength(500)))
    })
  ),
  /** The zc("config") keys that say who the visitor is and who should answer, by their documented names. */
  claims: v.optional(
    v.record(v.pipe(v.string(), v.maxLength(40)), v.pipe(v.string(), v.maxLength(LIMITS.claimLength)))
  )
})
export type Profile = v.InferOutput<typeof Profile>

type Contact = { phone: string; email: string; source: string; fields: string }

/** How to reach and find a visitor, of what the page has told; empty where it has not. */
export function contactOf({ claims = {} }: Profile): Contact {
  const { uname: _shown, tel = '', email = '', source = '', ...others } = claims
  const short = (text: string) => text.slice(0, LIMITS.nameLength)
  const fields = Object.values(others).join(' ').slice(0, LIMITS.fieldsLength)
  return { phone: short(tel), email: short(email), source: short(source), fields }
}

export const AgentStatus = v.picklist(['online', 'busy', 'away'])
export type AgentStatus = v.InferOutput<typeof AgentStatus>

export const Agent = v.object({ id: v.string(), name: v.string(), status: v.nullable(AgentStatus) })
export type Agent = v.InferOutput<typeof Agent>

/** A group of agents, as a conversation can be passed on to. */
export const AgentGroup = v.object({ id: v.string(), name: v.string(), agentIds: v.array(v.string()) })
export type AgentGroup = v.InferOutput<typeof AgentGroup>

export const Receipt = v.object({ delivered: count, read: count })
export type Receipt = v.InferOutput<typeof Receipt>
