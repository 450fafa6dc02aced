import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>) {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `alter table timeline add column partnerid text`,
  `alter table timeline add column verified smallint not null default 0`,
  // A verified customer has one timeline, on whatever device
  `create unique index timeline_of_partner on timeline (company_id, partnerid) where verified = 1`,
  `alter table channel add column sealed_key text`
]
