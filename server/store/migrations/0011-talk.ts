import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>) {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `alter table file add column gone_at bigint`,
  `alter table conversation add column guests text not null default ''`,
  `alter table timeline add column blocked_until bigint`,
  `alter table timeline add column blocked_at bigint`,
  `alter table timeline add column blocked_by text`,
  `alter table timeline add column blocked_reason text`,
  `create index timeline_blocked on timeline (company_id, blocked_at) where blocked_until is not null`,
  `create table reply (
    id text primary key,
    company_id text not null references company (id),
    agent_id text references agent (id),
    folder text not null,
    shortcut text not null,
    title text not null,
    body text not null,
    created_at bigint not null,
    updated_at bigint not null
  )`,
  `create index reply_of_company on reply (company_id, agent_id)`
]
