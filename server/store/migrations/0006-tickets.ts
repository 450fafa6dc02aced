import { sql, type Kysely } from 'kysely'

/** Messages that visitors have left, to be answered later. */
export async function up(db: Kysely<unknown>) {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `create table ticket (
    id text primary key,
    company_id text not null references company (id),
    uid text not null references timeline (uid),
    form_id text not null,
    name text not null,
    email text not null,
    phone text not null,
    content text not null,
    template text not null,
    skill_group text not null,
    file_id text references file (id),
    status text not null,
    answer text,
    answered_by text,
    answered_at bigint,
    created_at bigint not null,
    unique (company_id, form_id)
  )`,
  `create index ticket_by_status on ticket (company_id, status, created_at)`,
  `create index ticket_of_timeline on ticket (uid)`
]
