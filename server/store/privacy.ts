import { KEPT, type Kept, type Privacy } from '#protocol/api/privacy'
import type { Database } from './db.ts'

const DEFAULTS: Privacy = {
  conversations: null,
  visits: 30,
  tickets: null,
  deliveries: 30,
  audit: null,
  masking: 'off',
  notifications: 'nothing'
}

export async function privacyOf({ read }: Database, companyId: string): Promise<Privacy> {
  const row = await read
    .selectFrom('company')
    .select('privacy')
    .where('id', '=', companyId)
    .executeTakeFirst()
  return toPrivacy(row?.privacy ?? '{}')
}

export async function savePrivacy({ write }: Database, companyId: string, privacy: Privacy): Promise<void> {
  await write
    .updateTable('company')
    // Looked at soon
    .set({ privacy: JSON.stringify(privacy), swept_at: 0 })
    .where('id', '=', companyId)
    .execute()
}

const toPrivacy = (text: string): Privacy => ({ ...DEFAULTS, ...(JSON.parse(text) as Partial<Privacy>) })

export type Keeping = Pick<Privacy, Kept>

/** A company whose turn it is, for this process alone: nobody else gets it before `again`. Undefined when all have had theirs. */
export async function claimSweep(
  { read, write }: Database,
  { now, again }: { now: number; again: number }
): Promise<{ companyId: string; keeping: Keeping } | undefined> {
  for (;;) {
    const due = await read
      .selectFrom('company')
      .select('id')
      .where('swept_at', '<=', now - again)
      .orderBy('swept_at')
      .limit(1)
      .executeTakeFirst()
    if (!due) return undefined
    const row = await write
      .updateTable('company')
      .set({ swept_at: now })
      .where('id', '=', due.id)
      .where('swept_at', '<=', now - again)
      .returning('privacy')
      .executeTakeFirst()
    // Else another process was faster: the next one
    if (row) return { companyId: due.id, keeping: keepingOf(toPrivacy(row.privacy)) }
  }
}

const keepingOf = (privacy: Privacy): Keeping =>
  Object.fromEntries(KEPT.map(kept => [kept, privacy[kept]])) as Keeping
