import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>) {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `alter table company add column desk text not null default '{}'`,
  `alter table company add column staffed text not null default ''`,
  `alter table agent add column capacity integer not null default 5`,
  `alter table agent add column served_at bigint not null default 0`,
  // Pages name groups by ids that another system gave: they need to be different within a company only
  `create table agent_group (
    company_id text not null references company (id),
    id text not null,
    name text not null,
    hours text,
    queue_mode text not null,
    queue_limit integer,
    created_at bigint not null,
    primary key (company_id, id)
  )`,
  `create table group_member (
    company_id text not null,
    group_id text not null,
    agent_id text not null references agent (id),
    primary key (company_id, group_id, agent_id)
  )`,
  `create index group_member_of_agent on group_member (agent_id)`,
  `create table agent_presence (
    agent_id text not null references agent (id),
    process_id text not null,
    company_id text not null,
    until bigint not null,
    primary key (agent_id, process_id)
  )`,
  `create index agent_presence_of_company on agent_presence (company_id, until)`,
  `alter table conversation add column group_id text`,
  `alter table conversation add column wanted_agent_id text`,
  `alter table conversation add column queued_at bigint`,
  `alter table conversation add column served_at bigint`,
  `alter table conversation add column queue_rank integer not null default 0`,
  `alter table conversation add column sticky_agent_id text`,
  `alter table conversation add column avoid_agent_id text`,
  `alter table conversation add column route text`,
  `update conversation set queued_at = started_at where status in ('queued', 'active')`,
  `create index conversation_in_queue on conversation (company_id, group_id, queue_rank, queued_at, cid, avoid_agent_id)
    where status = 'queued'`,
  // With the status as a column, too, SQLite takes them before the one of all conversations by their status
  `create index conversation_unrouted on conversation (company_id, status, queued_at)
    where status = 'queued' and route is null`,
  `create index conversation_unplaced on conversation (company_id, status, queued_at)
    where status = 'queued' and group_id is null and wanted_agent_id is null`,
  `create index conversation_wanting on conversation (company_id, wanted_agent_id)
    where status = 'queued' and wanted_agent_id is not null`,
  `create index conversation_held on conversation (company_id, agent_id) where status = 'active'`
]
