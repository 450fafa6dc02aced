import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>) {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

// Plain SQL that SQLite and PostgreSQL both read.
const STATEMENTS = [
  `create table company (
    id text primary key,
    sysnum text not null unique,
    name text not null,
    desk_head bigint not null default 0,
    created_at bigint not null
  )`,
  `create table channel (
    id text primary key,
    company_id text not null references company (id),
    number integer not null,
    kind text not null,
    name text not null,
    settings text not null,
    unique (company_id, number)
  )`,
  `create table agent (
    id text primary key,
    company_id text not null references company (id),
    email text not null unique,
    name text not null,
    role text not null,
    password_hash text,
    status text not null,
    created_at bigint not null,
    disabled_at bigint
  )`,
  `create index agent_of_company on agent (company_id)`,
  `create table agent_session (
    hash text primary key,
    agent_id text not null references agent (id),
    company_id text not null,
    created_at bigint not null,
    expires_at bigint not null,
    user_agent text not null
  )`,
  `create index agent_session_of_agent on agent_session (agent_id)`,
  `create table sign_in_link (
    hash text primary key,
    agent_id text not null references agent (id),
    company_id text not null,
    expires_at bigint not null,
    used_at bigint
  )`,
  `create table timeline (
    uid text primary key,
    company_id text not null references company (id),
    head_seq bigint not null default 0,
    floor_seq bigint not null default 1,
    cid text,
    profile text not null default '{}',
    visitor_delivered bigint not null default 0,
    visitor_read bigint not null default 0,
    agent_delivered bigint not null default 0,
    agent_read bigint not null default 0,
    first_seen_at bigint not null,
    last_seen_at bigint not null
  )`,
  `create table credential (
    hash text primary key,
    uid text not null references timeline (uid),
    company_id text not null,
    created_at bigint not null
  )`,
  `create index credential_of_timeline on credential (uid)`,
  `create table conversation (
    cid text primary key,
    uid text not null references timeline (uid),
    company_id text not null,
    status text not null,
    agent_id text,
    started_at bigint not null,
    ended_at bigint,
    first_seq bigint not null,
    last_seq bigint
  )`,
  `create index conversation_by_status on conversation (company_id, status, started_at)`,
  `create index conversation_by_end on conversation (company_id, ended_at)`,
  `create index conversation_of_timeline on conversation (uid)`,
  `create table entry (
    uid text not null references timeline (uid),
    seq bigint not null,
    company_id text not null,
    desk_seq bigint not null,
    id text not null,
    cid text not null,
    role text not null,
    sender_id text not null,
    sender_name text,
    client_id text,
    content text not null,
    at bigint not null,
    primary key (uid, seq)
  )`,
  `create unique index entry_desk on entry (company_id, desk_seq)`,
  `create unique index entry_once on entry (uid, sender_id, client_id)`,
  `create table file (
    id text primary key,
    company_id text not null references company (id),
    uid text not null references timeline (uid),
    uploaded_by text not null,
    name text not null,
    type text not null,
    size bigint not null,
    width integer,
    height integer,
    created_at bigint not null
  )`,
  `create index file_of_timeline on file (uid)`
]
