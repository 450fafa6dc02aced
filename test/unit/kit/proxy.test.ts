import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { createProxy, type Proxy, type ProxyOptions } from '#test/kit/proxy'

const cleanUps: (() => unknown)[] = []

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

async function listen(server: Server) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

type Options = Omit<ProxyOptions, 'target'> & { onConnection?: (socket: Socket) => void }

/** An echo server unless told otherwise. */
async function setUp({ onConnection = socket => void socket.pipe(socket), ...options }: Options = {}) {
  const accepted: Socket[] = []
  const server = createServer({ allowHalfOpen: true, noDelay: true }, socket => {
    accepted.push(socket)
    socket.on('error', () => {})
    onConnection(socket)
  })
  const port = await listen(server)
  const proxy = await createProxy({ ...options, target: { host: '127.0.0.1', port } })
  cleanUps.push(() => {
    for (const socket of accepted) socket.destroy()
    server.close()
  })
  cleanUps.push(() => proxy.close())
  return { proxy, accepted }
}

type Client = Socket & { received: Buffer[]; failures: (string | undefined)[] }

async function open(proxy: Proxy): Promise<Client> {
  const received: Buffer[] = []
  const socket = connect({ port: proxy.port, host: '127.0.0.1', noDelay: true })
  socket.on('data', chunk => received.push(chunk))
  const failures: (string | undefined)[] = []
  socket.on('error', (error: NodeJS.ErrnoException) => failures.push(error.code))
  cleanUps.push(() => socket.destroy())
  await once(socket, 'connect')
  return Object.assign(socket, { received, failures })
}

const textOf = (client: Client) => Buffer.concat(client.received).toString()
const lengthOf = (client: Client) => Buffer.concat(client.received).length

async function until(condition: () => boolean, ms = 5000) {
  const end = performance.now() + ms
  while (!condition()) {
    if (performance.now() > end) throw new Error(`Not within ${ms} ms: ${condition}`)
    await new Promise(resolve => setTimeout(resolve, 1))
  }
}

async function timed(work: () => Promise<unknown>) {
  const start = performance.now()
  await work()
  return performance.now() - start
}

const wait = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

test('forwards both ways and passes the end of either side on', async () => {
  const { proxy } = await setUp()
  const client = await open(proxy)

  client.end('hello')
  await once(client, 'end')

  expect(textOf(client)).toBe('hello')
  await until(() => proxy.connections === 0)
})

test('takes two round trips for the first answer and one for the next', async () => {
  const { proxy } = await setUp({ rttMs: 100 })
  const client = await open(proxy)

  const first = await timed(async () => {
    client.write('a')
    await until(() => textOf(client) === 'a')
  })
  const second = await timed(async () => {
    client.write('b')
    await until(() => textOf(client) === 'ab')
  })

  expect(first).toBeGreaterThan(195)
  expect(first).toBeLessThan(270)
  expect(second).toBeGreaterThan(97)
  expect(second).toBeLessThan(160)
})

test('does not charge the set-up again when the client speaks late', async () => {
  const { proxy } = await setUp({ rttMs: 300 })
  const client = await open(proxy)
  await wait(330)

  const answer = await timed(async () => {
    client.write('a')
    await until(() => textOf(client) === 'a')
  })

  expect(answer).toBeGreaterThan(295)
  expect(answer).toBeLessThan(590)
})

test('a server that speaks first is heard after two round trips', async () => {
  const { proxy } = await setUp({ rttMs: 300, onConnection: socket => socket.write('welcome') })

  const heard = await timed(async () => {
    const client = await open(proxy)
    await until(() => textOf(client) === 'welcome')
  })

  expect(heard).toBeGreaterThan(590)
  expect(heard).toBeLessThan(890)
})

test('keeps the order under jitter', async () => {
  const { proxy } = await setUp({ rttMs: 4, jitterMs: 10 })
  const client = await open(proxy)
  const numbers = Array.from({ length: 300 }, (_, i) => `${i},`)

  for (const number of numbers) {
    client.write(number)
    await new Promise(resolve => setImmediate(resolve))
  }
  await until(() => lengthOf(client) === numbers.join('').length)

  expect(textOf(client)).toBe(numbers.join(''))
})

test('shares the bandwidth between connections and does not count it twice', async () => {
  const size = 50_000
  const { proxy } = await setUp({
    downBytesPerSecond: 200_000,
    onConnection: socket => socket.write(Buffer.alloc(size))
  })

  const times = await Promise.all(
    [0, 1].map(() =>
      timed(async () => {
        const client = await open(proxy)
        await until(() => lengthOf(client) === size)
      })
    )
  )

  for (const time of times) {
    expect(time).toBeGreaterThan(460)
    expect(time).toBeLessThan(620)
  }
})

test('limits each direction for itself', async () => {
  const { proxy, accepted } = await setUp({ upBytesPerSecond: 100_000, onConnection: () => {} })
  const client = await open(proxy)
  let arrived = 0
  await until(() => accepted.length === 1)
  accepted[0]!.on('data', chunk => (arrived += chunk.length))

  const up = await timed(async () => {
    client.write(Buffer.alloc(30_000))
    await until(() => arrived === 30_000)
  })
  const down = await timed(async () => {
    accepted[0]!.write(Buffer.alloc(30_000))
    await until(() => lengthOf(client) === 30_000)
  })

  expect(up).toBeGreaterThan(280)
  expect(up).toBeLessThan(400)
  expect(down).toBeLessThan(100)
})

