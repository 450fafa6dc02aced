import { sql, type Kysely } from 'kysely'

/** Platforms of several companies, and conversations that one of them has referred to another. */
export async function up(db: Kysely<unknown>) {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `create table platform (
    id text primary key,
    code text not null unique,
    name text not null,
    main_company_id text not null references company (id),
    created_at bigint not null
  )`,
  `create table platform_member (
    platform_id text not null references platform (id),
    company_id text not null references company (id),
    customer_code text not null,
    invited_at bigint not null,
    joined_at bigint,
    primary key (platform_id, company_id),
    unique (platform_id, customer_code)
  )`,
  `create index platform_member_of_company on platform_member (company_id)`,
  `create table referral (
    id text primary key,
    platform_id text not null,
    from_company_id text not null references company (id),
    to_company_id text not null references company (id),
    group_id text,
    uid text not null references timeline (uid),
    cid text not null,
    cursor integer not null,
    mirror_uid text references timeline (uid),
    mirror_cursor integer not null,
    returned integer not null,
    created_at bigint not null,
    ended_at bigint
  )`,
  `create index referral_of_conversation on referral (cid)`,
  `create index referral_open on referral (id) where ended_at is null`,
  `alter table timeline add column referral_id text`
]
