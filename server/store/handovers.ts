import { createSecret, hashSecret } from '#server/secrets'
import type { Vault } from '#server/vault'
import type { Database } from './db.ts'

const LASTS_MS = 60_000

/**
 * Lets another page of this browser, whose storage is apart, be the visitor whose secret this is: once, within a minute. The
 * row holds neither the ticket nor, readably, the secret.
 */
export async function createTicket(
  { write }: Database,
  { companyId, secret, vault }: { companyId: string; secret: string; vault: Vault },
  now: number
): Promise<string> {
  const ticket = createSecret()
  await write.deleteFrom('handover').where('expires_at', '<=', now).execute()
  await write
    .insertInto('handover')
    .values({
      hash: hashSecret(ticket),
      company_id: companyId,
      sealed_secret: vault.seal(secret),
      expires_at: now + LASTS_MS
    })
    .execute()
  return ticket
}

/** The secret behind a ticket of this company; undefined when it was used, has run out or was never given. */
export async function redeemTicket(
  { write }: Database,
  { companyId, ticket, vault }: { companyId: string; ticket: string; vault: Vault },
  now: number
): Promise<string | undefined> {
  const row = await write
    .deleteFrom('handover')
    .where('hash', '=', hashSecret(ticket))
    .where('company_id', '=', companyId)
    .where('expires_at', '>', now)
    .returning('sealed_secret')
    .executeTakeFirst()
  return row && vault.open(row.sealed_secret)
}
