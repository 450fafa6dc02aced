import { sql, type Kysely } from 'kysely'

/** Addresses of companies that are told what happens. */
export async function up(db: Kysely<unknown>) {
  await sql
    .raw(
      `create table webhook (
    id text primary key,
    company_id text not null references company (id),
    name text not null,
    url text not null,
    events text not null,
    sealed_secret text not null,
    is_enabled integer not null,
    cursor bigint not null,
    created_at bigint not null
  )`
    )
    .execute(db)
  await sql.raw('create index webhook_of_company on webhook (company_id, id)').execute(db)
}
