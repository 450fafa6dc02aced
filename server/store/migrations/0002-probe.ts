import { sql, type Kysely } from 'kysely'

/** Rows that come and go when somebody asks whether the database takes writes. */
export async function up(db: Kysely<unknown>) {
  await sql.raw('create table probe (id text primary key, ballast text not null)').execute(db)
}
