import { Redis } from 'ioredis'
import { createId } from '#protocol/ids'
import type { Report } from '#server/report'
import type { Bus } from './bus.ts'
import { createListeners } from './listeners.ts'

// One channel for everything, and each process picks what it wants: a subscription per timeline would be in force only some time after
// it was asked for, and what is said in between would be missed without anybody noticing. It is also all there is to restore.

export type RedisBusOptions = {
  url: string
  /** Processes that share it hear each other. */
  channel: string
  report: Report
}

/** What waits for Redis at most; beyond it nothing is kept, and the others are told to look for what they have missed. */
const MOST_WAITING_BYTES = 8 * 1024 ** 2
const BEAT_MS = 3_000
const LONGEST_WAIT_MS = 1_000
const GAP = 'gap'

/** Connects by itself, now and whenever it has to. */
export function createRedisBus({ url, channel, report }: RedisBusOptions): Bus {
  const processId = createId(Date.now())
  const listeners = createListeners()
  const gaps = new Set<{ look(): void }>()
  const connect = () =>
    new Redis(url, {
      enableOfflineQueue: false,
      // What is said in one turn of the loop leaves in one piece
      enableAutoPipelining: true,
      autoResubscribe: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      connectTimeout: BEAT_MS,
      retryStrategy: attempt => Math.min(50 * attempt, LONGEST_WAIT_MS),
      reconnectOnError: null
    })
  const up = connect()
  const down = connect()
  let isUp = false
  let waiting = 0
  let owed = false
  let isClosed = false

  const lookForMissed = () => {
    for (const { look } of gaps) look()
  }

  function publish(topic: string, text: string) {
    const message = `${processId} ${topic}\n${text}`
    if (up.status !== 'ready' || waiting > MOST_WAITING_BYTES) return void (owed = true)
    waiting += message.length
    up.publish(channel, message).then(
      () => {
        waiting -= message.length
        if (owed && waiting === 0) sayGap()
      },
      () => {
        waiting -= message.length
        owed = true
      }
    )
  }

  function sayGap() {
    owed = false
    publish(GAP, '')
  }

  function hear(message: string) {
    const nameEnd = message.indexOf(' ')
    if (message.slice(0, nameEnd) === processId) return
    const topicEnd = message.indexOf('\n')
    const topic = message.slice(nameEnd + 1, topicEnd)
    if (topic === GAP) lookForMissed()
    else listeners.tell(topic, message.slice(topicEnd + 1))
  }

  // Without listeners an error would end the process; that it is away is told once, by `close`
  up.on('error', () => {})
  down.on('error', () => {})
  // What was said here while it was away reached nobody
  up.on('ready', sayGap)
  down.on('message', (_channel: string, message: string) => hear(message))
  down.on('ready', () => {
    down.subscribe(channel).then(
      () => {
        isUp = true
        report('bus-up')
        lookForMissed()
      },
      () => down.disconnect(true)
    )
  })
  down.on('close', () => {
    if (isUp && !isClosed) report('bus-down')
    isUp = false
  })

  // A connection that is dead and does not say so
  const beat = setInterval(() => {
    for (const connection of [up, down]) if (connection.status === 'ready') void check(connection)
  }, BEAT_MS).unref()

  async function check(connection: Redis) {
    const late = setTimeout(() => connection.disconnect(true), BEAT_MS)
    await connection.ping().catch(() => {})
    clearTimeout(late)
  }

  return {
    publish,
    subscribe: listeners.add,
    onGap(look) {
      const gap = { look }
      gaps.add(gap)
      return () => void gaps.delete(gap)
    },
    isUp: () => isUp,
    async close() {
      isClosed = true
      clearInterval(beat)
      listeners.clear()
      gaps.clear()
      // What was said until now has left by then
      if (up.status === 'ready') await Promise.race([up.ping().catch(() => {}), pause(BEAT_MS)])
      up.disconnect()
      down.disconnect()
    }
  }
}

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms).unref())

/** What is wrong with it; undefined when it answers. */
export async function redisProblem(url: string): Promise<string | undefined> {
  const redis = new Redis(url, { lazyConnect: true, connectTimeout: BEAT_MS, retryStrategy: () => null })
  const errors: string[] = []
  redis.on('error', error => errors.push(error.message))
  try {
    await redis.connect()
    await redis.ping()
    return undefined
  } catch (error) {
    return `Redis does not answer: ${errors[0] ?? String(error)}`
  } finally {
    redis.disconnect()
  }
}
