import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { LIMITS } from '#protocol/limits'
import type { TrackPoint, TrailCard } from '#protocol/track'
import type { Asked, Page } from './page.ts'
import type { Database } from './db.ts'
import { groupsOf, listOf } from './hot-sql.ts'
import type { Tx } from './schema.ts'
import type { TrailEventTable, TrailPersonTable } from './trail-tables.ts'

// TR1 An event is stored once, whoever tells it again: its key says who told it, and which one it is.
// TR2 Events belong to a combination of ids. A timeline gets all combinations that share an id with it, and what was told on the same device
//     without any name. Who was proved keeps theirs.

/** Ids that may lead to a visitor; the strongest first. `qid` is the device's. */
export const ID_KINDS = ['unionid', 'openid', 'user_id', 'buss_id', 'ali_user_id', 'qid'] as const
export type IdKind = (typeof ID_KINDS)[number]
export type Ids = { [K in IdKind]?: string }

export type NewEvent = {
  companyId: string
  /** Id of the tracker app. */
  app: string
  key: string
  ids: Ids
  card: TrailCard
  at: number
}

/** A property that did not fit its definition. */
export type Misfit = { app: string; event: string; property: string }

export type StoredEvent = { uid: string | null; companyId: string; point: TrackPoint }

/** Stores what is new of them; answers with that. */
export async function addEvents(
  database: Database,
  { events, misfits, now }: { events: readonly NewEvent[]; misfits: readonly Misfit[]; now: number }
): Promise<StoredEvent[]> {
  return await database.write.transaction().execute(async tx => {
    const persons = await loadPersons(tx, database.kind, events, now)
    const told = new Map(events.map(event => [`${event.app} ${event.key}`, event]))
    // In one order, so that two transactions never wait for each other
    const rows = [...told]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, event]) => toRow(event, persons.get(personOf(event))!, now))
    const stored: StoredEvent[] = []
    for (const group of groupsOf(rows)) {
      const kept = await tx
        .insertInto('trail_event')
        .values(group)
        .onConflict(conflict => conflict.columns(['app', 'key']).doNothing())
        .returning(['app', 'key'])
        .execute()
      const isNew = new Set(kept.map(({ app, key }) => `${app} ${key}`))
      for (const row of group)
        if (isNew.has(`${row.app} ${row.key}`))
          stored.push({ uid: row.uid, companyId: row.company_id, point: toPoint(row) })
    }
    await countMisfits(tx, misfits, now)
    return stored
  })
}

const toRow = (
  { app, key, companyId, card, at }: NewEvent,
  person: Person,
  now: number
): TrailEventTable => ({
  app,
  key,
  company_id: companyId,
  person: person.id,
  uid: person.uid,
  type: card.type,
  card: JSON.stringify(card),
  at,
  received_at: now
})

export const hashOf = (...parts: string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 27)

type Told = Pick<NewEvent, 'companyId' | 'ids'>
const personOf = ({ companyId, ids }: Told) => hashOf(companyId, ...ID_KINDS.map(kind => ids[kind] ?? ''))

type Person = Pick<TrailPersonTable, 'id' | 'uid'>

/** Who told them, made where they are new, and held until the end of the transaction. */
async function loadPersons(
  tx: Tx,
  kind: Database['kind'],
  told: readonly Told[],
  now: number
): Promise<Map<string, Person>> {
  const wanted = new Map(told.map(one => [personOf(one), one]))
  const all = [...wanted.keys()]
  const known = await personsOf(tx, all)
  const missing = [...wanted].filter(([id]) => !known.has(id)).sort(([a], [b]) => (a < b ? -1 : 1))
  // Before any row is held: whoever joins asks for it first, too
  for (const companyId of [...new Set(missing.map(([, one]) => one.companyId))].sort())
    await beAlone(tx, kind, companyId)
  for (const [id, { companyId, ids }] of missing) {
    await tx
      .insertInto('trail_person')
      .values({
        id,
        company_id: companyId,
        uid: null,
        openid: ids.openid ?? null,
        unionid: ids.unionid ?? null,
        qid: ids.qid ?? null,
        user_id: ids.user_id ?? null,
        ali_user_id: ids.ali_user_id ?? null,
        buss_id: ids.buss_id ?? null,
        seen_at: now
      })
      .onConflict(conflict => conflict.column('id').doNothing())
      .execute()
    await recognise(tx, { id, companyId, ids })
  }
  return await personsOf(tx, all, kind === 'postgres')
}

/** Somebody new and somebody who is recognised at once would not see each other. SQLite has one writer anyway. */
async function beAlone(tx: Tx, kind: Database['kind'], companyId: string) {
  if (kind === 'postgres')
    await sql`select pg_advisory_xact_lock(hashtextextended(${`trail ${companyId}`}, 0))`.execute(tx)
}

/** The platform has said that these ids are one person's. */
export async function meetPerson(database: Database, told: Told, now: number): Promise<void> {
  await database.write.transaction().execute(tx => loadPersons(tx, database.kind, [told], now))
}

