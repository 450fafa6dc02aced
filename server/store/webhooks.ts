import { createId } from '#protocol/ids'
import type { WebhookEvent } from '#protocol/api/webhooks'
import type { Database } from './db.ts'
import { toDeliveryRow } from './deliveries.ts'
import { pageOf, type Asked, type Page } from './page.ts'
import type { WebhookRow } from './schema.ts'

export type Webhook = {
  id: string
  companyId: string
  name: string
  url: string
  events: WebhookEvent[]
  sealedSecret: string
  isEnabled: boolean
  /** The last desk_seq of which it was told. */
  cursor: number
  createdAt: number
}

/** From what happens next on. */
export async function createWebhook(
  { write }: Database,
  given: Pick<Webhook, 'companyId' | 'name' | 'url' | 'events' | 'sealedSecret'>,
  now: number
): Promise<Webhook> {
  const { desk_head } = await write
    .selectFrom('company')
    .select('desk_head')
    .where('id', '=', given.companyId)
    .executeTakeFirstOrThrow()
  const webhook = { ...given, id: createId(now), isEnabled: true, cursor: desk_head, createdAt: now }
  await write
    .insertInto('webhook')
    .values({
      id: webhook.id,
      company_id: given.companyId,
      name: given.name,
      url: given.url,
      events: JSON.stringify(given.events),
      sealed_secret: given.sealedSecret,
      is_enabled: 1,
      cursor: desk_head,
      created_at: now
    })
    .execute()
  return webhook
}

export async function webhooksOf(
  { write }: Database,
  companyId: string,
  asked: Asked
): Promise<Page<Webhook>> {
  let query = write
    .selectFrom('webhook')
    .selectAll()
    .where('company_id', '=', companyId)
    .orderBy('id', 'desc')
    .limit(asked.limit + 1)
  if (asked.after) query = query.where('id', '<', asked.after)
  return pageOf((await query.execute()).map(toWebhook), asked, ({ id }) => id)
}

export async function findWebhook(
  { write }: Database,
  companyId: string,
  id: string
): Promise<Webhook | undefined> {
  const row = await write
    .selectFrom('webhook')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row && toWebhook(row)
}

export async function saveWebhook(
  { write }: Database,
  { id, name, url, events, isEnabled }: Pick<Webhook, 'id' | 'name' | 'url' | 'events' | 'isEnabled'>
): Promise<void> {
  await write
    .updateTable('webhook')
    .set({ name, url, events: JSON.stringify(events), is_enabled: isEnabled ? 1 : 0 })
    .where('id', '=', id)
    .execute()
}

export async function deleteWebhook({ write }: Database, { id }: Pick<Webhook, 'id'>): Promise<void> {
  await write.transaction().execute(async tx => {
    await tx.deleteFrom('delivery').where('ref', '=', id).where('kind', '=', 'hook').execute()
    await tx.deleteFrom('webhook').where('id', '=', id).execute()
  })
}

/** Those that have not been told of everything yet. */
export async function webhooksBehind({ read }: Database): Promise<Webhook[]> {
  const rows = await read
    .selectFrom('webhook')
    .innerJoin('company', 'company.id', 'webhook.company_id')
    .selectAll('webhook')
    .where('webhook.is_enabled', '=', 1)
    .whereRef('company.desk_head', '>', 'webhook.cursor')
    .execute()
  return rows.map(toWebhook)
}

/**
 * Puts what it is to be told of into the deliveries, and moves its cursor, in one transaction: nothing is left out and nothing told
 * twice. False when another process was faster.
 */
export async function moveWebhook(
  { write }: Database,
  { id, companyId, cursor }: Webhook,
  { to, payloads }: { to: number; payloads: unknown[] },
  now: number
): Promise<boolean> {
  return await write.transaction().execute(async tx => {
    const moved = await tx
      .updateTable('webhook')
      .set({ cursor: to })
      .where('id', '=', id)
      .where('cursor', '=', cursor)
      .executeTakeFirst()
    if (Number(moved.numUpdatedRows) === 0) return false
    if (payloads.length > 0)
      await tx
        .insertInto('delivery')
        .values(payloads.map(payload => toDeliveryRow({ companyId, kind: 'hook', ref: id, payload }, now)))
        .execute()
    return true
  })
}

const toWebhook = (row: WebhookRow): Webhook => ({
  id: row.id,
  companyId: row.company_id,
  name: row.name,
  url: row.url,
  events: JSON.parse(row.events) as WebhookEvent[],
  sealedSecret: row.sealed_secret,
  isEnabled: row.is_enabled === 1,
  cursor: row.cursor,
  createdAt: row.created_at
})
