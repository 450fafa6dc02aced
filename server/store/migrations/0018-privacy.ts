import { sql, type Kysely } from 'kysely'

/** How long a company keeps what, and who has looked for what is too old; what has been emptied is not looked at again. */
export async function up(db: Kysely<unknown>) {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `alter table company add column privacy text not null default '{}'`,
  `alter table company add column swept_at bigint not null default 0`,
  `alter table conversation add column cleared_at bigint`,
  `create index conversation_to_clear on conversation (company_id, ended_at) where ended_at is not null and cleared_at is null`,
  `create index timeline_to_clear on timeline (company_id, last_seen_at) where profile <> '{}'`,
  `create index visit_of_company on visit (company_id, seen_at)`,
  `create index track_point_of_company on track_point (company_id, at)`,
  `create index delivery_by_age on delivery (company_id, done_at) where done_at is not null`,
  `create index robot_feedback_of_visitor on robot_feedback (uid)`
]
