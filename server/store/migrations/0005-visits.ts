import { sql, type Kysely } from 'kysely'

/** Browsers on the customers' sites, and the way that they have taken, where somebody has switched that on. */
export async function up(db: Kysely<unknown>) {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `create table visit (
    id text primary key,
    company_id text not null references company (id),
    uid text,
    landed_at bigint not null,
    seen_at bigint not null,
    points bigint not null
  )`,
  `create index visit_of_timeline on visit (uid, seen_at)`,
  `create index visit_by_age on visit (seen_at)`,
  `create table track_point (
    visit_id text not null,
    n bigint not null,
    company_id text not null,
    uid text,
    cid text,
    kind text not null,
    page text not null,
    at bigint not null,
    primary key (visit_id, n)
  )`,
  `create index track_point_of_timeline on track_point (uid, at)`,
  `create index track_point_by_age on track_point (at)`
]
