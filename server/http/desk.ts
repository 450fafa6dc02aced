import { ChatError } from '#protocol/errors'
import type { Services } from '#server/services'
import { agentsOf } from '#server/store/agents'
import { blockedOf } from '#server/store/blocks'
import type { Summary } from '#protocol/desk'
import { maskEntry } from '#server/privacy/masking'
import { endedBefore, routeOf, summaryOf } from '#server/store/inbox'
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

/** Ended conversations that come at once. */
const ENDED_AT_ONCE = 50

/** GET /api/agent/ended?at=<ms>&cid=…: those that ended before this one, the newest first; without `cid` at that time or before. */
export async function ended(c: Http, services: Services) {
  const { companyId } = await requireAgent(c, services)
  const at = Number(c.req.query('at'))
  if (!Number.isSafeInteger(at) || at < 0) throw new ChatError('bad-request', 'at: has to be a time in ms')
  const cid = c.req.query('cid')?.slice(0, 100)
  const found = await endedBefore(services.database, companyId, { at, cid, limit: ENDED_AT_ONCE + 1 })
  c.header('cache-control', 'no-store')
  return c.json({
    conversations: await asShown(services, companyId, found.slice(0, ENDED_AT_ONCE)),
    more: found.length > ENDED_AT_ONCE
  })
}

/** GET /api/agent/conversations/:cid: one that is in no inbox any more. */
export async function summary(c: Http, services: Services) {
  const { companyId } = await requireAgent(c, services)
  const found = await summaryOf(services.database, companyId, c.req.param('cid') ?? '')
  if (!found) throw new ChatError('not-found')
  c.header('cache-control', 'no-store')
  return c.json((await asShown(services, companyId, [found]))[0])
}

async function asShown({ masking, hub }: Services, companyId: string, found: Summary[]): Promise<Summary[]> {
  const isMasked = (await masking.modeOf(companyId)) !== 'off'
  return found.map(one => ({
    ...one,
    last: one.last && isMasked ? maskEntry(one.last) : one.last,
    online: hub.isOnline(one.uid)
  }))
}

/** GET /api/agent/conversations/:cid/route: why it is where it is; null while nobody has looked. */
export async function why(c: Http, services: Services) {
  const { companyId } = await requireAgent(c, services)
  const found = await routeOf(services.database, companyId, c.req.param('cid') ?? '')
  if (!found) throw new ChatError('not-found')
  c.header('cache-control', 'no-store')
  return c.json(found)
}
