import { sql, type Kysely } from 'kysely'

/** What is to reach somebody outside: mail, and calls of other systems. Kept until it has, or until it is given up. */
export async function up(db: Kysely<unknown>) {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `create table delivery (
    id text primary key,
    company_id text not null references company (id),
    kind text not null,
    ref text not null,
    payload text not null,
    state text not null,
    tries bigint not null,
    next_at bigint not null,
    claimed_until bigint not null,
    problem text,
    created_at bigint not null,
    done_at bigint
  )`,
  `create index delivery_due on delivery (state, next_at)`,
  `create index delivery_of on delivery (company_id, ref, id)`
]
