import { hashSecret } from '#server/secrets'
import type { Database } from './db.ts'

// WB-login: wrong passwords and codes of an address are counted in the database, whether it has an account or not: a restart or another
// process is no way around, and nobody learns which addresses have accounts.

/** In vain without a pause; then the pause doubles. */
const FREE = 10
const FIRST_MS = 10_000
const LONGEST_MS = 3_600_000
/** After this long without a try all is forgotten. */
const FORGOTTEN_MS = 86_400_000

/** Counts a try as one in vain, before it is looked at; false while its address has to wait. A right one is taken back by `forgiveGuesses`. */
export async function countGuess(database: Database, email: string, now: number): Promise<boolean> {
  const hash = hashSecret(`guess ${email}`)
  return await database.write.transaction().execute(async tx => {
    await tx
      .deleteFrom('sign_in_guess')
      .where('at', '<', now - FORGOTTEN_MS)
      .execute()
    await tx
      .insertInto('sign_in_guess')
      .values({ hash, failures: 0, wait_until: 0, at: now })
      .onConflict(conflict => conflict.doNothing())
      .execute()
    const query = tx.selectFrom('sign_in_guess').selectAll().where('hash', '=', hash)
    const row = await (database.kind === 'postgres' ? query.forUpdate() : query).executeTakeFirstOrThrow()
    if (row.wait_until > now) return false
    const failures = row.failures + 1
    const wait = failures < FREE ? 0 : Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - FREE, 20))
    await tx
      .updateTable('sign_in_guess')
      .set({ failures, wait_until: now + wait, at: now })
      .where('hash', '=', hash)
      .execute()
    return true
  })
}

export async function forgiveGuesses({ write }: Database, email: string): Promise<void> {
  await write
    .deleteFrom('sign_in_guess')
    .where('hash', '=', hashSecret(`guess ${email}`))
    .execute()
}

/** The last one was none: the password was right, and a code is still to come. Earlier ones stay. */
export async function takeBackGuess({ write }: Database, email: string): Promise<void> {
  await write
    .updateTable('sign_in_guess')
    .set(eb => ({ failures: eb('failures', '-', 1), wait_until: 0 }))
    .where('hash', '=', hashSecret(`guess ${email}`))
    .where('failures', '>', 0)
    .execute()
}
