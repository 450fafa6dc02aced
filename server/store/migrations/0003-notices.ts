import { sql, type Kysely } from 'kysely'

/** The notices of a timeline without its messages: few, so the newest is found at once. */
export async function up(db: Kysely<unknown>) {
  await sql.raw('create index entry_notice on entry (uid, seq) where client_id is null').execute(db)
}
