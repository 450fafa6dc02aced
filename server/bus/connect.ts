import { createHmac } from 'node:crypto'
import type { Config } from '#server/config'
import type { Report } from '#server/report'
import type { Bus } from './bus.ts'
import { createMemoryBus } from './memory.ts'
import { createRedisBus } from './redis.ts'

/** Processes with the same key hear each other: they have the same sessions, so they are of one deployment. */
export function connectBus(
  { redisUrl, databaseUrl }: Config,
  { masterKey, report }: { masterKey: Buffer; report: Report }
): Bus {
  if (databaseUrl && !redisUrl) report('bus-single')
  if (!redisUrl) return createMemoryBus().connect()
  const channel = `openzc ${createHmac('sha256', masterKey).update('bus').digest('hex').slice(0, 32)}`
  return createRedisBus({ url: redisUrl, channel, report })
}
