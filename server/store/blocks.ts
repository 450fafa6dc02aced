import { asKnown, type Customer } from '#protocol/customer'
import type { Profile } from '#protocol/desk'
import type { Block } from '#server/desk/rules'
import type { Database } from './db.ts'
import type { Tx } from './schema.ts'

/** Later than every date that there is: stands for a block without an end. */
export const FOR_GOOD = 8_640_000_000_000_000

/** A visitor of whom nothing is taken; `until` null: for good. */
export type Blocked = {
  uid: string
  name: string
  until: number | null
  at: number
  by: string
  reason: string
}

export async function saveBlock(tx: Tx, uid: string, block: Block | null, now: number) {
  await tx
    .updateTable('timeline')
    .set({
      blocked_until: block && Math.min(block.until, FOR_GOOD),
      blocked_at: block && now,
      blocked_by: block?.by ?? null,
      blocked_reason: block?.reason ?? null
    })
    .where('uid', '=', uid)
    .execute()
}

export async function isBlocked({ read }: Database, uid: string, now: number): Promise<boolean> {
  const row = await read
    .selectFrom('timeline')
    .select('blocked_until')
    .where('uid', '=', uid)
    .executeTakeFirst()
  return (row?.blocked_until ?? 0) > now
}

/** Who is blocked now, the newest first. */
export async function blockedOf(
  { read }: Database,
  companyId: string,
  { now, limit }: { now: number; limit: number }
): Promise<Blocked[]> {
  const rows = await read
    .selectFrom('timeline')
    .select(['uid', 'profile', 'customer', 'blocked_until', 'blocked_at', 'blocked_by', 'blocked_reason'])
    .where('company_id', '=', companyId)
    .where('blocked_until', '>', now)
    .orderBy('blocked_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map(row => ({
    uid: row.uid,
    name: asKnown(JSON.parse(row.profile) as Profile, JSON.parse(row.customer) as Customer).name ?? '',
    until: endOf(row.blocked_until),
    at: row.blocked_at ?? 0,
    by: row.blocked_by ?? '',
    reason: row.blocked_reason ?? ''
  }))
}

/** Null: for good. */
export const endOf = (until: number | null): number | null => (until === FOR_GOOD ? null : until)
