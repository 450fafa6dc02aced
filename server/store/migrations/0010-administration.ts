import { sql, type Kysely } from 'kysely'

/** Keys for other programs, who has changed what, and the signing key before the present one. */
export async function up(db: Kysely<unknown>) {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `create table api_key (
    id text primary key,
    company_id text not null references company (id),
    name text not null,
    start text not null,
    hash text not null unique,
    scopes text not null,
    created_at bigint not null,
    used_at bigint
  )`,
  `create index api_key_of_company on api_key (company_id, id)`,
  `create table audit (
    id text primary key,
    company_id text not null references company (id),
    at bigint not null,
    by_kind text not null,
    by_id text not null,
    by_name text not null,
    action text not null,
    target text not null,
    given text not null
  )`,
  `create index audit_of_company on audit (company_id, id)`,
  `alter table channel add column sealed_old_key text`
]
