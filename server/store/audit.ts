import { createId } from '#protocol/ids'
import type { AuditEntry } from '#protocol/api/company'
import type { Database } from './db.ts'
import { pageOf, type Asked, type Page } from './page.ts'

const MOST_GIVEN = 2_000

export async function recordAudit(
  { write }: Database,
  companyId: string,
  { by, action, target, given, at }: Omit<AuditEntry, 'id' | 'given'> & { given: unknown }
): Promise<void> {
  await write
    .insertInto('audit')
    .values({
      id: createId(at),
      company_id: companyId,
      at,
      by_kind: by.kind,
      by_id: by.id,
      by_name: by.name,
      action,
      target,
      given: JSON.stringify(given).slice(0, MOST_GIVEN)
    })
    .execute()
}

/** The newest first. */
export async function auditOf(
  { read }: Database,
  companyId: string,
  asked: Asked & { action?: string | undefined }
): Promise<Page<AuditEntry>> {
  let query = read
    .selectFrom('audit')
    .selectAll()
    .where('company_id', '=', companyId)
    .orderBy('id', 'desc')
    .limit(asked.limit + 1)
  if (asked.after) query = query.where('id', '<', asked.after)
  if (asked.action) query = query.where('action', '=', asked.action)
  const rows = await query.execute()
  const entries = rows.map(({ id, at, by_kind, by_id, by_name, action, target, given }) => ({
    id,
    at,
    by: { kind: by_kind, id: by_id, name: by_name },
    action,
    target,
    given
  }))
  return pageOf(entries, asked, ({ id }) => id)
}
