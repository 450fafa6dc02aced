import { sql, type Kysely } from 'kysely'

/** A second factor for staff, and what was guessed in vain. */
export async function up(db: Kysely<unknown>) {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `alter table company add column must_totp integer not null default 0`,
  `alter table agent add column sealed_totp text`,
  `alter table agent add column sealed_new_totp text`,
  `alter table agent add column totp_step bigint not null default 0`,
  `create table recovery_code (
    agent_id text not null references agent (id),
    hash text not null,
    company_id text not null references company (id),
    primary key (agent_id, hash)
  )`,
  `create table sign_in_guess (
    hash text primary key,
    failures bigint not null,
    wait_until bigint not null,
    at bigint not null
  )`,
  `create index sign_in_guess_by_age on sign_in_guess (at)`
]
