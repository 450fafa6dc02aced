import { ChatError } from '#protocol/errors'
import type { Services } from '#server/services'
import { agentsOf } from '#server/store/agents'
import { blockedOf } from '#server/store/blocks'
import { routeOf } from '#server/store/inbox'
import { requireAgent, type Http } from './who.ts'

// What the workbench asks for when somebody wants to see it.

const MOST_LISTED = 500

/** GET /api/agent/blocked: of whom nothing is taken now, the newest first. */
export async function blocked(c: Http, services: Services) {
  const { companyId } = await requireAgent(c, services)
  const { database, clock } = services
  const found = await blockedOf(database, companyId, { now: clock.now(), limit: MOST_LISTED })
  const names = new Map((await agentsOf(database, companyId)).map(({ id, name }) => [id, name]))
  c.header('cache-control', 'no-store')
  return c.json({
    visitors: found.map(one => ({ ...one, byName: names.get(one.by) ?? '' }))
  })
}

/** GET /api/agent/conversations/:cid/route: why it is where it is; null while nobody has looked. */
export async function why(c: Http, services: Services) {
  const { companyId } = await requireAgent(c, services)
  const found = await routeOf(services.database, companyId, c.req.param('cid') ?? '')
  if (!found) throw new ChatError('not-found')
  c.header('cache-control', 'no-store')
  return c.json(found)
}
