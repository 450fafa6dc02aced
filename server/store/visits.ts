import type { TrackKind, TrackPoint } from '#protocol/track'
import { LIMITS } from '#protocol/limits'
import type { Pages } from '#server/visits/track-pages'
import type { Database } from './db.ts'
import type { Tx, VisitRow } from './schema.ts'

/** `kind` is what the page calls it; whether a view is a landing shows when it is stored. */
export type NewPoint = {
  visitId: string
  companyId: string
  kind: 'view' | 'trace'
  pages: Pages
  at: number
}

/** A stored point, and whose timeline it belongs to: nobody's before a chat was opened. */
export type StoredPoint = { uid: string | null; point: TrackPoint }

/** Stores points, oldest first. Of a visit the newest ones are kept. */
export async function addPoints(database: Database, points: NewPoint[]): Promise<StoredPoint[]> {
  return await database.write.transaction().execute(async tx => {
    const stored = []
    // In one order, so that two transactions never wait for each other
    for (const point of [...points].sort((a, b) => (a.visitId < b.visitId ? -1 : 1)))
      stored.push(await addPoint(tx, database.kind, point))
    return stored
  })
}

async function addPoint(tx: Tx, kind: Database['kind'], given: NewPoint): Promise<StoredPoint> {
  const { visitId, companyId, at, pages } = given
  await tx
    .insertInto('visit')
    .values({ id: visitId, company_id: companyId, uid: null, landed_at: at, seen_at: 0, points: 0 })
    .onConflict(conflict => conflict.doNothing())
    .execute()
  const visit = (await lockedVisit(tx, kind, visitId))!
  const isLanding = at - visit.seen_at > LIMITS.visitPauseMs
  const n = visit.points + 1
  await tx
    .updateTable('visit')
    .set({ points: n, seen_at: at, ...(isLanding ? { landed_at: at } : {}) })
    .where('id', '=', visitId)
    .execute()
  const type: TrackKind = given.kind === 'trace' ? 'trace' : isLanding ? 'landing' : 'view'
  return await insertPoint(tx, visit, { n, kind: type, pages, at, cid: null })
}

async function lockedVisit(tx: Tx, kind: Database['kind'], id: string): Promise<VisitRow | undefined> {
  const query = tx.selectFrom('visit').selectAll().where('id', '=', id)
  return await (kind === 'postgres' ? query.forNoKeyUpdate() : query).executeTakeFirst()
}

type PointRow = { n: number; kind: TrackKind; pages: Pages; at: number; cid: string | null }

async function insertPoint(
  tx: Tx,
  { id, company_id, uid }: VisitRow,
  { n, kind, pages, at, cid }: PointRow
): Promise<StoredPoint> {
  await tx
    .insertInto('track_point')
    .values({ visit_id: id, n, company_id, uid, cid, kind, page: JSON.stringify(pages), at })
    .execute()
  await tx
    .deleteFrom('track_point')
    .where('visit_id', '=', id)
    .where('n', '<=', n - LIMITS.pointsKept)
    .execute()
  return { uid, point: { id: `${id}.${n}`, kind, at, ...(cid ? { cid } : {}), ...pages } }
}

/** From now on the visit is this visitor's, with what of it was nobody's. False when nothing of it is stored. */
export async function joinVisit(
  { write }: Database,
  { visitId, companyId, uid }: { visitId: string; companyId: string; uid: string }
): Promise<boolean> {
  return await write.transaction().execute(async tx => {
    const { numUpdatedRows } = await tx
      .updateTable('visit')
      .set({ uid })
      .where('id', '=', visitId)
      .where('company_id', '=', companyId)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return false
    await tx
      .updateTable('track_point')
      .set({ uid })
      .where('visit_id', '=', visitId)
      .where('uid', 'is', null)
      .execute()
    return true
  })
}

/** Who of them has a visit now. */
export async function whoVisits(
  { read }: Database,
  { uids, at }: { uids: string[]; at: number }
): Promise<Set<string>> {
  const rows = await read
    .selectFrom('visit')
    .select('uid')
    .where('uid', 'in', uids)
    .where('seen_at', '>', at - LIMITS.visitPauseMs)
    .execute()
  return new Set(rows.map(row => row.uid!))
}

/** Notes where a conversation was begun, and joins the visit's points to it; undefined when the visitor has no visit now. */
export async function addEnquiry(
  database: Database,
  { uid, cid, at }: { uid: string; cid: string; at: number }
): Promise<TrackPoint | undefined> {
  // Most visitors have none: for them nothing is locked
  const latest = await database.read
    .selectFrom('visit')
    .select('id')
    .where('uid', '=', uid)
    .where('seen_at', '>', at - LIMITS.visitPauseMs)
    .orderBy('seen_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!latest) return undefined
  return await database.write.transaction().execute(async tx => {
    const visit = await lockedVisit(tx, database.kind, latest.id)
    if (!visit || (await hasEnquiry(tx, uid, cid))) return undefined
    const last = await tx
      .selectFrom('track_point')
      .select('page')
      .where('visit_id', '=', visit.id)
      .orderBy('n', 'desc')
      .limit(1)
      .executeTakeFirst()
    await tx
      .updateTable('track_point')
      .set({ cid })
      .where('visit_id', '=', visit.id)
      .where('cid', 'is', null)
      .where('at', '>=', visit.landed_at)
      .execute()
    const n = visit.points + 1
    await tx.updateTable('visit').set({ points: n }).where('id', '=', visit.id).execute()
    const { page } = last ? (JSON.parse(last.page) as Pages) : { page: {} }
    return (await insertPoint(tx, visit, { n, kind: 'enquiry', pages: { page }, at, cid })).point
  })
}

async function hasEnquiry(tx: Tx, uid: string, cid: string): Promise<boolean> {
  const row = await tx
    .selectFrom('track_point')
    .select('n')
    .where('uid', '=', uid)
    .where('cid', '=', cid)
    .where('kind', '=', 'enquiry')
    .executeTakeFirst()
  return row !== undefined
}

/** The newest points of a visitor, oldest first. */
export async function pointsOf({ read }: Database, uid: string): Promise<TrackPoint[]> {
  const rows = await read
    .selectFrom('track_point')
    .selectAll()
    .where('uid', '=', uid)
    .orderBy('at', 'desc')
    .orderBy('n', 'desc')
    .limit(LIMITS.pointsShown)
    .execute()
  return rows.toReversed().map(({ visit_id, n, kind, at, cid, page }) => ({
    id: `${visit_id}.${n}`,
    kind,
    at,
    ...(cid ? { cid } : {}),
    ...(JSON.parse(page) as Pages)
  }))
}
