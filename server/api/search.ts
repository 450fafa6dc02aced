import { ChatError } from '#protocol/errors'
import type { SEARCH as TABLE, SearchHit } from '#protocol/api/search'
import { questionOf, talksGrant } from '#server/http/talks'
import { checkDays } from './reports.ts'
import type { Hit } from '#server/search/read'
import { termsOf } from '#server/search/tokens'
import { agentRecordsOf } from '#server/store/agents'
import { channelsOf } from '#server/store/companies'
import type { Context, Handlers } from './caller.ts'

const EXPORT_MS = 10 * 60_000

export const SEARCH: Handlers<keyof typeof TABLE> = {
  async search(context, { q, ...given }) {
    const { services, companyId } = context
    if (termsOf(q).length === 0) throw new ChatError('bad-request', 'q: has no word in it')
    const isMasked = (await services.masking.modeOf(companyId)) !== 'off'
    const { items, next } = await services.search.find({ companyId, words: q, isMasked, ...given })
    const names = await namesOf(context)
    return {
      items: items.map(hit => toHit(hit, names)),
      next: next === null ? null : String(next)
    }
  },
  async listSearchFilters(context) {
    const { agents, channels } = await namesOf(context)
    return {
      agents: [...agents].map(([id, name]) => ({ id, name })),
      channels: [...channels].map(([number, name]) => ({ number, name }))
    }
  },
  async exportConversations({ services, companyId, now, origin }, given) {
    checkDays(given)
    const until = now + EXPORT_MS
    const question = questionOf({ companyId, ...given })
    const grant = services.tokens.grantExport(talksGrant(question), until)
    return {
      url: `${origin}/exports/conversations/${question}/${grant}/conversations-${given.from}-${given.to}.${given.format}`,
      until
    }
  }
}

type Names = { agents: Map<string, string>; channels: Map<number, string> }

async function namesOf({ services: { database }, companyId }: Context): Promise<Names> {
  return {
    agents: new Map((await agentRecordsOf(database, companyId)).map(({ id, name }) => [id, name])),
    channels: new Map((await channelsOf(database, companyId)).map(({ number, name }) => [number, name]))
  }
}

const toHit = (hit: Hit, { agents, channels }: Names): SearchHit => ({
  conversation: hit.cid,
  startedAt: hit.startedAt,
  visitor: hit.uid,
  visitorName: hit.visitor,
  channel: hit.channel === null ? null : { number: hit.channel, name: channels.get(hit.channel) ?? '' },
  agent: hit.agentId === null ? null : (agents.get(hit.agentId) ?? ''),
  seq: hit.seq,
  at: hit.at,
  by: hit.by,
  isNote: hit.isNote,
  field: hit.field,
  snippet: hit.snippet
})
