import { sql, type Kysely } from 'kysely'

/** Conversations by when they began, for reports. */
export async function up(db: Kysely<unknown>) {
  await sql.raw('create index conversation_by_start on conversation (company_id, started_at)').execute(db)
}
