import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Customer } from '#protocol/customer'
import type { Profile } from '#protocol/desk'
import { tokensOf } from '#server/search/tokens'
import { knownOf, wordsOf } from '#server/search/texts'
import type { Database } from './db.ts'
import { entriesOfDesk } from './entries.ts'
import type { Db, Tx } from './schema.ts'

// The index of the search. The same tokens on both databases; each begins with what stands for the company and the kind, so that a look
// into the index meets nothing of another company. A row is written in one transaction with a second look at what it is made of, which
// holds that in place: what is recalled or erased meanwhile either is not written, or is deleted behind it.

export type Kind = 'messages' | 'visitors'

/** Entries that are looked at in one transaction: commits wait for it. */
const AT_ONCE = 15
const PEOPLE_AT_ONCE = 10
/** A process that says nothing for so long has died. */
export const CLAIM_MS = 60_000

/** What all tokens of a company begin with. */
export const spaceOf = (companyId: string, kind: Kind) =>
  `${createHash('sha256').update(companyId).digest('hex').slice(0, 10)}${kind === 'messages' ? 'm' : 'v'}`

type Doc = { companyId: string; uid: string; seq: number; tokens: string }

const toDoc = (place: Omit<Doc, 'tokens'>, kind: Kind, text: string): Doc | undefined => {
  const space = spaceOf(place.companyId, kind)
  const tokens = tokensOf(text)
  return tokens.length === 0 ? undefined : { ...place, tokens: tokens.map(one => space + one).join(' ') }
}

async function insertDocs(tx: Tx, kind: Database['kind'], docs: readonly Doc[]) {
  if (docs.length === 0) return
  if (kind === 'postgres') {
    await sql`
      insert into search_doc (company_id, uid, seq, tokens)
      select given."companyId", given.uid, given.seq, array_to_tsvector(string_to_array(given.tokens, ' '))
      from json_to_recordset(${JSON.stringify(docs)}::json) as given ("companyId" text, uid text, seq bigint, tokens text)
      on conflict (uid, seq) do nothing`.execute(tx)
    return
  }
  for (const { companyId, uid, seq, tokens } of docs) {
    const { rows } = await sql<{ id: number }>`
      insert into search_doc (company_id, uid, seq) values (${companyId}, ${uid}, ${seq})
      on conflict (uid, seq) do nothing returning id`.execute(tx)
    if (rows[0])
      await sql`insert into search_words (rowid, tokens) values (${rows[0].id}, ${tokens})`.execute(tx)
  }
}

/** Nobody finds these messages any more: to be called behind the statement that empties them, in whatever transaction. */
export async function forgetSearched(db: Db | Tx, uid: string, seqs: readonly number[]): Promise<void> {
  if (seqs.length > 0)
    await db.deleteFrom('search_doc').where('uid', '=', uid).where('seq', 'in', seqs).execute()
}

/** Nor these visitors by what was known of them. */
export async function forgetSearchedPeople(db: Db | Tx, uids: readonly string[]): Promise<void> {
  if (uids.length > 0)
    await db.deleteFrom('search_doc').where('uid', 'in', uids).where('seq', '=', 0).execute()
}

