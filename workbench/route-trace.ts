import * as v from 'valibot'
import { ask } from './api.ts'

/** Why a conversation is where it is. Names may be ids that the page has named and nobody knows. */
export const RouteTrace = v.object({
  by: v.picklist(['transfer_action', 'agentid', 'groupid', 'rule', 'visitor', 'any']),
  rule: v.nullable(v.string()),
  leave: v.nullable(v.string()),
  looks: v.array(
    v.object({
      to: v.picklist(['agent', 'group']),
      name: v.string(),
      saw: v.picklist(['free', 'busy', 'full', 'offline', 'closed', 'unknown']),
      so: v.picklist(['serve', 'wait', 'next', 'skip', 'leave'])
    })
  ),
  warnings: v.number()
})
export type RouteTrace = v.InferOutput<typeof RouteTrace>

export const routeOf = (cid: string) =>
  ask(`/api/agent/conversations/${cid}/route`, v.object({ route: v.nullable(RouteTrace) }))
