import { expect, test } from 'vitest'
import { CLOSE } from '#protocol/errors'
import type { ClientFrame } from '#protocol/client-frame'
import { createConnection, type Status } from '#client/connection'
import type { Transport } from '#client/transport'
import { createFakeClock } from '#test/kit/clock'

type Line = { sent: string[]; on: Parameters<Transport>[0]; closed: boolean }

function setUp({
  rungs = 1,
  random = (): number => 0.5,
  hello = async (): Promise<ClientFrame> => ({ type: 'hello', protocol: 1, token: 't' })
} = {}) {
  const clock = createFakeClock(0)
  const lines: (Line & { rung: number })[] = []
  const statuses: Status[] = []
  let expired = 0
  const transports = Array.from({ length: rungs }, (_, rung): Transport => on => {
    const line = { sent: [] as string[], on, closed: false, rung }
    lines.push(line)
    return { send: text => line.sent.push(text), close: () => void (line.closed = true) }
  })
  const connection = createConnection({
    transports,
    clock,
    random,
    hello,
    onUnauthorized: () => (expired += 1),
    onFrame: () => {},
    onStatus: status => statuses.push(status)
  })
  const last = () => lines.at(-1)!
  async function goOnline() {
    last().on.open()
    await clock.advance(0)
    last().on.message(WELCOME)
  }
  return { clock, connection, lines, statuses, last, goOnline, expired: () => expired }
}

const WELCOME = '{"type":"welcome","protocol":1,"role":"visitor","id":"u","at":1,"agentsOnline":true}'
const PONG = '{"type":"pong"}'

test('[HS1] says hello when the link opens and is online with the welcome', async () => {
  const { connection, last, goOnline, statuses } = setUp()
  connection.start()
  expect(connection.send({ type: 'ping' })).toBe(false)
  await goOnline()
  expect(last().sent.map(text => (JSON.parse(text) as ClientFrame).type)).toEqual(['hello'])
  expect(statuses).toEqual(['connecting', 'online'])
  expect(connection.send({ type: 'ping' })).toBe(true)
})

test('[CN2] waits longer after each failure, by chance below a bound, and starts anew after a success', async () => {
  const { connection, clock, lines, last, goOnline } = setUp({ random: () => 1 })
  connection.start()
  const waits: number[] = []
  for (let i = 0; i < 8; i++) {
    const before = lines.length
    last().on.closed(0, '')
    const from = clock.now()
    while (lines.length === before) await clock.advance(100)
    waits.push(clock.now() - from)
  }
  expect(waits).toEqual([400, 800, 1600, 3200, 6400, 12800, 15000, 15000])
  await goOnline()
  last().on.closed(1006, '')
  const before = lines.length
  await clock.advance(400)
  expect(lines.length).toBe(before + 1)
})

test('[CN1] ignores what an attempt says that was given up', async () => {
  const { connection, clock, lines, statuses, last, goOnline } = setUp()
  connection.start()
  const [old] = lines
  old!.on.closed(0, '')
  await clock.advance(1_000)
  await goOnline()
  old!.on.message(WELCOME)
  old!.on.closed(CLOSE.fatal, 'bad-frame')
  expect(statuses.at(-1)).toBe('online')
  expect(last()).not.toBe(old)
})

test('[CN3] asks a silent link with ping and gives it up without an answer', async () => {
  const { connection, clock, last, goOnline, statuses } = setUp()
  connection.start()
  await goOnline()
  const line = last()
  await clock.advance(20_000)
  expect(line.sent.at(-1)).toBe('{"type":"ping"}')
  line.on.message(PONG)
  await clock.advance(20_000)
  expect(line.sent.filter(text => text.includes('ping'))).toHaveLength(2)
  await clock.advance(8_000)
  expect(line.closed).toBe(true)
  expect(statuses).toContain('offline')
})

test('[CN4] takes the next transport when one does not open, and keeps the one that served', async () => {
  const { connection, clock, lines, last, goOnline } = setUp({ rungs: 3, random: () => 0 })
  connection.start()
  last().on.closed(0, '')
  await clock.advance(1)
  // Opens never, and never says so
  await clock.advance(8_000)
  await clock.advance(1)
  expect(lines.map(line => line.rung)).toEqual([0, 1, 2])
  await goOnline()
  last().on.closed(1006, '')
  await clock.advance(1)
  expect(last().rung).toBe(2)
})

test('[CN5] a fatal refusal ends it; an unauthorized one asks for another token and goes on', async () => {
  const { connection, clock, lines, last, goOnline, statuses, expired } = setUp({ random: () => 0 })
  connection.start()
  await goOnline()
  last().on.closed(CLOSE.unauthorized, 'unauthorized')
  expect(expired()).toBe(1)
  await clock.advance(1)
  await goOnline()
  last().on.closed(CLOSE.fatal, 'wrong-origin')
  const count = lines.length
  await clock.advance(60_000)
  connection.wake()
  expect(lines.length).toBe(count)
  expect(statuses.at(-1)).toBe('refused')
})

test('tries again when no token can be had', async () => {
  let tries = 0
  const { connection, clock, last, lines } = setUp({
    random: () => 0,
    hello: async () => {
      tries += 1
      if (tries === 1) throw new Error('offline')
      return { type: 'hello', protocol: 1, token: 't' }
    }
  })
  connection.start()
  last().on.open()
  await clock.advance(1)
  expect(lines).toHaveLength(2)
})

test('wake tries at once, and stop leaves no timer', async () => {
  const { connection, clock, lines, last } = setUp({ random: () => 1 })
  connection.start()
  for (let i = 0; i < 5; i++) {
    last().on.closed(0, '')
    connection.wake()
  }
  expect(lines).toHaveLength(6)
  connection.stop()
  expect(clock.pending).toBe(0)
  expect(connection.status()).toBe('offline')
})
