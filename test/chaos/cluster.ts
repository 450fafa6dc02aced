import { Client } from 'pg'
import { startCluster, type Cluster } from '#test/kit/cluster'
import { checkHistory, summarise, type Violation } from '#test/kit/history'
import { createRandom, type Random } from '#test/kit/random'
import { gather, readStore, sessionsOf, settle, until, wait } from './gather.ts'
import { createRecorder, type Person, type Via } from './people.ts'

export type ClusterOptions = {
  rounds: number
  /** Visitors; each has an agent session of its own beside it. */
  pairs: number
  seed: number
  processes?: number
  log?(line: string): void
}

export type ClusterResult = ReturnType<typeof summarise> & {
  rounds: number
  clients: number
  violations: Violation[]
  unsettled: number
  /** From the end of a fault until everybody was heard by their partner again; the longest. */
  slowestMs: number
  /** Rounds after which that took longer than it may. */
  slow: string[]
}

const VIAS: readonly Via[] = ['WebSocket', 'streaming HTTP', 'long poll', 'WebSocket']
const WHOLE_WITHIN_MS = 10_000

/** What happens to a deployment. Resolves when it is over; what it gives back is done before the next. */
const FAULTS: Record<string, (cluster: Cluster, random: Random) => Promise<(() => Promise<void>) | void>> = {
  'a process dies': async ({ servers }, random) => {
    const server = random.pick(servers)
    await server.kill('SIGKILL')
    return server.start
  },
  'a process is stopped for an update': async ({ servers }, random) => {
    const server = random.pick(servers)
    await server.kill('SIGTERM')
    return server.start
  },
  'Redis restarts': ({ redis }) => redis.restart(),
  'Redis is away for a while': async ({ redis }, random) => {
    await redis.down()
    await wait(random.int(1_500))
    await redis.up()
  },
  'the connections to the database are cut': ({ databaseUrl }) => cutConnections(databaseUrl),
  'a process dies while Redis restarts': async ({ servers, redis }, random) => {
    const server = random.pick(servers)
    await Promise.all([server.kill('SIGKILL'), redis.restart()])
    return server.start
  }
}

/** People talk by all transports through the balancer while parts of the deployment die; then what they were told is compared with what is stored. */
export async function breakCluster(options: ClusterOptions): Promise<ClusterResult> {
  const { rounds, pairs, seed, processes = 2, log = () => {} } = options
  const random = createRandom(seed)
  const cluster = await startCluster({ processes })
  const recorder = createRecorder({ receipts: 'kept' })
  const slow: string[] = []
  let slowestMs = 0
  try {
    const { visitors, agents, people } = await gather(cluster, recorder, { pairs, vias: VIAS })
    const talk = setInterval(() => people.forEach(person => person.talk()), 60)
    const partners = visitors.map((visitor, i): [Person, Person] => [visitor, agents[i]!])
    for (let round = 1; round <= rounds; round++) {
      await wait(150 + random.int(350))
      const fault = random.pick(Object.keys(FAULTS))
      const restore = await FAULTS[fault]!(cluster, random)
      const [ms] = await Promise.all([timeUntilWhole(partners, `round ${round}`), restore?.()])
      slowestMs = Math.max(slowestMs, ms)
      if (ms > WHOLE_WITHIN_MS) slow.push(`round ${round}, ${fault}: ${ms} ms`)
      log(`round ${round}: ${fault}; everybody whole again after ${ms} ms`)
    }
    clearInterval(talk)
    const unsettled = await settle(people)
    people.forEach(person => person.destroy())
    const final = await readStore(cluster.databaseUrl, visitors)
    const violations = checkHistory(recorder.events, final, { settled: sessionsOf(visitors) })
    return {
      ...summarise(recorder.events, violations),
      rounds,
      clients: people.length,
      violations,
      unsettled,
      slowestMs,
      slow
    }
  } finally {
    await cluster.dispose()
  }
}

/** Everybody says one thing more: once their partners have it, they have all that came before it, too. */
async function timeUntilWhole(partners: [Person, Person][], mark: string): Promise<number> {
  const startedAt = Date.now()
  for (const pair of partners) for (const person of pair) person.say(`${mark} of ${person.name}`)
  const isWhole = ([one, other]: [Person, Person]) =>
    one.has(`${mark} of ${other.name}`) && other.has(`${mark} of ${one.name}`)
  await until(() => partners.every(isWhole), 60_000)
  return Date.now() - startedAt
}

async function cutConnections(databaseUrl: string) {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()'
  )
  await client.end()
}
