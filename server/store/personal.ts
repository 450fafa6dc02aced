import { sql } from 'kysely'
import type { Counts } from '#protocol/api/privacy'
import type { Profile } from '#protocol/desk'
import type { Database } from './db.ts'
import type { Db, Tables, Tx } from './schema.ts'

// ADM-privacy: where something is stored about a visitor. Export and erasure read this one table, and a test holds it against the
// tables of the database: whatever has a column `uid` is in it.

type Personal = {
  /** What of a row is not the visitor's own: hashes, counters of ours, the company, which everybody knows. */
  hides: readonly string[]
  /** Columns of JSON. */
  json?: readonly string[]
  /** Only how to find what is in other tables: nothing to hand over. */
  isIndex?: true
  /** What becomes of the rows; entries and files are emptied beside, in portions. */
  erase?: 'delete' | Readonly<Record<string, string | number | null>>
}

export const PERSONAL = {
  timeline: {
    hides: ['company_id', 'head_seq', 'floor_seq', 'searched'],
    json: ['profile', 'customer'],
    erase: {
      profile: '{}',
      customer: '{}',
      searched: 0,
      partnerid: null,
      verified: 0,
      blocked_until: null,
      blocked_at: null,
      blocked_by: null,
      blocked_reason: null
    }
  },
  credential: { hides: ['company_id', 'hash'], erase: 'delete' },
  conversation: { hides: ['company_id', 'queue_rank'], json: ['route', 'summary'], erase: { summary: null } },
  entry: { hides: ['company_id', 'desk_seq'], json: ['content'] },
  file: { hides: ['company_id'] },
  ticket: { hides: ['company_id', 'form_id'], json: ['fields', 'log'], erase: 'delete' },
  track_point: { hides: ['company_id'], json: ['page'], erase: 'delete' },
  visit: { hides: ['company_id', 'id'], erase: 'delete' },
  // Which company a conversation went to: without a word of what was said
  referral: { hides: ['from_company_id', 'cursor', 'mirror_uid', 'mirror_cursor'] },
  business_record: { hides: ['company_id'], json: ['fields'], erase: 'delete' },
  robot_feedback: { hides: ['company_id'], erase: { uid: '' } },
  // What mini programs told, the ids under which they told it, and those by which conversations find it
  trail_event: { hides: ['company_id', 'person', 'key'], json: ['card'], erase: 'delete' },
  trail_person: { hides: ['company_id', 'id'], erase: 'delete' },
  known_id: { hides: ['company_id'], erase: 'delete' },
  search_doc: { hides: [], isIndex: true, erase: 'delete' },
  mini_program_user: { hides: ['cursor', 'claimed_until'], erase: 'delete' },
  mini_program_message: { hides: ['next_at'], erase: 'delete' }
} as const satisfies Partial<Record<keyof Tables, Personal>>

export type PersonalTable = keyof typeof PERSONAL
const TABLES = Object.entries(PERSONAL) as [PersonalTable, Personal][]

/** One thing that is stored, ready to be read elsewhere. */
export type PersonalRow = { record: PersonalTable | 'delivery'; [field: string]: unknown }

/** Rows that are read at once. */
const PORTION = 500

/** Everything that is stored of a visitor, a portion at a time; of mail and calls what is still kept. */
export async function* personalRows(database: Database, uid: string): AsyncGenerator<PersonalRow[]> {
  for (const [table, how] of TABLES) {
    if (how.isIndex) continue
    if (table === 'entry') yield* entryRows(database.read, uid, how)
    else {
      const { rows } = await sql<Record<string, unknown>>`
        select * from ${sql.table(table)} where uid = ${uid}`.execute(database.read)
      yield rows.map(row => toPersonal(table, row, how))
    }
  }
  for await (const rows of deliveriesAbout(database, uid))
    yield rows.map(({ id, at, payload }) => ({
      record: 'delivery',
      id,
      createdAt: at,
      payload: JSON.parse(payload)
    }))
}

