import { Readable } from 'node:stream'
import * as v from 'valibot'
import { ChatError } from '#protocol/errors'
import { exportTalks, type TalksExport } from '#server/reports/export'
import type { Services } from '#server/services'
import type { Http } from './who.ts'

const Question = v.object({
  companyId: v.string(),
  from: v.string(),
  to: v.string(),
  timeZone: v.string(),
  agent: v.optional(v.string()),
  channel: v.optional(v.number()),
  format: v.picklist(['csv', 'jsonl'])
})

const TYPES = { csv: 'text/csv; charset=utf-8', jsonl: 'application/x-ndjson' }

/** What is exported, as a part of an address; the grant behind it says that it was us who wrote it. */
export const questionOf = (question: TalksExport): string =>
  Buffer.from(JSON.stringify(question)).toString('base64url')

/** What is signed; no visitor has such an id. */
export const talksGrant = (question: string) => `conversations ${question}`

/** GET /exports/conversations/:question/:grant/:name: the grant opens this question and no other, for ten minutes. */
export function exportedTalks(c: Http, services: Services) {
  const question = c.req.param('question') ?? ''
  if (!services.tokens.opensExport(talksGrant(question), c.req.param('grant') ?? '', services.clock.now()))
    throw new ChatError('not-found')
  const asked = v.parse(Question, JSON.parse(Buffer.from(question, 'base64url').toString('utf8')))
  const bytes = Readable.from(exportTalks(services, asked), { objectMode: false })
  return c.body(Readable.toWeb(bytes) as ReadableStream, 200, {
    'content-type': TYPES[asked.format],
    'content-disposition': `attachment; filename="conversations-${asked.from}-${asked.to}.${asked.format}"`,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer'
  })
}
