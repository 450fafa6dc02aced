import { createId } from '#protocol/ids'
import type { Database } from './db.ts'
import type { MiniProgramTable } from './mini-program-tables.ts'
import type { Selectable } from 'kysely'

/** A mini program that a company has bound; `sealed` and `sealedToken` are the vault's. */
export type MiniProgram = {
  id: string
  companyId: string
  channelId: string
  appId: string
  sealed: string
  verifiedAt: number | null
  pushedAt: number | null
  failingSince: number | null
  problem: string | null
}

const toMiniProgram = (row: Selectable<MiniProgramTable>): MiniProgram => ({
  id: row.id,
  companyId: row.company_id,
  channelId: row.channel_id,
  appId: row.app_id,
  sealed: row.sealed,
  verifiedAt: row.verified_at,
  pushedAt: row.pushed_at,
  failingSince: row.failing_since,
  problem: row.problem
})

export async function createMiniProgram(
  { write }: Database,
  given: Pick<MiniProgram, 'companyId' | 'channelId' | 'appId' | 'sealed'>,
  now: number
): Promise<string> {
  const id = createId(now)
  const { companyId, channelId, appId, sealed } = given
  await write
    .insertInto('mini_program')
    .values({
      id,
      company_id: companyId,
      channel_id: channelId,
      app_id: appId,
      sealed,
      verified_at: null,
      pushed_at: null,
      failing_since: null,
      problem: null,
      sealed_token: null,
      created_at: now
    })
    .execute()
  return id
}

export async function miniProgramById({ read }: Database, id: string): Promise<MiniProgram | undefined> {
  const row = await read.selectFrom('mini_program').selectAll().where('id', '=', id).executeTakeFirst()
  return row && toMiniProgram(row)
}

export async function miniProgramOfApp({ read }: Database, appId: string): Promise<MiniProgram | undefined> {
  const row = await read.selectFrom('mini_program').selectAll().where('app_id', '=', appId).executeTakeFirst()
  return row && toMiniProgram(row)
}

export async function miniProgramsOf({ read }: Database, companyId: string): Promise<MiniProgram[]> {
  const rows = await read
    .selectFrom('mini_program')
    .selectAll()
    .where('company_id', '=', companyId)
    .orderBy('id')
    .execute()
  return rows.map(toMiniProgram)
}

export async function saveSecrets({ write }: Database, id: string, sealed: string): Promise<void> {
  await write.updateTable('mini_program').set({ sealed, token_until: 0 }).where('id', '=', id).execute()
}

/** The address is ours: the platform has asked, and was answered. */
export async function noteVerified({ write }: Database, id: string, now: number): Promise<void> {
  await write.updateTable('mini_program').set({ verified_at: now }).where('id', '=', id).execute()
}

/** Something signed has come: so the settings on both sides are right. */
export async function notePushed({ write }: Database, id: string, now: number): Promise<void> {
  await write
    .updateTable('mini_program')
    .set({ pushed_at: now, failing_since: null })
    .where('id', '=', id)
    .where(eb =>
      eb.or([
        eb('pushed_at', 'is', null),
        eb('pushed_at', '<', now - 60_000),
        eb('failing_since', 'is not', null)
      ])
    )
    .execute()
}

export async function noteFailing({ write }: Database, id: string, problem: string, now: number) {
  await write
    .updateTable('mini_program')
    .set(eb => ({ failing_since: eb.fn.coalesce('failing_since', eb.val(now)), problem }))
    .where('id', '=', id)
    .execute()
}

export async function noteWell({ write }: Database, id: string): Promise<void> {
  await write
    .updateTable('mini_program')
    .set({ failing_since: null })
    .where('id', '=', id)
    .where('failing_since', 'is not', null)
    .execute()
}

export type SharedToken = { sealed: string | null; until: number; askedUntil: number }

export async function tokenOf({ write }: Database, id: string): Promise<SharedToken | undefined> {
  const row = await write
    .selectFrom('mini_program')
    .select(['sealed_token as sealed', 'token_until as until', 'token_asked_until as askedUntil'])
    .where('id', '=', id)
    .executeTakeFirst()
  return row && { ...row, until: Number(row.until), askedUntil: Number(row.askedUntil) }
}

/** True for the one process that may ask the platform for another token until then. */
export async function claimToken(
  { write }: Database,
  id: string,
  { now, until }: { now: number; until: number }
) {
  const { numUpdatedRows } = await write
    .updateTable('mini_program')
    .set({ token_asked_until: until })
    .where('id', '=', id)
    .where('token_asked_until', '<=', now)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function saveToken(
  { write }: Database,
  id: string,
  token: { sealed: string; until: number } | null
) {
  await write
    .updateTable('mini_program')
    .set({
      token_asked_until: 0,
      ...(token ? { sealed_token: token.sealed, token_until: token.until } : {})
    })
    .where('id', '=', id)
    .execute()
}

/** It is good for nothing any more, unless there is another by now. */
export async function dropToken({ write }: Database, id: string, sealed: string): Promise<void> {
  await write
    .updateTable('mini_program')
    .set({ token_until: 0 })
    .where('id', '=', id)
    .where('sealed_token', '=', sealed)
    .execute()
}
