import * as v from 'valibot'
import type { Summary } from '#protocol/desk'
import { may, type Action } from '#protocol/permissions'
import { ask, type Account } from './api.ts'

// What this agent may do with a conversation, and what the workbench asks the server about it.

const isHolder = ({ agentId }: Summary, me: Account) => agentId === me.id
export const isGuest = ({ guests = [] }: Summary, me: Account) => guests.includes(me.id)

/** As the server will decide: of what nobody holds everybody may. */
export const mayDo = (me: Account, action: Action, summary: Summary) =>
  may(me.role, action, summary.agentId === null || isHolder(summary, me))

/** Of a colleague's conversation; one's own and free ones are there already. */
export const mayTakeOver = (me: Account, summary: Summary) =>
  summary.status === 'active' && !isHolder(summary, me) && mayDo(me, 'transfer', summary)

export const isBlocked = ({ blockedUntil }: Summary, now: number) =>
  blockedUntil === null || (blockedUntil ?? 0) > now

const Blocked = v.object({
  uid: v.string(),
  name: v.string(),
  until: v.nullable(v.number()),
  at: v.number(),
  by: v.string(),
  byName: v.string(),
  reason: v.string()
})
export type Blocked = v.InferOutput<typeof Blocked>

export const readBlocked = () => ask('/api/agent/blocked', v.object({ visitors: v.array(Blocked) }))

const Look = v.object({ to: v.string(), id: v.string(), saw: v.string(), so: v.string() })
const Warning = v.object({
  what: v.string(),
  step: v.optional(v.number()),
  given: v.optional(v.union([v.string(), v.number()]))
})
const Why = v.object({
  groupId: v.nullable(v.string()),
  route: v.nullable(
    v.object({
      by: v.string(),
      from: v.optional(v.string()),
      rule: v.optional(v.string()),
      looks: v.array(Look),
      warnings: v.array(Warning)
    })
  )
})
export type Why = v.InferOutput<typeof Why>

/** Who has it: an agent, or another company of a platform. */
export const holderOf = (
  { agentId, partner }: Summary,
  desk: { nameOfAgent(id: string | null): string }
): string => (partner?.way === 'to' && agentId ? partner.name : desk.nameOfAgent(agentId))

/** Back into the queue of the company that has referred it. */
export const giveBack = (cid: string) =>
  ask(`/api/v1/referrals/${encodeURIComponent(cid)}/return`, v.unknown(), {})

export const readWhy = (cid: string) => ask(`/api/agent/conversations/${encodeURIComponent(cid)}/route`, Why)