/** What the platform has said of somebody with this openid. */
export async function unionidOf(
  { read }: Database,
  companyId: string,
  openid: string
): Promise<string | undefined> {
  const row = await read
    .selectFrom('trail_person')
    .select('unionid')
    .where('company_id', '=', companyId)
    .where('openid', '=', openid)
    .where('unionid', 'is not', null)
    .limit(1)
    .executeTakeFirst()
  return row?.unionid ?? undefined
}

async function personsOf(tx: Tx, ids: string[], isHeld = false): Promise<Map<string, Person>> {
  if (ids.length === 0) return new Map()
  const query = tx
    .selectFrom('trail_person')
    .select(['id', 'uid'])
    .where('id', 'in', listOf(ids.toSorted()).values)
    .orderBy('id')
  const rows = await (isHeld ? query.forShare() : query).execute()
  return new Map(rows.map(row => [row.id, row]))
}

/** Somebody new: perhaps a visitor of a conversation, perhaps a device that was seen before. */
async function recognise(tx: Tx, { id, companyId, ids }: { id: string; companyId: string; ids: Ids }) {
  const uid = (await knownBy(tx, companyId, ids)) ?? (await sameDevice(tx, companyId, ids))
  if (!uid) return
  await tx.updateTable('trail_person').set({ uid }).where('id', '=', id).execute()
  if (ids.qid) await giveDevice(tx, companyId, ids.qid, uid)
}

async function knownBy(tx: Tx, companyId: string, ids: Ids): Promise<string | undefined> {
  const told = ID_KINDS.filter(kind => ids[kind] !== undefined)
  if (told.length === 0) return undefined
  const rows = await tx
    .selectFrom('known_id')
    .select(['kind', 'uid'])
    .where('company_id', '=', companyId)
    .where(eb => eb.or(told.map(kind => eb.and({ kind, value: ids[kind]! }))))
    .orderBy('verified', 'desc')
    .orderBy('at', 'desc')
    .limit(MOST_KNOWN)
    .execute()
  const strongest = told.find(kind => rows.some(row => row.kind === kind))
  return rows.find(row => row.kind === strongest)?.uid
}
/** Visitors under one id that are looked at. */
const MOST_KNOWN = 50

const isNameless = (ids: Ids) => ID_KINDS.every(kind => kind === 'qid' || ids[kind] === undefined)

