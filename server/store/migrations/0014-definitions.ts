import { sql, type Kysely } from 'kysely'

/** What companies define for themselves, and what was filled in of it on tickets. */
export async function up(db: Kysely<unknown>) {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `create table definition (
    company_id text not null references company (id),
    kind text not null,
    id text not null,
    name text not null,
    spec text not null,
    place bigint not null,
    primary key (company_id, kind, id)
  )`,
  `alter table ticket add column fields text not null default '{}'`,
  `alter table ticket add column log text not null default '[]'`
]
