import { createId } from '#protocol/ids'
import type { Database } from './db.ts'
import { pageOf, type Asked, type Page } from './page.ts'
import type { TrackerAppTable } from './trail-tables.ts'

/** A mini program whose events are taken. */
export type TrackerApp = {
  id: string
  companyId: string
  appId: string
  name: string
  companyToken: string
  appkey: string
  sealedSecret: string | null
  products: boolean
  orders: boolean
  events: boolean
  createdAt: number
}

/** Undefined, and nothing is stored, when the company has one with this app id. */
export async function createTrackerApp(
  { write }: Database,
  given: Omit<TrackerApp, 'id' | 'createdAt'>,
  now: number
): Promise<TrackerApp | undefined> {
  const app = { ...given, id: createId(now), createdAt: now }
  const result = await write
    .insertInto('tracker_app')
    .values(toRow(app))
    .onConflict(conflict => conflict.columns(['company_id', 'app_id']).doNothing())
    .executeTakeFirst()
  return Number(result.numInsertedOrUpdatedRows) > 0 ? app : undefined
}

export async function trackerAppsOf(
  { write }: Database,
  companyId: string,
  asked: Asked
): Promise<Page<TrackerApp>> {
  let query = write
    .selectFrom('tracker_app')
    .selectAll()
    .where('company_id', '=', companyId)
    .orderBy('id', 'desc')
    .limit(asked.limit + 1)
  if (asked.after) query = query.where('id', '<', asked.after)
  return pageOf((await query.execute()).map(toApp), asked, ({ id }) => id)
}

export async function findTrackerApp(
  { write }: Database,
  companyId: string,
  id: string
): Promise<TrackerApp | undefined> {
  const row = await write
    .selectFrom('tracker_app')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row && toApp(row)
}

export async function saveTrackerApp({ write }: Database, app: TrackerApp): Promise<void> {
  const { id, ...changed } = toRow(app)
  await write.updateTable('tracker_app').set(changed).where('id', '=', id).execute()
}

/** With everything that it has told. */
export async function deleteTrackerApp({ write }: Database, { id }: Pick<TrackerApp, 'id'>): Promise<void> {
  await write.transaction().execute(async tx => {
    await tx.deleteFrom('trail_event').where('app', '=', id).execute()
    await tx.deleteFrom('trail_filtered').where('app', '=', id).execute()
    await tx.deleteFrom('tracker_app').where('id', '=', id).execute()
  })
}

/** More companies than these may not bind one and the same program. */
const MOST_WITH_ONE_ID = 20

/** Of whichever companies: who is meant shows by a signature or a secret. */
export async function trackerAppsByAppId({ read }: Database, appId: string): Promise<TrackerApp[]> {
  const rows = await read
    .selectFrom('tracker_app')
    .selectAll()
    .where('app_id', '=', appId)
    .orderBy('id')
    .limit(MOST_WITH_ONE_ID)
    .execute()
  return rows.map(toApp)
}

export async function trackerAppByKey({ read }: Database, appkey: string): Promise<TrackerApp | undefined> {
  const row = await read.selectFrom('tracker_app').selectAll().where('appkey', '=', appkey).executeTakeFirst()
  return row && toApp(row)
}

export async function hasTrackerApps({ read }: Database, companyId: string): Promise<boolean> {
  const row = await read
    .selectFrom('tracker_app')
    .select('id')
    .where('company_id', '=', companyId)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Which trajectories any program of the server may send. */
export async function anyTracked({ read }: Database): Promise<{ products: boolean; orders: boolean }> {
  const row = await read
    .selectFrom('tracker_app')
    .select(eb => [eb.fn.max('products').as('products'), eb.fn.max('orders').as('orders')])
    .executeTakeFirst()
  return { products: Number(row?.products ?? 0) === 1, orders: Number(row?.orders ?? 0) === 1 }
}

const toRow = (app: TrackerApp): TrackerAppTable => ({
  id: app.id,
  company_id: app.companyId,
  app_id: app.appId,
  name: app.name,
  company_token: app.companyToken,
  appkey: app.appkey,
  sealed_secret: app.sealedSecret,
  products: app.products ? 1 : 0,
  orders: app.orders ? 1 : 0,
  events: app.events ? 1 : 0,
  created_at: app.createdAt
})

const toApp = (row: TrackerAppTable): TrackerApp => ({
  id: row.id,
  companyId: row.company_id,
  appId: row.app_id,
  name: row.name,
  companyToken: row.company_token,
  appkey: row.appkey,
  sealedSecret: row.sealed_secret,
  products: row.products === 1,
  orders: row.orders === 1,
  events: row.events === 1,
  createdAt: row.created_at
})
