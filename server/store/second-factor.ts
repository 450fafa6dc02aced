import type { Database } from './db.ts'

/** What an account signs in with besides its password; `fresh` until its owner has shown a code of it. */
export type SecondFactor = {
  sealed: string | null
  fresh: string | null
  codesLeft: number
  isNeeded: boolean
}

export async function secondFactorOf({ read }: Database, agentId: string): Promise<SecondFactor> {
  const row = await read
    .selectFrom('agent')
    .innerJoin('company', 'company.id', 'agent.company_id')
    .select(['sealed_totp', 'sealed_new_totp', 'must_totp'])
    .where('agent.id', '=', agentId)
    .executeTakeFirst()
  const codes = await read
    .selectFrom('recovery_code')
    .select(eb => eb.fn.countAll<number>().as('n'))
    .where('agent_id', '=', agentId)
    .executeTakeFirst()
  return {
    sealed: row?.sealed_totp ?? null,
    fresh: row?.sealed_new_totp ?? null,
    codesLeft: Number(codes?.n ?? 0),
    isNeeded: row?.must_totp === 1
  }
}

/** Counts for nothing before it is confirmed. */
export async function beginSecondFactor({ write }: Database, agentId: string, sealed: string): Promise<void> {
  await write.updateTable('agent').set({ sealed_new_totp: sealed }).where('id', '=', agentId).execute()
}

/** From now on the fresh one counts, with new codes in the place of the old ones. */
export async function confirmSecondFactor(
  { write }: Database,
  { id, companyId }: { id: string; companyId: string },
  given: { sealed: string; step: number; hashes: readonly string[] }
): Promise<void> {
  await write.transaction().execute(async tx => {
    await tx
      .updateTable('agent')
      .set({ sealed_totp: given.sealed, sealed_new_totp: null, totp_step: given.step })
      .where('id', '=', id)
      .execute()
    await tx.deleteFrom('recovery_code').where('agent_id', '=', id).execute()
    await tx
      .insertInto('recovery_code')
      .values(given.hashes.map(hash => ({ agent_id: id, company_id: companyId, hash })))
      .execute()
  })
}

export async function removeSecondFactor({ write }: Database, agentId: string): Promise<void> {
  await write.transaction().execute(async tx => {
    await tx
      .updateTable('agent')
      .set({ sealed_totp: null, sealed_new_totp: null, totp_step: 0 })
      .where('id', '=', agentId)
      .execute()
    await tx.deleteFrom('recovery_code').where('agent_id', '=', agentId).execute()
  })
}

/** False when a code of that step, or of a later one, was used already: of two at once one is let in. */
export async function useStep({ write }: Database, agentId: string, step: number): Promise<boolean> {
  const { numUpdatedRows } = await write
    .updateTable('agent')
    .set({ totp_step: step })
    .where('id', '=', agentId)
    .where('totp_step', '<', step)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** True once. */
export async function useRecoveryCode({ write }: Database, agentId: string, hash: string): Promise<boolean> {
  const { numDeletedRows } = await write
    .deleteFrom('recovery_code')
    .where('agent_id', '=', agentId)
    .where('hash', '=', hash)
    .executeTakeFirst()
  return numDeletedRows === 1n
}

export async function mustHaveSecondFactor({ read }: Database, companyId: string): Promise<boolean> {
  const row = await read
    .selectFrom('company')
    .select('must_totp')
    .where('id', '=', companyId)
    .executeTakeFirst()
  return row?.must_totp === 1
}

export async function demandSecondFactor({ write }: Database, companyId: string, is: boolean): Promise<void> {
  await write
    .updateTable('company')
    .set({ must_totp: is ? 1 : 0 })
    .where('id', '=', companyId)
    .execute()
}
