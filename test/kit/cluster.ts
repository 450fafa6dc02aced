import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBalancer } from './balancer.ts'
import { startPostgres, type Postgres } from './postgres.ts'
import { startRedis, type RedisServer } from './redis.ts'
import { createServerProcess, type Demo, type ServerProcess } from './server-process.ts'

/** Several processes of the server on one PostgreSQL and one Redis, behind a balancer. */
export type Cluster = {
  /** Of the balancer. */
  url: string
  servers: ServerProcess[]
  databaseUrl: string
  postgres: Postgres
  redis: RedisServer
  demo: Demo
  /** On the same database and Redis, and never started. */
  outside: ServerProcess
  signIn(agent: number): Promise<string>
  dispose(): Promise<void>
}

export async function startCluster({
  processes = 2,
  env: more = {}
}: { processes?: number; env?: Record<string, string> } = {}): Promise<Cluster> {
  const postgres = await startPostgres()
  const redis = await startRedis()
  const databaseUrl = await postgres.createDatabase('openzc')
  const shared = mkdtempSync(join(tmpdir(), 'openzc-shared-'))
  const env = {
    DATABASE_URL: databaseUrl,
    REDIS_URL: redis.url,
    SHARED_DIR: shared,
    // As that of a world, which can then make tokens for it
    SECRET_KEY: '07'.repeat(32),
    ...more
  }
  const first = await createServerProcess({ env })
  const servers = [first]
  while (servers.length < processes) servers.push(await createServerProcess({ env, demo: first.demo }))
  const outside = await createServerProcess({ env, demo: first.demo })
  for (const server of servers) await server.start()
  const balancer = await createBalancer(servers.map(({ url }) => url))
  return {
    url: balancer.url,
    servers,
    databaseUrl,
    postgres,
    redis,
    demo: first.demo,
    outside,
    signIn: first.signIn,
    async dispose() {
      await balancer.close()
      for (const server of [...servers, outside]) await server.dispose()
      await redis.stop()
      await postgres.stop()
      rmSync(shared, { recursive: true, force: true })
    }
  }
}
