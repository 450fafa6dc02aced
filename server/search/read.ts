import { sql, type RawBuilder } from 'kysely'
import type { Customer } from '#protocol/customer'
import type { Profile } from '#protocol/desk'
import type { Content } from '#protocol/entry'
import { maskNumbers } from '#server/privacy/mask'
import type { Db } from '#server/store/schema'
import { spaceOf, type Kind } from '#server/store/search'
import { find, snippetOf, termsOf, wantedOf, type Snippet, type Term } from './tokens.ts'
import { knownOf, visitorName, wordsOf } from './texts.ts'

// Two steps: the index says where to look, then the words themselves are looked at, as the searching person may read them. So a row of the
// index that is behind shows nothing, characters that are neighbours by chance are no hit, and nobody finds out a number that is masked.

export type SearchQuestion = {
  kind: 'sqlite' | 'postgres'
  companyId: string
  words: string
  of: Kind
  /** Said, or last seen, from then on and before then; ms. */
  from?: number | undefined
  to?: number | undefined
  /** Of conversations that this agent held last, or that came through this channel. */
  agent?: string | undefined
  channel?: number | undefined
  /** Numbers of cards are shown masked. */
  isMasked: boolean
  limit: number
  /** `next` of the page before. */
  after?: number | undefined
}

export type Hit = {
  cid: string
  uid: string
  /** Of the message; 0: of the visitor. */
  seq: number
  at: number
  by: { role: 'visitor' | 'agent' | 'bot' | 'system'; name: string }
  isNote: boolean
  /** Of a visitor: what it is that is known. */
  field: string
  visitor: string
  agentId: string | null
  channel: number | null
  startedAt: number
  snippet: Snippet
}
export type Hits = { items: Hit[]; next: number | null }

/** Rows that are looked at in one statement. */
const PORTION = 60
/** PostgreSQL finds all places of a query each time: where something else narrows them, more and more of them are looked at. */
const NARROWED_PORTIONS = [400, 1_600, 6_400]
/** For one page. */
const MOST_PORTIONS = 12

type Row = {
  id: number
  uid: string
  seq: number
  cid: string
  at: number
  role: Hit['by']['role']
  sender_name: string | null
  content: string | null
  agent_id: string | null
  channel: number | null
  started_at: number
  partnerid: string | null
  profile: string
  customer: string
}

/** The newest first. */
export async function readSearch(db: Db, question: SearchQuestion): Promise<Hits> {
  const terms = termsOf(question.words)
  const items: Hit[] = []
  if (terms.length === 0) return { items, next: null }
  for (let n = 0, { after } = question; n < MOST_PORTIONS; n++) {
    const { rows, end } = await lookOn(db, { ...question, after, portion: n }, terms)
    for (const row of rows) {
      const hit = toHit(row, terms, question)
      if (hit && items.length === question.limit) return { items, next: after! }
      if (hit) items.push(hit)
      after = Number(row.id)
    }
    if (end === undefined) return { items, next: null }
    after = end
    if (n + 1 === MOST_PORTIONS) return { items, next: after }
  }
  return { items, next: null }
}

/** The next rows, and where the ones behind them begin; undefined when there are none. */
type Looked = { rows: Row[]; end: number | undefined }
/** `portion`: how many there were before. */
type Looking = SearchQuestion & { portion: number }

const lookOn = (db: Db, question: Looking, terms: readonly Term[]): Promise<Looked> =>
  question.kind === 'sqlite' ? lookInSqlite(db, question, terms) : lookInPostgres(db, question, terms)

/** It goes through the places from the newest on, and stops when there are enough rows: cross joins stay in their order. */
async function lookInSqlite(db: Db, question: SearchQuestion, terms: readonly Term[]): Promise<Looked> {
  const { after } = question
  const { rows } = await sql<Row>`
    ${selected(question, sql`search_words cross join search_doc d on d.id = search_words.rowid`)}
    where ${sql.join(conditionsOf(question), sql` and `)} and search_words match ${sqliteQuery(wantedBy(question, terms))}
      ${after === undefined ? sql`` : sql`and search_words.rowid < ${after}`}
    order by search_words.rowid desc limit ${PORTION}`.execute(db)
  return { rows, end: rows.length < PORTION ? undefined : Number(rows.at(-1)!.id) }
}

/** It looks into the index first, whatever it believes how many there are: it would else read everything for a word that is rare. */
async function lookInPostgres(db: Db, question: Looking, terms: readonly Term[]): Promise<Looked> {
  const { after, from, to, agent, channel, portion } = question
  const isNarrowed = [from, to, agent, channel].some(one => one !== undefined)
  const limit = isNarrowed ? (NARROWED_PORTIONS[portion] ?? NARROWED_PORTIONS.at(-1)!) : PORTION
  const places = await sql<{ id: number }>`
    select id from (
      select id from search_doc where tokens @@ ${postgresQuery(wantedBy(question, terms))}::tsquery offset 0
    ) found ${after === undefined ? sql`` : sql`where id < ${after}`}
    order by id desc limit ${limit}`.execute(db)
  const ids = places.rows.map(({ id }) => Number(id))
  if (ids.length === 0) return { rows: [], end: undefined }
  const { rows } = await sql<Row>`
    ${selected(question, sql`search_doc d`)}
    where ${sql.join(conditionsOf(question), sql` and `)} and d.id = any(${ids}::bigint[])
    order by d.id desc`.execute(db)
  return { rows, end: ids.length < limit ? undefined : ids.at(-1) }
}