/** Companies in which something has happened that cannot be found yet, and that no process works at. */
export async function companiesToSearch({ read }: Database, now: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select c.id from company c left join search_cursor s on s.company_id = c.id
    where c.desk_head > coalesce(s.cursor, 0) and coalesce(s.claimed_until, 0) <= ${now}`.execute(read)
  return rows.map(({ id }) => id)
}

/** How far it is, for this process alone until it is let go; undefined when another was faster. */
export async function claimCursor(
  { write }: Database,
  companyId: string,
  now: number
): Promise<number | undefined> {
  await write
    .insertInto('search_cursor')
    .values({ company_id: companyId, cursor: 0, claimed_until: 0 })
    .onConflict(one => one.column('company_id').doNothing())
    .execute()
  const row = await write
    .updateTable('search_cursor')
    .set({ claimed_until: now + CLAIM_MS })
    .where('company_id', '=', companyId)
    .where('claimed_until', '<=', now)
    .returning('cursor')
    .executeTakeFirst()
  return row?.cursor
}

export async function letGoOfCursor({ write }: Database, companyId: string): Promise<void> {
  await write
    .updateTable('search_cursor')
    .set({ claimed_until: 0 })
    .where('company_id', '=', companyId)
    .execute()
}

/** The next portion of what has happened behind the cursor: where it ends, or undefined when there is none, or another process is there. */
export async function indexEntries(
  database: Database,
  companyId: string,
  { cursor, now }: { cursor: number; now: number }
): Promise<number | undefined> {
  const entries = await entriesOfDesk(database, companyId, cursor, AT_ONCE)
  const to = entries.at(-1)?.deskSeq
  if (to === undefined) return undefined
  const docs = entries.flatMap(({ uid, entry }) => {
    const doc = toDoc({ companyId, uid, seq: entry.seq }, 'messages', wordsOf(entry))
    return doc ? [{ doc, content: JSON.stringify(entry.content) }] : []
  })
  return await database.write.transaction().execute(async tx => {
    const moved = await tx
      .updateTable('search_cursor')
      .set({ cursor: to, claimed_until: now + CLAIM_MS })
      .where('company_id', '=', companyId)
      .where('cursor', '=', cursor)
      .executeTakeFirst()
    if (Number(moved.numUpdatedRows) === 0) return undefined
    const contents = await contentsAgain(tx, database.kind, { companyId, cursor, to })
    const still = docs.filter(({ doc, content }) => contents.get(`${doc.uid} ${doc.seq}`) === content)
    await insertDocs(
      tx,
      database.kind,
      still.map(({ doc }) => doc)
    )
    return to
  })
}

/** As they are, and stay until the end of the transaction. It waits for nobody: who recalls might wait for us. */
async function contentsAgain(
  tx: Tx,
  kind: Database['kind'],
  { companyId, cursor, to }: { companyId: string; cursor: number; to: number }
): Promise<Map<string, string>> {
  let query = tx
    .selectFrom('entry')
    .select(['uid', 'seq', 'content'])
    .where('company_id', '=', companyId)
    .where('desk_seq', '>', cursor)
    .where('desk_seq', '<=', to)
  if (kind === 'postgres') query = query.forShare().noWait()
  return new Map((await query.execute()).map(({ uid, seq, content }) => [`${uid} ${seq}`, content]))
}

/** The next visitors of whom something else is known by now; false when there were none. */
export async function indexPeople(database: Database): Promise<boolean> {
  const anybody = await database.read
    .selectFrom('timeline')
    .select('uid')
    .where('searched', '=', 0)
    .limit(1)
    .executeTakeFirst()
  if (!anybody) return false
  return await database.write.transaction().execute(async tx => {
    let query = tx
      .selectFrom('timeline')
      .select(['uid', 'company_id', 'partnerid', 'profile', 'customer'])
      .where('searched', '=', 0)
      .limit(PEOPLE_AT_ONCE)
    // Commits go first: these are looked at again
    if (database.kind === 'postgres') query = query.forNoKeyUpdate().skipLocked()
    const rows = await query.execute()
    const uids = rows.map(({ uid }) => uid)
    if (uids.length === 0) return false
    await tx.updateTable('timeline').set({ searched: 1 }).where('uid', 'in', uids).execute()
    await forgetSearchedPeople(tx, uids)
    const docs = rows.flatMap(row => {
      const known = knownOf({
        partnerid: row.partnerid,
        profile: JSON.parse(row.profile) as Profile,
        customer: JSON.parse(row.customer) as Customer
      })
      const text = known.map(one => one.text).join('\n')
      return toDoc({ companyId: row.company_id, uid: row.uid, seq: 0 }, 'visitors', text) ?? []
    })
    await insertDocs(tx, database.kind, docs)
    return true
  })
}
