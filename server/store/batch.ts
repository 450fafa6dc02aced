import type { Content, Entry } from '#protocol/entry'
import type { ErrorCode } from '#protocol/errors'
import type { Block, Decision, Intent, TimelineState } from '#server/desk/rules'
import type { Origin } from '#server/hub'
import type { Gate } from './gate.ts'
import type { ConversationRow, NewConversationRow, NewEntryRow } from './schema.ts'

export type Op = {
  companyId: string
  uid: string
  intent: Intent
  origin?: Origin
  gate?: Gate
  first?: boolean
  /** Only if nothing has happened in the timeline since that seq. */
  ifHead?: number
  /** Refused already; takes its place in the order all the same, so that what came before it is not held back. */
  refusal?: { code: ErrorCode; why: string }
}

export type Outcome =
  | {
      ok: true
      entries: Entry[]
      entry: Entry | undefined
      repeated: boolean
      /** Who is to answer now, while it is no person. */
      robotId?: string
      /** It waits for a person. */
      isQueued?: boolean
      /** Files that nobody can open any more: their bytes may go. */
      goneFiles?: string[]
    }
  | { ok: false; code: ErrorCode; why: string }

export type Loaded = {
  companyId: string
  headSeq: number
  state: TimelineState
  changed: boolean
}

export type Batch = {
  deskHeads: Map<string, number>
  timelines: Map<string, Loaded>
  stored: Map<string, Entry>
  rows: NewEntryRow[]
  started: NewConversationRow[]
  /** The newest place of conversations that went on after their end. */
  later: Map<string, number>
  conversations: Map<
    string,
    {
      uid: string
      status: ConversationRow['status']
      agentId: string | null
      endedAt: number | null
      lastSeq: number | null
      guests: readonly string[]
      queued?: Queued
      /** Why it is where it is, when that is new. */
      route?: string
    }
  >
  /** Visitors who are blocked from now on, or not any more. */
  blocks: Map<string, Block | null>
  /** Agents who got a conversation. */
  served: Set<string>
  /** Entries that intents are about, and what becomes of them. */
  targets: Map<string, Entry>
  tombstones: { uid: string; target: Entry; content: Content; outcome: Stored }[]
  now: number
}

export type Stored = Extract<Outcome, { ok: true }>

/** What the desk has to know of a conversation that comes to it, or comes back. */
export type Queued = { avoid: string | null; place?: Decided['place'] }
export type Decided = Extract<Decision, { ok: true }>

/** ST3 */
export const onceKey = (uid: string, senderId: string, clientId: string) => `${uid} ${senderId} ${clientId}`

/** One entry of one timeline. */
export const placeKey = (uid: string, seq: number) => `${uid} ${seq}`
