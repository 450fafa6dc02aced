import { expect, test } from 'vitest'
import { createMemoryBus } from '#server/bus/memory'
import { createRedisBus } from '#server/bus/redis'
import { silentReport } from '#server/report'
import { startRedis } from '#test/kit/redis'
import { busContract } from './bus.ts'

busContract('memory', async () => {
  const { connect, cut, mend } = createMemoryBus()
  return { connect, cut, mend, close: async () => {} }
})

busContract('Redis', async () => {
  const redis = await startRedis()
  const connect = () => createRedisBus({ url: redis.url, channel: 'contract', report: silentReport })
  return { connect, cut: redis.down, mend: redis.up, close: redis.stop }
})

test('[DSK-assign] processes of different deployments on one Redis do not hear each other', async () => {
  const redis = await startRedis()
  const connect = (channel: string) => createRedisBus({ url: redis.url, channel, report: silentReport })
  const [a, alsoA, b] = [connect('a'), connect('a'), connect('b')]
  const heard: string[] = []
  alsoA.subscribe('topic', text => heard.push(`a ${text}`))
  b.subscribe('topic', text => heard.push(`b ${text}`))
  await expect.poll(() => [a, alsoA, b].every(bus => bus.isUp())).toBe(true)
  await expect
    .poll(() => {
      a.publish('topic', 'x')
      return heard.length > 0
    })
    .toBe(true)
  expect(new Set(heard)).toEqual(new Set(['a x']))
  for (const bus of [a, alsoA, b]) await bus.close()
  await redis.stop()
})

test(
  '[DSK-assign] a Redis that swallows everything is given up, nothing piles up, and it is found again',
  { timeout: 60_000 },
  async () => {
    const redis = await startRedis()
    const connect = () => createRedisBus({ url: redis.url, channel: 'frozen', report: silentReport })
    const [one, other] = [connect(), connect()]
    let gaps = 0
    await expect.poll(() => one.isUp() && other.isUp()).toBe(true)
    redis.freeze()
    const before = process.memoryUsage().rss
    for (let i = 0; i < 100_000; i++) one.publish('topic', 'x'.repeat(1_000))
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 ** 2)
    await expect.poll(() => one.isUp() || other.isUp(), { timeout: 20_000 }).toBe(false)
    other.onGap(() => gaps++)
    redis.go()
    await expect.poll(() => one.isUp() && other.isUp() && gaps > 0, { timeout: 20_000 }).toBe(true)
    const heard: string[] = []
    other.subscribe('again', text => heard.push(text))
    await expect
      .poll(() => {
        one.publish('again', 'here')
        return heard.length > 0
      })
      .toBe(true)
    for (const bus of [one, other]) await bus.close()
    await redis.stop()
  }
)
