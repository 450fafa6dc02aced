import type { Kysely } from 'kysely'
import { Migrator, type Migration } from 'kysely/migration'
import * as first from './migrations/0001-first.ts'
import * as probe from './migrations/0002-probe.ts'
import * as notices from './migrations/0003-notices.ts'
import * as identity from './migrations/0004-identity.ts'
import * as visits from './migrations/0005-visits.ts'
import * as tickets from './migrations/0006-tickets.ts'
import * as handovers from './migrations/0007-handovers.ts'
import * as robot from './migrations/0008-robot.ts'
import * as desk from './migrations/0009-desk.ts'
import * as administration from './migrations/0010-administration.ts'
import * as talk from './migrations/0011-talk.ts'
import * as reception from './migrations/0012-reception.ts'
import * as definitions from './migrations/0014-definitions.ts'
import * as deliveries from './migrations/0015-deliveries.ts'
import * as reports from './migrations/0016-reports.ts'
import * as webhooks from './migrations/0017-webhooks.ts'
import * as privacy from './migrations/0018-privacy.ts'
import * as login from './migrations/0019-login.ts'
import * as customers from './migrations/0020-customers.ts'
import * as platforms from './migrations/0022-platforms.ts'
import * as search from './migrations/0024-search.ts'
import * as push from './migrations/0025-push.ts'
import * as organisations from './migrations/0026-organisations.ts'
import * as miniPrograms from './migrations/0027-mini-programs.ts'
import * as trail from './migrations/0028-trail.ts'

// Forward only: a way back is the backup that is made before.
const MIGRATIONS: Record<string, Migration> = {
  '0001-first': first,
  '0002-probe': probe,
  '0003-notices': notices,
  '0004-identity': identity,
  '0005-visits': visits,
  '0006-tickets': tickets,
  '0007-handovers': handovers,
  '0008-robot': robot,
  '0009-desk': desk,
  '0010-administration': administration,
  '0011-talk': talk,
  '0012-reception': reception,
  '0014-definitions': definitions,
  '0015-deliveries': deliveries,
  '0016-reports': reports,
  '0017-webhooks': webhooks,
  '0018-privacy': privacy,
  '0019-login': login,
  '0020-customers': customers,
  '0022-platforms': platforms,
  '0024-search': search,
  '0025-push': push,
  '0026-organisations': organisations,
  '0027-mini-programs': miniPrograms,
  '0028-trail': trail
}

/** Brings the tables to the newest shape; returns the names of the migrations that were carried out. */
export async function migrate(db: Kysely<any>): Promise<string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => MIGRATIONS } })
  const { error, results } = await migrator.migrateToLatest()
  if (error) throw new Error('The database could not be brought to the newest shape', { cause: error })
  return (results ?? []).map(result => result.migrationName)
}
