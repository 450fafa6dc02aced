import { createId } from '#protocol/ids'
import type { Scope } from '#protocol/api/operation'
import { createSecret, hashSecret } from '#server/secrets'
import type { Database } from './db.ts'
import { pageOf, type Asked, type Page } from './page.ts'

export type ApiKey = {
  id: string
  companyId: string
  name: string
  /** How the secret begins. */
  start: string
  scopes: Scope[]
  createdAt: number
  usedAt: number | null
}

/** What every key begins with: found by whoever searches a repository for secrets that should not be there. */
export const KEY_PREFIX = 'ozk_'
const SHOWN = KEY_PREFIX.length + 6
const USED_TO_THE_MS = 60_000

export async function createApiKey(
  { write }: Database,
  given: Pick<ApiKey, 'companyId' | 'name' | 'scopes'>,
  now: number
): Promise<{ key: ApiKey; secret: string }> {
  const secret = `${KEY_PREFIX}${createSecret()}`
  const key = { ...given, id: createId(now), start: secret.slice(0, SHOWN), createdAt: now, usedAt: null }
  await write
    .insertInto('api_key')
    .values({
      id: key.id,
      company_id: key.companyId,
      name: key.name,
      start: key.start,
      hash: hashSecret(secret),
      scopes: JSON.stringify(key.scopes),
      created_at: now,
      used_at: null
    })
    .execute()
  return { key, secret }
}

const COLUMNS = [
  'id',
  'company_id as companyId',
  'name',
  'start',
  'scopes',
  'created_at as createdAt',
  'used_at as usedAt'
] as const

const toKey = (row: Omit<ApiKey, 'scopes'> & { scopes: string }): ApiKey => ({
  ...row,
  scopes: JSON.parse(row.scopes) as Scope[]
})

/** The newest first. */
export async function apiKeysOf({ read }: Database, companyId: string, asked: Asked): Promise<Page<ApiKey>> {
  let query = read
    .selectFrom('api_key')
    .select(COLUMNS)
    .where('company_id', '=', companyId)
    .orderBy('id', 'desc')
    .limit(asked.limit + 1)
  if (asked.after) query = query.where('id', '<', asked.after)
  return pageOf((await query.execute()).map(toKey), asked, ({ id }) => id)
}

/** Whose key it is; that it was used is noted once a minute at most. */
export async function useApiKey(
  { read, write }: Database,
  secret: string,
  now: number
): Promise<ApiKey | undefined> {
  const row = await read
    .selectFrom('api_key')
    .select(COLUMNS)
    .where('hash', '=', hashSecret(secret))
    .executeTakeFirst()
  if (!row) return undefined
  if (now - (row.usedAt ?? 0) > USED_TO_THE_MS)
    await write.updateTable('api_key').set({ used_at: now }).where('id', '=', row.id).execute()
  return toKey(row)
}

/** False when there is none. */
export async function deleteApiKey({ write }: Database, companyId: string, id: string): Promise<boolean> {
  const result = await write
    .deleteFrom('api_key')
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .executeTakeFirst()
  return Number(result.numDeletedRows) > 0
}
