import { systemClock } from '#server/clock'
import { claimCursor, indexEntries, letGoOfCursor } from '#server/store/search'
import { startPostgres } from '#test/kit/postgres'
import { createRandom, type Random } from '#test/kit/random'
import { asked, shopFaqs } from '#test/kit/robot-set'
import { createWorld, type World } from '#test/kit/world'
import type { Figure, Result } from './report.ts'
import { tail } from './stats.ts'

const MESSAGES = 100_000
const TIMELINES = 1_000
const SEARCHES = 300

/** Searching a hundred thousand messages, and what a portion of the index takes, on both databases. */
export async function searching(log: (line: string) => void): Promise<Result> {
  const figures: Figure[] = [...(await on('SQLite', undefined, log))]
  const postgres = await startPostgres()
  try {
    figures.push(...(await on('PostgreSQL', await postgres.createDatabase('searching'), log)))
  } finally {
    await postgres.stop()
  }
  return {
    figures,
    notes: [
      `${MESSAGES} messages of ${TIMELINES} visitors, out of what the demo shop is asked; ${SEARCHES} searches for one and two words of them, ` +
        'a third narrowed to an agent.'
    ]
  }
}

async function on(
  name: string,
  databaseUrl: string | undefined,
  log: (line: string) => void
): Promise<Figure[]> {
  const world = await createWorld({ clock: systemClock, ...(databaseUrl ? { databaseUrl } : {}) })
  try {
    const random = createRandom(1)
    const agent = await world.makeAgent('ann')
    await write(world, random, agent.id)
    log(`${name}: written`)
    const portions = await indexAll(world)
    log(`${name}: ${portions.length} portions of the index`)
    const found = { searches: [] as number[], hits: 0 }
    for (let n = 0; n < SEARCHES; n++) {
      const words = textOf(random)
        .split(/[\s，。？、]+/)
        .slice(0, 1 + (n % 2))
        .map(word => word.slice(0, 2 + (n % 5)))
      const before = performance.now()
      const { items } = await world.services.search.find({
        companyId: world.company.id,
        words: words.join(' '),
        of: 'messages',
        isMasked: false,
        limit: 20,
        ...(n % 3 === 0 ? { agent: agent.id } : {})
      })
      found.searches.push(performance.now() - before)
      found.hits += items.length
    }
    if (found.hits < SEARCHES) throw new Error(`only ${found.hits} hits`)
    // The first starts the thread
    const search = tail(found.searches.slice(1))
    const portion = tail(portions)
    return [
      { name: `${name}: search p50`, value: search.p50, unit: 'ms' },
      { name: `${name}: search p99`, value: search.p99, unit: 'ms' },
      { name: `${name}: search max`, value: search.max, unit: 'ms' },
      { name: `${name}: a portion of the index p50`, value: portion.p50, unit: 'ms' },
      { name: `${name}: a portion of the index p99`, value: portion.p99, unit: 'ms' }
    ]
  } finally {
    await world.close()
  }
}

async function indexAll({ database, company }: World): Promise<number[]> {
  const times: number[] = []
  for (let cursor = await claimCursor(database, company.id, Date.now()); cursor !== undefined;) {
    const before = performance.now()
    cursor = await indexEntries(database, company.id, { cursor, now: Date.now() })
    times.push(performance.now() - before)
  }
  await letGoOfCursor(database, company.id)
  return times
}

const TEXTS = [...asked.map(({ text }) => text), ...shopFaqs().flatMap(({ phrasings }) => phrasings)]
const textOf = (random: Random) => `${random.pick(TEXTS)} ${random.pick(TEXTS)}`

async function write({ database, company, makeVisitor }: World, random: Random, agentId: string) {
  const uids: string[] = []
  for (let n = 0; n < TIMELINES; n++) uids.push(await makeVisitor())
  const now = Date.now()
  const each = MESSAGES / TIMELINES
  await database.write.transaction().execute(async tx => {
    for (const [n, uid] of uids.entries()) {
      const cid = `talk-${uid}`
      await tx
        .insertInto('conversation')
        .values({
          cid,
          uid,
          company_id: company.id,
          status: 'ended',
          agent_id: n % 10 === 0 ? agentId : null,
          robot_id: null,
          started_at: now,
          ended_at: now,
          first_seq: 1,
          last_seq: each,
          channel: 1
        })
        .execute()
      await tx
        .insertInto('entry')
        .values(
          Array.from({ length: each }, (_, m) => ({
            uid,
            seq: m + 1,
            company_id: company.id,
            desk_seq: m * TIMELINES + n + 1,
            id: `${uid}-${m}`,
            cid,
            role: 'visitor' as const,
            sender_id: uid,
            sender_name: null,
            client_id: `c${m}`,
            content: JSON.stringify({ kind: 'text', text: textOf(random) }),
            at: now + m
          }))
        )
        .execute()
    }
    await tx.updateTable('company').set({ desk_head: MESSAGES }).where('id', '=', company.id).execute()
  })
}
