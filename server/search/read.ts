import { sql } from 'kysely'
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

/** Rows that are looked at in one statement, and in all for one page. */
const PORTION = 60
const MOST_LOOKED_AT = 1_200

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
  let after = question.after
  for (let looked = 0; looked < MOST_LOOKED_AT; looked += PORTION) {
    const rows = await rowsOf(db, { ...question, after }, terms)
    for (const row of rows) {
      const hit = toHit(row, terms, question)
      if (hit && items.length === question.limit) return { items, next: after! }
      if (hit) items.push(hit)
      after = Number(row.id)
    }
    if (rows.length < PORTION) return { items, next: null }
  }
  return { items, next: after! }
}

type Wanted = { token: string; isStart: boolean }[]

async function rowsOf(
  db: Db,
  { kind, companyId, of, from, to, agent, channel, after }: SearchQuestion,
  terms: readonly Term[]
): Promise<Row[]> {
  const space = spaceOf(companyId, of)
  const wanted = wantedOf(terms).map(({ token, isStart }) => ({ token: space + token, isStart }))
  const at = of === 'messages' ? sql`e.at` : sql`t.last_seen_at`
  const ofConversation = [
    ...(agent === undefined ? [] : [sql`c.agent_id = ${agent}`]),
    ...(channel === undefined ? [] : [sql`c.channel = ${channel}`])
  ]
  const conditions = [
    sql`d.company_id = ${companyId}`,
    ...(from === undefined ? [] : [sql`${at} >= ${from}`]),
    ...(to === undefined ? [] : [sql`${at} < ${to}`]),
    ...(of === 'messages' ? ofConversation : [])
  ]
  // SQLite keeps the order of cross joins: from the newest place in the index on, until there are enough
  const join = sql.raw(kind === 'sqlite' ? 'cross join' : 'join')
  const newest = sql`c.cid = (select c.cid from conversation c
    where ${sql.join([sql`c.uid = d.uid`, ...ofConversation], sql` and `)} order by c.first_seq desc limit 1)`
  const query =
    of === 'messages'
      ? sql`select d.id, d.uid, d.seq, e.at, e.role, e.sender_name, e.content, ${COMMON}
          from ${docs(kind, wanted, after)}
          ${join} entry e on e.uid = d.uid and e.seq = d.seq
          ${join} conversation c on c.cid = e.cid
          ${join} timeline t on t.uid = d.uid`
      : sql`select d.id, d.uid, d.seq, t.last_seen_at as at, 'visitor' as role, null as sender_name, null as content, ${COMMON}
          from ${docs(kind, wanted, after)}
          ${join} timeline t on t.uid = d.uid
          ${join} conversation c on ${newest}`
  const { rows } = await sql<Row>`${query}
    where ${sql.join([...conditions, ...matching(kind, wanted, after)], sql` and `)}
    order by ${sql.ref(kind === 'sqlite' ? 'search_words.rowid' : 'd.id')} desc limit ${PORTION}`.execute(db)
  return rows
}

const COMMON = sql`c.cid, c.agent_id, c.channel, c.started_at, t.partnerid, t.profile, t.customer`

/** PostgreSQL looks into the index first, whatever it believes how many there are. */
const docs = (kind: 'sqlite' | 'postgres', wanted: Wanted, after: number | undefined) =>
  kind === 'sqlite'
    ? sql`search_words cross join search_doc d on d.id = search_words.rowid`
    : sql`(select id, uid, seq, company_id from search_doc
        where tokens @@ ${postgresQuery(wanted)}::tsquery ${after === undefined ? sql`` : sql`and id < ${after}`}
        offset 0) d`

const matching = (kind: 'sqlite' | 'postgres', wanted: Wanted, after: number | undefined) =>
  kind === 'postgres'
    ? []
    : [
        sql`search_words match ${sqliteQuery(wanted)}`,
        ...(after === undefined ? [] : [sql`search_words.rowid < ${after}`])
      ]

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
