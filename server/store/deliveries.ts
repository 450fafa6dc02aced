import { sql } from 'kysely'
import { createId } from '#protocol/ids'
import type { Database } from './db.ts'
import type { DeliveryRow } from './schema.ts'

/** Something that is to reach somebody outside. */
export type Delivery = {
  id: string
  companyId: string
  kind: DeliveryRow['kind']
  /** What it is about: the id of a ticket, of a webhook, or of a subscription to news. */
  ref: string
  payload: unknown
  state: DeliveryRow['state']
  /** How often it was tried. */
  tries: number
  /** What the last try said; null: nothing was wrong. */
  problem: string | null
  createdAt: number
  doneAt: number | null
}

/** Longer than any try may take: by then whoever has claimed it is dead. */
const CLAIM_MS = 90_000
const MOST_PROBLEM = 500

export type NewDelivery = Pick<Delivery, 'companyId' | 'kind' | 'ref' | 'payload'>

/** Of something that is due at once. */
export const toDeliveryRow = ({ companyId, kind, ref, payload }: NewDelivery, now: number): DeliveryRow => ({
  id: createId(now),
  company_id: companyId,
  kind,
  ref,
  payload: JSON.stringify(payload),
  state: 'waiting',
  tries: 0,
  next_at: now,
  claimed_until: 0,
  problem: null,
  created_at: now,
  done_at: null
})

export async function enqueue({ write }: Database, given: NewDelivery, now: number): Promise<void> {
  await write.insertInto('delivery').values(toDeliveryRow(given, now)).execute()
}

/** What is due, for this process alone. */
export async function claimDue({ write }: Database, most: number, now: number): Promise<Delivery[]> {
  const due = write
    .selectFrom('delivery')
    .select('id')
    .where('state', '=', 'waiting')
    .where('next_at', '<=', now)
    .where('claimed_until', '<=', now)
    .orderBy('next_at')
    .limit(most)
  const rows = await write
    .updateTable('delivery')
    .set(eb => ({ claimed_until: now + CLAIM_MS, tries: eb('tries', '+', 1) }))
    .where('id', 'in', due)
    // Said again, since another process may have been faster between the two
    .where('claimed_until', '<=', now)
    .returningAll()
    .execute()
  return rows.map(toDelivery)
}

export async function settle(
  { write }: Database,
  id: string,
  to: { state: DeliveryRow['state']; problem: string | null; nextAt: number },
  now: number
): Promise<void> {
  await write
    .updateTable('delivery')
    .set({
      state: to.state,
      problem: to.problem?.slice(0, MOST_PROBLEM) ?? null,
      next_at: to.nextAt,
      claimed_until: 0,
      done_at: to.state === 'waiting' ? null : now
    })
    .where('id', '=', id)
    .execute()
}

/** Nobody will look after it. */
export async function forgetDelivery({ write }: Database, id: string): Promise<void> {
  await write.deleteFrom('delivery').where('id', '=', id).execute()
}

/** When the next one is due; undefined when none waits. */
export async function nextDue({ read }: Database): Promise<number | undefined> {
  const row = await read
    .selectFrom('delivery')
    .select(
      sql<number | null>`min(case when next_at > claimed_until then next_at else claimed_until end)`.as('at')
    )
    .where('state', '=', 'waiting')
    .executeTakeFirst()
  return row?.at == null ? undefined : Number(row.at)
}

/** Of one thing, the newest first. */
export async function deliveriesOf(
  { read }: Database,
  { companyId, ref }: Pick<Delivery, 'companyId' | 'ref'>,
  limit: number
): Promise<Delivery[]> {
  const rows = await read
    .selectFrom('delivery')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('ref', '=', ref)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(toDelivery)
}

const toDelivery = (row: DeliveryRow): Delivery => ({
  id: row.id,
  companyId: row.company_id,
  kind: row.kind,
  ref: row.ref,
  payload: JSON.parse(row.payload) as unknown,
  state: row.state,
  tries: row.tries,
  problem: row.problem,
  createdAt: row.created_at,
  doneAt: row.done_at
})
