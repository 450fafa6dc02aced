import { afterEach, expect, test } from 'vitest'
import { limitSessions } from '#server/http/limits'
import { createFakeClock } from '#test/kit/clock'
import { listen } from '#test/kit/listening'
import { createWorld } from '#test/kit/world'

const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean()
})

/** A server on a real port that believes so many proxies; `ask` is a new visitor who comes over them. */
async function behind(trustProxy: number) {
  const world = await createWorld({ clock: createFakeClock(1_700_000_000_000), config: { trustProxy } })
  const { url, close } = await listen(world)
  cleanups.push(world.close, close)
  return {
    /** The clock stands still: what is used up stays used up. */
    useUp(address: string) {
      expect(() => {
        for (let i = 0; i < 10_000; i++) limitSessions(world.services, address)
      }).toThrow('Too many')
    },
    async ask(forwardedFor?: string) {
      const answer = await fetch(`${url}/api/visitor/session`, {
        method: 'POST',
        body: JSON.stringify({ sysnum: world.company.sysnum }),
        headers: forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor }
      })
      await answer.arrayBuffer()
      return answer.status
    }
  }
}

test('[SEC trusted-proxy] without TRUST_PROXY a forged X-Forwarded-For changes nothing', async () => {
  const site = await behind(0)
  site.useUp('203.0.113.9')
  expect(await site.ask('203.0.113.9')).toBe(200)
  site.useUp('127.0.0.1')
  expect([await site.ask(), await site.ask('198.51.100.1'), await site.ask('::1')]).toEqual([429, 429, 429])
})

test('[SEC trusted-proxy] with TRUST_PROXY the address that the proxy saw decides, whatever the visitor put before it', async () => {
  const site = await behind(1)
  site.useUp('203.0.113.9')
  expect(await site.ask('203.0.113.9')).toBe(429)
  expect(await site.ask('198.51.100.1, 203.0.113.9')).toBe(429)
  expect(await site.ask('203.0.113.9, 198.51.100.1')).toBe(200)
  site.useUp('127.0.0.1')
  expect(await site.ask('198.51.100.2')).toBe(200)
})

test('[SEC trusted-proxy] of several proxies the outermost one that is believed decides', async () => {
  const site = await behind(2)
  site.useUp('203.0.113.9')
  expect(await site.ask('198.51.100.1, 203.0.113.9, 10.0.0.1')).toBe(429)
  expect(await site.ask('203.0.113.9, 198.51.100.1, 10.0.0.1')).toBe(200)
})

test('[SEC trusted-proxy] what is not an address never lets the visitor’s own word slip into its place', async () => {
  const site = await behind(1)
  site.useUp('127.0.0.1')
  for (const hop of ['unknown', '', '_hidden', '203.0.113.9:port'])
    expect([hop, await site.ask(`198.51.100.1, ${hop}`)]).toEqual([hop, 429])
})

test('[SEC trusted-proxy] one address has one allowance, however it is written, and an IPv6 network too', async () => {
  const site = await behind(1)
  site.useUp('203.0.113.9')
  expect(await site.ask('::ffff:203.0.113.9')).toBe(429)
  expect(await site.ask('203.0.113.9:49152')).toBe(429)
  site.useUp('2001:db8:1:2::1')
  expect(await site.ask('2001:db8:1:2:ffff::9')).toBe(429)
  expect(await site.ask('[2001:db8:1:2::7]:443')).toBe(429)
  expect(await site.ask('2001:db8:1:3::1')).toBe(200)
})
