import { SqliteAdapter, sql, type Kysely } from 'kysely'

/**
 * What can be searched, as tokens (server/search/tokens): a row for each message with words, and one with seq 0 for what is known of a
 * visitor. SQLite has the tokens in a table of its full-text module, which is kept in step by a trigger, so that whoever deletes a row
 * deletes its words, also in the file (`secure-delete`).
 */
export async function up(db: Kysely<unknown>) {
  const isSqlite = db.getExecutor().adapter instanceof SqliteAdapter
  for (const statement of [...(isSqlite ? SQLITE : POSTGRES), ...BOTH]) await sql.raw(statement).execute(db)
}

const COLUMNS = `company_id text not null references company (id), uid text not null, seq bigint not null`

const SQLITE = [
  `create table search_doc (id integer primary key autoincrement, ${COLUMNS})`,
  `create virtual table search_words using fts5 (tokens, tokenize = 'ascii', detail = 'none')`,
  `insert into search_words (search_words, rank) values ('secure-delete', 1)`,
  `create trigger search_doc_gone after delete on search_doc begin delete from search_words where rowid = old.id; end`
]

const POSTGRES = [
  // The tokens lie aside: whoever goes through the places of a common word reads little
  `create table search_doc (id bigserial primary key, ${COLUMNS}, tokens tsvector not null)
    with (toast_tuple_target = 128)`,
  `create index search_doc_by_token on search_doc using gin (tokens)`
]

const BOTH = [
  `create unique index search_doc_by_place on search_doc (uid, seq)`,
  // How far the desk log of a company has been read for it, and until when a process has taken that on
  `create table search_cursor (company_id text primary key references company (id), cursor bigint not null, claimed_until bigint not null)`,
  // 0: something is known of the visitor that cannot be found yet, or not any more
  `alter table timeline add column searched smallint not null default 0`,
  `create index timeline_to_search on timeline (uid) where searched = 0`
]
