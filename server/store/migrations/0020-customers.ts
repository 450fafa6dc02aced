import { sql, type Kysely } from 'kysely'

/** What staff write down of customers, and of conversations. */
export async function up(db: Kysely<unknown>) {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `alter table timeline add column customer text not null default '{}'`,
  `alter table conversation add column summary text`,
  // The conversations that somebody has had under one name
  `create index timeline_by_partner on timeline (company_id, partnerid)`
]
