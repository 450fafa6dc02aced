import { sql, type Kysely } from 'kysely'

/** Robots, and what they know. */
export async function up(db: Kysely<unknown>) {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `create table robot (
    id text primary key,
    company_id text not null references company (id),
    number integer not null,
    name text not null,
    settings text not null,
    revision bigint not null default 0,
    created_at bigint not null,
    unique (company_id, number)
  )`,
  `create table faq_group (
    id text primary key,
    company_id text not null references company (id),
    robot_id text not null references robot (id),
    number integer not null,
    name text not null,
    unique (robot_id, number),
    unique (robot_id, name)
  )`,
  `create table faq (
    id text primary key,
    company_id text not null references company (id),
    robot_id text not null references robot (id),
    group_id text references faq_group (id),
    code text not null,
    place integer not null,
    answer text not null,
    is_guide integer not null,
    unique (robot_id, code)
  )`,
  `create table faq_phrasing (
    faq_id text not null references faq (id),
    n integer not null,
    company_id text not null references company (id),
    words text not null,
    primary key (faq_id, n)
  )`,
  `create table robot_unknown (
    robot_id text not null references robot (id),
    company_id text not null references company (id),
    words text not null,
    asked integer not null,
    asked_at bigint not null,
    primary key (robot_id, words)
  )`,
  `create index robot_unknown_by_age on robot_unknown (robot_id, asked_at)`,
  `create index faq_by_place on faq (robot_id, place)`,
  `alter table conversation add column robot_id text references robot (id)`,
  `create index conversation_of_robot on conversation (robot_id) where status = 'bot'`
]