async function* entryRows(db: Db, uid: string, how: Personal): AsyncGenerator<PersonalRow[]> {
  for (let after = 0; ;) {
    const rows = await db
      .selectFrom('entry')
      .selectAll()
      .where('uid', '=', uid)
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(PORTION)
      .execute()
    yield rows.map(row => toPersonal('entry', row, how))
    if (rows.length < PORTION) return
    after = rows.at(-1)!.seq
  }
}

function toPersonal(
  record: PersonalTable,
  row: Record<string, unknown>,
  { hides, json = [] }: Personal
): PersonalRow {
  const shown = Object.entries(row).filter(([name]) => !hides.includes(name))
  return {
    record,
    ...Object.fromEntries(
      shown.map(([name, value]) => [
        name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
        json.includes(name) && typeof value === 'string' ? (JSON.parse(value) as unknown) : value
      ])
    )
  }
}

/** Mail and calls in which something of the visitor is. */
export async function* deliveriesAbout(
  { read }: Database,
  uid: string
): AsyncGenerator<{ id: string; at: number; payload: string }[]> {
  const timeline = await read
    .selectFrom('timeline')
    .select('company_id')
    .where('uid', '=', uid)
    .executeTakeFirst()
  const tickets = new Set(
    (await read.selectFrom('ticket').select('id').where('uid', '=', uid).execute()).map(({ id }) => id)
  )
  if (!timeline) return
  for (let after = ''; ;) {
    const rows = await read
      .selectFrom('delivery')
      .select(['id', 'ref', 'created_at as at', 'payload'])
      .where('company_id', '=', timeline.company_id)
      .where('id', '>', after)
      .orderBy('id')
      .limit(PORTION)
      .execute()
    yield rows.filter(({ ref, payload }) => tickets.has(ref) || payload.includes(`"${uid}"`))
    if (rows.length < PORTION) return
    after = rows.at(-1)!.id
  }
}

/** What is left when entries and files are empty: who they were, their ways, what they have left. */
export async function forgetPerson(database: Database, uid: string): Promise<void> {
  for await (const rows of deliveriesAbout(database, uid))
    if (rows.length > 0)
      await database.write
        .deleteFrom('delivery')
        .where(
          'id',
          'in',
          rows.map(({ id }) => id)
        )
        .execute()
  await database.write.transaction().execute(async tx => {
    // The timeline last: until then a second try finds what a first one has left
    for (const [table, { erase }] of TABLES.toReversed()) if (erase) await forgetRows(tx, table, uid, erase)
  })
}

async function forgetRows(tx: Tx, table: PersonalTable, uid: string, how: NonNullable<Personal['erase']>) {
  const where = sql`where uid = ${uid}`
  if (how === 'delete') return void (await sql`delete from ${sql.table(table)} ${where}`.execute(tx))
  const set = sql.join(Object.entries(how).map(([name, value]) => sql`${sql.ref(name)} = ${value}`))
  await sql`update ${sql.table(table)} set ${set} ${where}`.execute(tx)
}

/** Ended conversations of which nothing is left: why they went where, they no longer tell either. */
export async function clearConversations({ write }: Database, uid: string, now: number): Promise<void> {
  await write
    .updateTable('conversation')
    .set({ route: null, summary: null, cleared_at: now })
    .where('uid', '=', uid)
    .where('ended_at', 'is not', null)
    .execute()
}

/** Questions that a robot did not know, as it wrote them down. */
export async function forgetWords(
  { write }: Database,
  companyId: string,
  words: readonly string[]
): Promise<void> {
  if (words.length === 0) return
  await write
    .deleteFrom('robot_unknown')
    .where('company_id', '=', companyId)
    .where('words', 'in', [...new Set(words)])
    .execute()
}

/** What is a visitor's own in the names of entries: the name of who wrote. */
export async function forgetNames({ write }: Database, uid: string): Promise<void> {
  await write
    .updateTable('entry')
    .set({ sender_name: null })
    .where('uid', '=', uid)
    .where('role', '=', 'visitor')
    .where('sender_name', 'is not', null)
    .execute()
}

