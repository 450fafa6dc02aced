import type { Kysely } from 'kysely'
import { Migrator, type Migration } from 'kysely/migration'
import * as first from './migrations/0001-first.ts'

// Forward only: a way back is the backup that is made before.
const MIGRATIONS: Record<string, Migration> = { '0001-first': first }

/** Brings the tables to the newest shape; returns the names of the migrations that were carried out. */
export async function migrate(db: Kysely<any>): Promise<string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => MIGRATIONS } })
  const { error, results } = await migrator.migrateToLatest()
  if (error) throw new Error('The database could not be brought to the newest shape', { cause: error })
  return (results ?? []).map(result => result.migrationName)
}
