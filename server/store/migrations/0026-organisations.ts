import { sql, type Kysely } from 'kysely'

/** Organisations of customers, and what staff have recorded of customers (business records). */
export async function up(db: Kysely<unknown>) {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `create table organisation (
    company_id text not null references company (id),
    id text not null,
    name text not null,
    domains text not null,
    description text not null,
    owner_id text,
    words text not null,
    primary key (company_id, id)
  )`,
  `create table business_record (
    id text primary key,
    company_id text not null references company (id),
    uid text not null references timeline (uid),
    cid text,
    template_id text,
    title text not null,
    fields text not null,
    note text not null,
    created_by text not null,
    created_by_id text not null,
    created_at bigint not null,
    changed_by text,
    changed_at bigint
  )`,
  `create index business_record_by_company on business_record (company_id, id)`,
  `create index business_record_by_uid on business_record (uid, id)`
]