/** Files of which there are still bytes. */
export async function filesOf({ read }: Database, uid: string): Promise<{ id: string; name: string }[]> {
  return await read
    .selectFrom('file')
    .select(['id', 'name'])
    .where('uid', '=', uid)
    .where('gone_at', 'is', null)
    .execute()
}

/** From now on nobody gets their bytes. */
export async function buryFiles({ write }: Database, uid: string, now: number): Promise<void> {
  await write
    .updateTable('file')
    .set({ gone_at: now, name: '' })
    .where('uid', '=', uid)
    .where('gone_at', 'is', null)
    .execute()
  await write.updateTable('file').set({ name: '' }).where('uid', '=', uid).where('name', '<>', '').execute()
}

export type PersonRecord = {
  uid: string
  companyId: string
  partnerid: string | null
  verified: boolean
  profile: Profile
  firstSeenAt: number
  lastSeenAt: number
}

/** The visitors of a company with this id, or with this partnerid on whichever device; the one who was proved first. */
export async function findPeople(
  { read }: Database,
  companyId: string,
  person: string
): Promise<PersonRecord[]> {
  const rows = await read
    .selectFrom('timeline')
    .select(['uid', 'company_id', 'partnerid', 'verified', 'profile', 'first_seen_at', 'last_seen_at'])
    .where('company_id', '=', companyId)
    .where(eb => eb.or([eb('uid', '=', person), eb('partnerid', '=', person)]))
    .orderBy('verified', 'desc')
    .orderBy('last_seen_at', 'desc')
    .limit(MOST_PEOPLE)
    .execute()
  return rows.map(row => ({
    uid: row.uid,
    companyId: row.company_id,
    partnerid: row.partnerid,
    verified: row.verified === 1,
    profile: JSON.parse(row.profile) as Profile,
    firstSeenAt: row.first_seen_at,
    lastSeenAt: row.last_seen_at
  }))
}
const MOST_PEOPLE = 100

/** How much there is; messages that are empty already do not count. */
export async function countPerson({ read }: Database, uid: string): Promise<Counts> {
  const count = async (table: 'conversation' | 'ticket' | 'visit') => {
    const row = await read
      .selectFrom(table)
      .select(eb => eb.fn.countAll<number>().as('n'))
      .where('uid', '=', uid)
      .executeTakeFirst()
    return Number(row?.n ?? 0)
  }
  const messages = await read
    .selectFrom('entry')
    .select(eb => eb.fn.countAll<number>().as('n'))
    .where('uid', '=', uid)
    .where('client_id', 'is not', null)
    .where('role', '<>', 'system')
    .where('content', 'not like', '{"kind":"void"%')
    .where('content', 'not like', '{"kind":"rating","score":_}')
    .executeTakeFirst()
  return {
    conversations: await count('conversation'),
    messages: Number(messages?.n ?? 0),
    files: (await filesOf({ read } as Database, uid)).length,
    tickets: await count('ticket'),
    visits: await count('visit')
  }
}

export async function personOf(
  { read }: Database,
  companyId: string,
  uid: string
): Promise<{ uid: string; headSeq: number; isErased: boolean } | undefined> {
  const row = await read
    .selectFrom('timeline')
    .leftJoin('entry', join =>
      join.onRef('entry.uid', '=', 'timeline.uid').onRef('entry.seq', '=', 'timeline.head_seq')
    )
    .select(['timeline.uid', 'timeline.head_seq as headSeq', 'entry.content'])
    .where('timeline.company_id', '=', companyId)
    .where('timeline.uid', '=', uid)
    .executeTakeFirst()
  return (
    row && {
      uid: row.uid,
      headSeq: row.headSeq,
      isErased: row.content?.startsWith('{"kind":"erased"') ?? false
    }
  )
}