/** Who has used the device under a name, where this time nobody said one. */
async function sameDevice(tx: Tx, companyId: string, ids: Ids): Promise<string | undefined> {
  if (!ids.qid || !isNameless(ids)) return undefined
  const row = await tx
    .selectFrom('trail_person')
    .select('uid')
    .where('company_id', '=', companyId)
    .where('qid', '=', ids.qid)
    .where('uid', 'is not', null)
    .orderBy('seen_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.uid ?? undefined
}

/** What was told on the device before anybody said who they are. */
async function giveDevice(tx: Tx, companyId: string, qid: string, uid: string) {
  const nameless = hashOf(companyId, ...ID_KINDS.map(kind => (kind === 'qid' ? qid : '')))
  const { numUpdatedRows } = await tx
    .updateTable('trail_person')
    .set({ uid })
    .where('id', '=', nameless)
    .where('uid', 'is', null)
    .executeTakeFirst()
  if (numUpdatedRows > 0n) await giveEvents(tx, [nameless], uid)
}

const giveEvents = (tx: Tx, persons: string[], uid: string) =>
  tx.updateTable('trail_event').set({ uid }).where('person', 'in', persons).execute()

async function countMisfits(tx: Tx, misfits: readonly Misfit[], now: number) {
  const counts = new Map<string, Misfit & { count: number }>()
  for (const one of misfits) {
    const key = JSON.stringify([one.app, one.event, one.property])
    counts.set(key, { ...one, count: (counts.get(key)?.count ?? 0) + 1 })
  }
  for (const [, { app, event, property, count }] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
    await tx
      .insertInto('trail_filtered')
      .values({ app, event, property, count, last_at: now })
      .onConflict(conflict =>
        conflict.columns(['app', 'event', 'property']).doUpdateSet(eb => ({
          count: eb('trail_filtered.count', '+', count),
          last_at: now
        }))
      )
      .execute()
}

/** A conversation has shown who somebody is. True when there is something of theirs that was nobody's, or another's. */
export async function joinTrail(
  database: Database,
  who: { uid: string; companyId: string; ids: Ids; verified: boolean },
  now: number
): Promise<boolean> {
  const { uid, companyId, ids, verified } = who
  return await database.write.transaction().execute(async tx => {
    await beAlone(tx, database.kind, companyId)
    let isChanged = false
    for (const kind of ID_KINDS) {
      const value = ids[kind]
      if (value === undefined) continue
      const row = {
        company_id: companyId,
        kind,
        value,
        uid,
        verified: verified ? (1 as const) : (0 as const)
      }
      await tx
        .insertInto('known_id')
        .values({ ...row, at: now })
        .onConflict(conflict =>
          conflict
            .columns(['company_id', 'kind', 'value', 'uid'])
            .doUpdateSet({ at: now, verified: row.verified })
        )
        .execute()
      if (await takeOver(tx, database.kind, { companyId, kind, value, uid, verified })) isChanged = true
    }
    return isChanged
  })
}

type Taking = { companyId: string; kind: IdKind; value: string; uid: string; verified: boolean }

async function takeOver(
  tx: Tx,
  dialect: Database['kind'],
  { companyId, kind, value, uid, verified }: Taking
): Promise<boolean> {
  let query = tx
    .selectFrom('trail_person')
    .select(['id', 'uid', 'qid'])
    .where('company_id', '=', companyId)
    .where(kind, '=', value)
    .where(eb => eb.or([eb('uid', 'is', null), eb('uid', '<>', uid)]))
    .orderBy('id')
    .limit(MOST_PERSONS)
  // Another name on the same device is another person
  if (kind === 'qid')
    for (const other of ID_KINDS) if (other !== 'qid') query = query.where(other, 'is', null)
  const rows = await (dialect === 'postgres' ? query.forUpdate() : query).execute()
  const mine = []
  for (const row of rows) {
    if (row.uid && !verified && (await isProved(tx, companyId, row.uid))) continue
    mine.push(row)
  }
  if (mine.length === 0) return false
  const persons = mine.map(({ id }) => id)
  await tx.updateTable('trail_person').set({ uid }).where('id', 'in', persons).execute()
  await giveEvents(tx, persons, uid)
  for (const { qid } of mine) if (qid) await giveDevice(tx, companyId, qid, uid)
  return true
}
/** Combinations with one id that are joined at once. */
const MOST_PERSONS = 200

async function isProved(tx: Tx, companyId: string, uid: string): Promise<boolean> {
  const row = await tx
    .selectFrom('known_id')
    .select('uid')
    .where('uid', '=', uid)
    .where('company_id', '=', companyId)
    .where('verified', '=', 1)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** The newest of a visitor, oldest first. */
export async function trailOf({ read }: Database, uid: string): Promise<TrackPoint[]> {
  const rows = await read
    .selectFrom('trail_event')
    .selectAll()
    .where('uid', '=', uid)
    .orderBy('at', 'desc')
    .orderBy('key')
    .limit(LIMITS.pointsShown)
    .execute()
  return rows.toReversed().map(toPoint)
}

type EventRow = Pick<TrailEventTable, 'app' | 'key' | 'card' | 'at'>

/** As much of it as a page could say, for who knows pages only. */
function toPoint({ app, key, card: json, at }: EventRow): TrackPoint {
  const card = JSON.parse(json) as TrailCard
  const { name, url, imgUrl } = card
  return {
    id: `${app}.${key}`,
    kind: 'trace',
    at,
    page: { title: name, ...(url ? { url } : {}), ...(imgUrl ? { thumbnail: imgUrl } : {}) },
    card
  }
}

export type ReceivedEvent = { id: string; at: number; receivedAt: number; card: TrailCard; ids: Ids }

/** What was accepted of a program, the newest first. */
export async function receivedEvents(
  { read }: Database,
  app: string,
  { limit, after }: Asked
): Promise<Page<ReceivedEvent>> {
  let query = read
    .selectFrom('trail_event')
    .leftJoin('trail_person', 'trail_person.id', 'trail_event.person')
    .select(['key', 'card', 'at', 'received_at', ...ID_KINDS])
    .where('app', '=', app)
    .orderBy('received_at', 'desc')
    .orderBy('key')
    .limit(limit + 1)
  const [before, key] = after?.split(' ') ?? []
  if (key !== undefined && /^\d{1,15}$/.test(before!))
    query = query.where(eb =>
      eb.or([
        eb('received_at', '<', Number(before)),
        eb.and([eb('received_at', '=', Number(before)), eb('key', '>', key)])
      ])
    )
  const rows = await query.execute()
  const last = rows[limit - 1]
  return {
    items: rows.slice(0, limit).map(row => ({
      id: row.key,
      at: row.at,
      receivedAt: row.received_at,
      card: JSON.parse(row.card) as TrailCard,
      ids: Object.fromEntries(
        ID_KINDS.flatMap(kind => (row[kind] === null ? [] : [[kind, row[kind]]]))
      ) as Ids
    })),
    next: rows.length > limit && last ? `${last.received_at} ${last.key}` : null
  }
}

export async function filteredOf(
  { read }: Database,
  app: string
): Promise<{ event: string; property: string; count: number; lastAt: number }[]> {
  const rows = await read
    .selectFrom('trail_filtered')
    .selectAll()
    .where('app', '=', app)
    .orderBy('last_at', 'desc')
    .limit(200)
    .execute()
  return rows.map(({ event, property, count, last_at }) => ({ event, property, count, lastAt: last_at }))
}
