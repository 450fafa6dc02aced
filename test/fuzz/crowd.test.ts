import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Writer } from '#server/store/writer'
import { percentile } from '#test/bench/stats'
import { startCluster, type Cluster } from '#test/kit/cluster'
import { startPostgres, type Postgres } from '#test/kit/postgres'
import type { World } from '#test/kit/world'
import { runCrowd, type CrowdOptions } from './crowd.ts'

const SEED = Number(process.env['FUZZ_FIRST'] ?? 1)
const CROWD = { seed: SEED, visitors: 200, agents: 20 }

async function holds(options: CrowdOptions) {
  const { violations, idleMs, log, allowedMs } = await runCrowd(options)
  expect(violations).toEqual([])
  expect(log.filter(({ kind }) => kind === 'assigned').length).toBe(options.visitors)
  expect(percentile(idleMs, 0.99)).toBeLessThanOrEqual(1_000 + allowedMs)
}

test(
  '[QU1, QU5, QU6, QU7] 200 visitors at once, 20 agents up and down, on SQLite',
  { timeout: 120_000 },
  () => holds(CROWD)
)

describe('with two servers in one process on one PostgreSQL', () => {
  let postgres: Postgres
  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres.stop())

  test('[QU1, QU5, QU6, QU7] 200 visitors at once, 20 agents up and down', { timeout: 120_000 }, async () => {
    const databaseUrl = await postgres.createDatabase('crowd')
    await holds({ ...CROWD, databaseUrl, processes: 2 })
  })
})

describe('with two processes on one PostgreSQL and one Redis', () => {
  let cluster: Cluster
  beforeAll(async () => {
    cluster = await startCluster()
  }, 120_000)
  afterAll(() => cluster.dispose())

  test(
    '[DSK-assign, QU1, QU5, QU6, QU7] 200 visitors at once, 20 agents up and down, by real sockets',
    { timeout: 120_000 },
    () => holds({ ...CROWD, cluster })
  )
})

// The checker sees what it is there for, also in a real log: each bug is planted and has to be found.
const BUGS: { says: string; finds: string; plant: Partial<CrowdOptions> }[] = [
  {
    says: 'a conversation that somebody has is put back into the queue without a word',
    finds: 'two-agents',
    plant: { disturb: putsBack }
  },
  { says: 'capacities are not what they were set to', finds: 'over-capacity', plant: { disturb: overloads } },
  { says: 'whom the page has named are put last', finds: 'overtaken', plant: { disturb: turnsRound } },
  {
    says: 'the desk is not told that somebody is free',
    finds: 'idle',
    plant: { calm: true, visitors: 12, wrapWriter: dawdles }
  }
]
for (const { says, finds, plant } of BUGS)
  test(`finds the planted bug: ${says}`, { timeout: 60_000 }, async () => {
    const { violations } = await runCrowd({
      seed: 1,
      visitors: 60,
      agents: 6,
      withinMs: 15_000,
      strict: true,
      ...plant
    })
    expect(violations.map(({ rule }) => rule)).toContain(finds)
  })

const waitingOf = ({ database }: World, companyId: string, status: 'queued' | 'active') =>
  database.read
    .selectFrom('conversation')
    .select(['cid', 'started_at'])
    .where('company_id', '=', companyId)
    .where('status', '=', status)
    .orderBy('started_at')
    .execute()

async function putsBack(world: World, companyId: string) {
  const [one] = await waitingOf(world, companyId, 'active')
  if (!one) return
  await world.database.write
    .updateTable('conversation')
    .set({ status: 'queued', agent_id: null, route: null })
    .where('cid', '=', one.cid)
    .execute()
}

async function overloads({ database }: World, companyId: string) {
  await database.write.updateTable('agent').set({ capacity: 9 }).where('company_id', '=', companyId).execute()
}

async function turnsRound({ database }: World, companyId: string) {
  const waiting = await database.read
    .selectFrom('conversation')
    .innerJoin('timeline', 'timeline.uid', 'conversation.uid')
    .select(['conversation.cid', 'timeline.profile'])
    .where('conversation.company_id', '=', companyId)
    .where('status', '=', 'queued')
    .execute()
  for (const { cid, profile } of waiting)
    await database.write
      .updateTable('conversation')
      .set({ queue_rank: profile.includes('true') ? 1 : 0 })
      .where('cid', '=', cid)
      .execute()
}

/** Every turn of the desk comes four seconds late. */
function dawdles(writer: Writer): Writer {
  return {
    ...writer,
    enlist: async work => {
      await new Promise(resolve => setTimeout(resolve, 4_000))
      await writer.enlist(work)
    }
  }
}
