import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>) {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `create table handover (
    hash text primary key,
    company_id text not null,
    sealed_secret text not null,
    expires_at bigint not null
  )`,
  `create index handover_by_expiry on handover (expires_at)`
]