type Wanted = { token: string; isStart: boolean }[]

function wantedBy({ companyId, of }: SearchQuestion, terms: readonly Term[]): Wanted {
  const space = spaceOf(companyId, of)
  return wantedOf(terms).map(({ token, isStart }) => ({ token: space + token, isStart }))
}

const ofConversation = ({ agent, channel }: SearchQuestion) => [
  ...(agent === undefined ? [] : [sql`c.agent_id = ${agent}`]),
  ...(channel === undefined ? [] : [sql`c.channel = ${channel}`])
]

function conditionsOf(question: SearchQuestion) {
  const { companyId, of, from, to } = question
  const at = of === 'messages' ? sql`e.at` : sql`t.last_seen_at`
  return [
    sql`d.company_id = ${companyId}`,
    ...(from === undefined ? [] : [sql`${at} >= ${from}`]),
    ...(to === undefined ? [] : [sql`${at} < ${to}`]),
    ...(of === 'messages' ? ofConversation(question) : [])
  ]
}

/** Rows of `docs` with what they are about: a message, or a visitor with the newest conversation that fits. */
function selected(question: SearchQuestion, docs: RawBuilder<unknown>) {
  const join = sql.raw(question.kind === 'sqlite' ? 'cross join' : 'join')
  if (question.of === 'messages')
    return sql`select d.id, d.uid, d.seq, e.at, e.role, e.sender_name, e.content, ${COMMON}
      from ${docs}
      ${join} entry e on e.uid = d.uid and e.seq = d.seq
      ${join} conversation c on c.cid = e.cid
      ${join} timeline t on t.uid = d.uid`
  const fits = sql.join([sql`c.uid = d.uid`, ...ofConversation(question)], sql` and `)
  return sql`select d.id, d.uid, d.seq, t.last_seen_at as at, 'visitor' as role, null as sender_name, null as content, ${COMMON}
    from ${docs}
    ${join} timeline t on t.uid = d.uid
    ${join} conversation c on c.cid = (select c.cid from conversation c where ${fits} order by c.first_seq desc limit 1)`
}

const COMMON = sql`c.cid, c.agent_id, c.channel, c.started_at, t.partnerid, t.profile, t.customer`

// Tokens are letters and digits: nothing in them has to be escaped
const sqliteQuery = (wanted: Wanted) =>
  wanted.map(({ token, isStart }) => `"${token}"${isStart ? ' *' : ''}`).join(' AND ')
const postgresQuery = (wanted: Wanted) =>
  wanted.map(({ token, isStart }) => `'${token}'${isStart ? ':*' : ''}`).join(' & ')

/** Undefined: there is nothing to be found in it any more, or for who reads. */
function toHit(row: Row, terms: readonly Term[], { of, isMasked }: SearchQuestion): Hit | undefined {
  const who = {
    partnerid: row.partnerid,
    profile: JSON.parse(row.profile) as Profile,
    customer: JSON.parse(row.customer) as Customer
  }
  const content = row.content === null ? undefined : (JSON.parse(row.content) as Content)
  const shown = (text: string) => (isMasked ? maskNumbers(text) : text)
  const found =
    of === 'messages'
      ? lookAt([{ name: '', text: shown(wordsOf({ by: row, content: content! })) }], terms)
      : lookAt(
          knownOf(who).map(({ name, text }) => ({ name, text: shown(text) })),
          terms
        )
  if (!found) return undefined
  return {
    cid: row.cid,
    uid: row.uid,
    seq: Number(row.seq),
    at: Number(row.at),
    by: { role: row.role, name: row.role === 'visitor' ? visitorName(who) : (row.sender_name ?? '') },
    isNote: content?.kind === 'note',
    field: found.name,
    visitor: visitorName(who),
    agentId: row.agent_id,
    channel: row.channel,
    startedAt: Number(row.started_at),
    snippet: found.snippet
  }
}

/** All terms have to occur, be it in several of them; the first with one of them is shown. */
function lookAt(
  texts: readonly { name: string; text: string }[],
  terms: readonly Term[]
): { name: string; snippet: Snippet } | undefined {
  const places = texts.map(one => ({ ...one, places: terms.map(term => find(one.text, [term]) ?? []) }))
  if (terms.some((_, n) => places.every(one => one.places[n]!.length === 0))) return undefined
  const best = places.toSorted((a, b) => count(b.places) - count(a.places))[0]!
  return { name: best.name, snippet: snippetOf(best.text, find(best.text, terms) ?? merged(best.places)) }
}

const count = (places: readonly unknown[][]) => places.filter(({ length }) => length > 0).length
const merged = (places: readonly { from: number; to: number }[][]) =>
  places.flat().sort((a, b) => a.from - b.from)
