import type { Database } from './db.ts'
import type { ConversationRow } from './schema.ts'

/** What an agent has written of a conversation: values by the ids of the company's fields. */
export type SavedSummary = { values: Record<string, string>; by: string; at: number }

export type Summarised = Pick<ConversationRow, 'cid' | 'uid' | 'agent_id' | 'guests' | 'first_seq'> & {
  summary: SavedSummary | null
  /** No other has begun since: what the page says now is about this one. */
  isNewest: boolean
}

/** A conversation of this company. */
export async function findSummary(
  { write }: Database,
  companyId: string,
  cid: string
): Promise<Summarised | undefined> {
  const row = await write
    .selectFrom('conversation')
    .select(['cid', 'uid', 'agent_id', 'guests', 'first_seq', 'summary'])
    .where('cid', '=', cid)
    .where('company_id', '=', companyId)
    .executeTakeFirst()
  if (!row) return undefined
  const newer = await write
    .selectFrom('conversation')
    .select('cid')
    .where('uid', '=', row.uid)
    .where('first_seq', '>', row.first_seq)
    .limit(1)
    .executeTakeFirst()
  const summary = row.summary === null ? null : (JSON.parse(row.summary) as SavedSummary)
  return { ...row, summary, isNewest: newer === undefined }
}

export async function saveSummary({ write }: Database, cid: string, summary: SavedSummary): Promise<void> {
  await write
    .updateTable('conversation')
    .set({ summary: JSON.stringify(summary) })
    .where('cid', '=', cid)
    .execute()
}
