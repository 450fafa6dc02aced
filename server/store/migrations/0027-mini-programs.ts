import { sql, type Kysely } from 'kysely'

/** Mini programs whose contact button leads to a company: who they are, what their platform pushes, and what goes back through it. */
export async function up(db: Kysely<unknown>) {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `create table mini_program (
    id text primary key,
    company_id text not null references company (id),
    channel_id text not null references channel (id),
    app_id text not null unique,
    sealed text not null,
    verified_at bigint,
    pushed_at bigint,
    failing_since bigint,
    problem text,
    sealed_token text,
    token_until bigint not null default 0,
    token_asked_until bigint not null default 0,
    created_at bigint not null
  )`,
  `create index mini_program_by_company on mini_program (company_id, id)`,
  `create table mini_program_user (
    uid text primary key references timeline (uid),
    mini_program_id text not null references mini_program (id),
    openid text not null,
    unionid text,
    session_from text,
    spoke_at bigint not null default 0,
    entered_at bigint not null default 0,
    sent integer not null default 0,
    cursor bigint not null default 0,
    claimed_until bigint not null default 0,
    unique (mini_program_id, openid)
  )`,
  `create index mini_program_user_by_unionid on mini_program_user (unionid) where unionid is not null`,
  `create index mini_program_user_lately on mini_program_user (spoke_at)`,
  // What was pushed, until it is in a timeline; the key for as long as it may be pushed again
  `create table mini_program_push (
    id text primary key,
    mini_program_id text not null references mini_program (id),
    once text not null,
    openid text not null,
    body text not null,
    tries integer not null default 0,
    next_at bigint not null,
    claimed_until bigint not null default 0,
    done_at bigint,
    unique (mini_program_id, once)
  )`,
  `create index mini_program_push_due on mini_program_push (next_at, id) where done_at is null`,
  `create index mini_program_push_of_user on mini_program_push (mini_program_id, openid, id) where done_at is null`,
  `create index mini_program_push_done on mini_program_push (done_at) where done_at is not null`,
  // What has not gone out, and why
  `create table mini_program_message (
    uid text not null references timeline (uid),
    seq bigint not null,
    state text not null,
    problem text,
    tries integer not null default 0,
    next_at bigint not null,
    primary key (uid, seq)
  )`,
  `create index mini_program_message_due on mini_program_message (next_at) where state = 'waiting'`
]
