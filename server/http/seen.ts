import { ChatError } from '#protocol/errors'
import { isAdmitted } from '#server/identity/visitor'
import type { Services } from '#server/services'
import { findTimeline } from '#server/store/timelines'
import { limitSends } from './limits.ts'
import { requireSameOrigin, requireVisitor, type Http } from './who.ts'

/** POST /api/visitor/seen: what agents see of this visitor, for whoever sets the page up. Without what the page has not said itself. */
export async function seen(c: Http, services: Services) {
  requireSameOrigin(c, services)
  const claims = requireVisitor(c, services)
  limitSends(services, claims.uid)
  if (!(await isAdmitted(services, claims))) throw new ChatError('illegal-visitor')
  const timeline = await findTimeline(services.database, claims.uid)
  if (timeline?.companyId !== claims.companyId) throw new ChatError('unauthorized')
  const { profile, verified, firstSeenAt } = timeline
  return c.json({
    verified,
    firstSeenAt,
    profile,
    agentsOnline: services.hub.hasAgents(claims.companyId)
  })
}
