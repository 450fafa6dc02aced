import { contextOf } from '#server/admin/local'
import { tryRules } from '#server/admin/try-rules'
import { ChatError } from '#protocol/errors'
import type { Rule } from '#protocol/routing'
import type { RULES as TABLE } from '#protocol/api/rules'
import { agentRecordsOf } from '#server/store/agents'
import { deskSettings, groupsOf, saveDeskSettings } from '#server/store/groups'
import { pageOfAll } from '#server/store/page'
import { newestVisitors } from '#server/store/timelines'
import type { Context, Handlers } from './caller.ts'

const MOST_VISITORS = 200

export const RULES: Handlers<keyof typeof TABLE> = {
  getRules: async ({ services, companyId }) => ({
    rules: (await deskSettings(services.database.read, companyId)).rules
  }),
  async updateRules(context, { rules }) {
    const { services, companyId } = context
    const { database } = services
    await requireTargets(context, rules)
    const before = await deskSettings(database.read, companyId)
    await saveDeskSettings(database, companyId, { ...before, rules })
    contextOf(services).deskChanged(companyId)
    return { rules }
  },
  async listPastVisitors({ services, companyId }, asked) {
    const all = await newestVisitors(services.database, companyId, MOST_VISITORS)
    return pageOfAll(all, asked, ({ id }) => id)
  },
  async tryRules({ services, companyId }, { visitor, rules }) {
    const { database } = services
    const found = await tryRules(database, { companyId, uid: visitor, rules })
    if (!found) throw new ChatError('not-found', 'visitor: no visitor of this company has this id')
    const { rule, place } = found
    return { place: rule ? place : null, rule: rule?.name ?? null }
  }
}

/** A rule that leads nowhere would be skipped without a word. */
async function requireTargets({ services, companyId }: Context, rules: readonly Rule[]) {
  const { database } = services
  const agents = new Set((await agentRecordsOf(database, companyId)).map(({ id }) => id))
  const groups = new Set((await groupsOf(database.write, companyId)).map(({ id }) => id))
  for (const { name, to } of rules)
    if (!(to.kind === 'agent' ? agents : groups).has(to.id))
      throw new ChatError('bad-request', `rules: “${name}” leads to no ${to.kind} of this company`)
}