test('a slow link is felt by the side that writes', async () => {
  const { proxy, accepted } = await setUp({ downBytesPerSecond: 10_000, onConnection: () => {} })
  await open(proxy)
  await until(() => accepted.length === 1)

  const written = 32 * 1024 * 1024
  accepted[0]!.write(Buffer.alloc(written))
  await wait(200)

  expect(accepted[0]!.writableLength).toBeGreaterThan(0)
})

test('set changes the network under an open connection', async () => {
  const { proxy } = await setUp()
  const client = await open(proxy)
  client.write('a')
  await until(() => textOf(client) === 'a')

  proxy.set({ rttMs: 100 })
  const slow = await timed(async () => {
    client.write('b')
    await until(() => textOf(client) === 'ab')
  })

  expect(slow).toBeGreaterThan(97)
})

test('cutAll resets both sides of every connection and new ones are served', async () => {
  const { proxy, accepted } = await setUp()
  const clients = [await open(proxy), await open(proxy)]
  await until(() => accepted.length === 2)
  const errors = [...clients, ...accepted].map(async socket => {
    const [error] = await once(socket, 'error')
    return (error as NodeJS.ErrnoException).code
  })

  proxy.cutAll()

  expect(await Promise.all(errors)).toEqual(Array(4).fill('ECONNRESET'))
  await until(() => proxy.connections === 0)
  const again = await open(proxy)
  again.write('x')
  await until(() => textOf(again) === 'x')
})

test('a black hole accepts and forwards nothing, and later what was held back', async () => {
  const { proxy } = await setUp()
  const client = await open(proxy)
  client.write('before')
  await until(() => textOf(client) === 'before')

  proxy.blackhole(true)
  client.write('-during')
  const late = await open(proxy)
  late.write('late')
  await wait(100)
  expect(textOf(client) + textOf(late)).toBe('before')

  proxy.blackhole(false)
  await until(() => textOf(client) === 'before-during' && textOf(late) === 'late')
})

test('a black hole leaves the server half-open when the client goes away', async () => {
  const { proxy, accepted } = await setUp({ onConnection: socket => socket.resume() })
  const client = await open(proxy)
  await until(() => accepted.length === 1)
  let gone = false
  accepted[0]!.on('end', () => (gone = true))

  proxy.blackhole(true)
  client.destroy()
  await wait(100)
  expect(gone).toBe(false)
  expect(proxy.connections).toBe(1)

  proxy.blackhole(false)
  await until(() => gone)
})

test('dropAfterBytes delivers exactly that many bytes, then resets', async () => {
  const { proxy } = await setUp({ onConnection: socket => socket.write('0123456789') })
  proxy.dropAfterBytes(4)
  const client = await open(proxy)

  await until(() => client.failures.length > 0)

  expect(client.failures).toEqual(['ECONNRESET'])
  expect(textOf(client)).toBe('0123')

  proxy.dropAfterBytes()
  const whole = await open(proxy)
  await until(() => textOf(whole) === '0123456789')
})

test('splitFrames delivers in tiny pieces and keeps every byte', async () => {
  const { proxy } = await setUp()
  proxy.splitFrames(true)
  const client = await open(proxy)
  const text = 'abcdefghij'.repeat(50)

  client.write(text)
  await until(() => lengthOf(client) === text.length)

  expect(textOf(client)).toBe(text)
  expect(client.received.length).toBeGreaterThan(20)
})

test('a dead target shows as a reset connection', async () => {
  const server = createServer()
  const port = await listen(server)
  await new Promise(resolve => server.close(resolve))
  const proxy = await createProxy({ target: { host: '127.0.0.1', port } })
  cleanUps.push(() => proxy.close())
  const client = await open(proxy)

  await until(() => client.failures.length > 0)

  expect(client.failures).toEqual(['ECONNRESET'])
  await until(() => proxy.connections === 0)
})

test('carries HTTP and WebSocket', async () => {
  const http = createHttpServer((_, response) => response.end('page'))
  const sockets = new WebSocketServer({ server: http })
  sockets.on('connection', socket => socket.on('message', data => socket.send(`echo ${String(data)}`)))
  const port = await listen(http)
  const proxy = await createProxy({ target: { host: '127.0.0.1', port }, rttMs: 10 })
  proxy.splitFrames(true)
  cleanUps.push(() => {
    http.closeAllConnections()
    http.close()
  })
  cleanUps.push(() => proxy.close())

  const page = await fetch(proxy.url('/a'), { headers: { connection: 'close' } })
  expect(await page.text()).toBe('page')

  const socket = new WebSocket(proxy.url('/ws', 'ws'))
  await once(socket, 'open')
  socket.send('hi')
  const [message] = await once(socket, 'message')
  expect(String(message)).toBe('echo hi')
  socket.terminate()
})

test('close ends everything, twice without harm', async () => {
  const { proxy } = await setUp()
  const client = await open(proxy)

  await proxy.close()
  await proxy.close()

  await until(() => client.closed)
  expect(proxy.connections).toBe(0)
})
