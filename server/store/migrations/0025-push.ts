import { sql, type Kysely } from 'kysely'

/** Where agents want to be told while no workbench of theirs is looked at: one browser for each session, gone with it. */
export async function up(db: Kysely<unknown>) {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `create table push_subscription (
    session text primary key references agent_session (hash) on delete cascade,
    id text not null unique,
    company_id text not null references company (id),
    agent_id text not null references agent (id),
    endpoint_hash text not null unique,
    sealed text not null,
    language text not null,
    created_at bigint not null
  )`,
  `create index push_subscription_of_company on push_subscription (company_id, agent_id)`,
  // The list of ended conversations goes on from where it ended, and so do messages left
  `create index conversation_ended_in_order on conversation (company_id, ended_at, cid) where ended_at is not null`,
  `create index ticket_in_order on ticket (company_id, created_at, id)`
]
