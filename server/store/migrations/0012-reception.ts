import { sql, type Kysely } from 'kysely'

/** What the desk says and does by itself: the choice of a group, time-outs; what visitors say of a robot's answers. */
export async function up(db: Kysely<unknown>) {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `alter table conversation add column channel integer`,
  `alter table conversation add column asked_at bigint`,
  `alter table conversation add column picked_group_id text`,
  `alter table conversation add column visitor_seen_at bigint`,
  `alter table conversation add column agent_seen_at bigint`,
  `create index conversation_asked on conversation (company_id, asked_at)
    where status = 'queued' and asked_at is not null`,
  `create table robot_feedback (
    company_id text not null references company (id),
    robot_id text not null references robot (id),
    faq_id text not null,
    answer_id text not null,
    uid text not null,
    solved integer not null,
    at bigint not null,
    primary key (answer_id)
  )`,
  `create index robot_feedback_of_faq on robot_feedback (robot_id, faq_id)`
]
