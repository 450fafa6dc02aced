import { sql, type Kysely } from 'kysely'

/** Mini programs that tell what their visitors look at: the programs, who they were told of, the events, and the ids by which they meet. */
export async function up(db: Kysely<unknown>) {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const PERSON_IDS = ['openid', 'unionid', 'qid', 'user_id', 'ali_user_id', 'buss_id']

const STATEMENTS = [
  `create table tracker_app (
    id text primary key,
    company_id text not null references company (id),
    app_id text not null,
    name text not null,
    company_token text not null,
    appkey text not null unique,
    sealed_secret text,
    products integer not null,
    orders integer not null,
    events integer not null,
    created_at bigint not null,
    unique (company_id, app_id)
  )`,
  `create index tracker_app_by_app_id on tracker_app (app_id)`,
  // One for each combination of ids that was ever told: who signs out on a device is somebody else from then on
  `create table trail_person (
    id text primary key,
    company_id text not null references company (id),
    uid text,
    ${PERSON_IDS.map(name => `${name} text`).join(', ')},
    seen_at bigint not null
  )`,
  ...PERSON_IDS.map(
    name =>
      `create index trail_person_by_${name} on trail_person (company_id, ${name}) where ${name} is not null`
  ),
  `create index trail_person_by_uid on trail_person (uid) where uid is not null`,
  `create index trail_person_by_age on trail_person (company_id, seen_at)`,
  `create table trail_event (
    app text not null references tracker_app (id),
    key text not null,
    company_id text not null,
    person text not null,
    uid text,
    type text not null,
    card text not null,
    at bigint not null,
    received_at bigint not null,
    primary key (app, key)
  )`,
  `create index trail_event_of_person on trail_event (person, at)`,
  `create index trail_event_of_uid on trail_event (uid, at) where uid is not null`,
  `create index trail_event_as_received on trail_event (app, received_at)`,
  `create index trail_event_by_age on trail_event (company_id, at)`,
  // Properties that did not fit their definition
  `create table trail_filtered (
    app text not null references tracker_app (id),
    event text not null,
    property text not null,
    count bigint not null,
    last_at bigint not null,
    primary key (app, event, property)
  )`,
  // By which ids the visitors of conversations are known
  `create table known_id (
    company_id text not null references company (id),
    kind text not null,
    value text not null,
    uid text not null references timeline (uid),
    verified integer not null,
    at bigint not null,
    primary key (company_id, kind, value, uid)
  )`,
  `create index known_id_of_uid on known_id (uid)`,
  `create index known_id_by_age on known_id (company_id, at)`
]
