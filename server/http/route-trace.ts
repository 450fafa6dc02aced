import { ChatError } from '#protocol/errors'
import type { Services } from '#server/services'
import { agentsOf } from '#server/store/agents'
import { traceOf } from '#server/store/desk-rows'
import { groupsOf } from '#server/store/groups'
import { requireAgent, type Http } from './who.ts'

/** GET /api/agent/conversations/:id/route: why a conversation is where it is, with names; null where nobody has routed it. */
export async function routeTrace(c: Http, { database, ...services }: Services) {
  const { companyId } = await requireAgent(c, { database, ...services })
  const trace = await traceOf(database, companyId, c.req.param('id') ?? '')
  if (trace === undefined) throw new ChatError('not-found')
  c.header('cache-control', 'no-store')
  if (trace === null) return c.json({ route: null })
  const names = new Map(
    [...(await groupsOf(database.read, companyId)), ...(await agentsOf(database, companyId))].map(one => [
      one.id,
      one.name
    ])
  )
  const looks = trace.looks.map(({ id, ...look }) => ({
    ...look,
    // The one group of a company without groups is everybody
    name: id === companyId ? '' : (names.get(id) ?? id)
  }))
  return c.json({
    route: {
      by: trace.by,
      rule: trace.rule ?? null,
      leave: trace.leave ?? null,
      looks,
      warnings: trace.warnings.length
    }
  })
}
