import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import type { Weather } from './proxy/flight.ts'
import { createLink } from './proxy/link.ts'
import { createPipe, type Pipe } from './proxy/pipe.ts'
import { createRandom, type Random } from './random.ts'

export type Toxics = {
  /** Half of it each way, and once more before a new connection's first byte. */
  rttMs: number
  /** At most this much more, at random, for each packet and way; never changes the order. */
  jitterMs: number
  /** From the server; shared by all connections. */
  downBytesPerSecond: number
  /** To the server; shared by all connections. */
  upBytesPerSecond: number
}

export type ProxyOptions = Partial<Toxics> & {
  target: { host: string; port: number }
  /** A free port on loopback when absent. */
  listen?: { host: string; port: number }
  random?: Random
}

/**
 * A bad network between a client and a server, for WebSocket and HTTP. It has no slow start and loses
 * no packet: what TCP would send again is only late. A dead target shows as a reset connection.
 */
export type Proxy = {
  readonly port: number
  /** Open connections, half-open ones included. */
  readonly connections: number
  url(path: string, scheme?: 'http' | 'ws'): string
  /** From now on, for what is not on its way yet. */
  set(toxics: Partial<Toxics>): void
  /** Resets every connection, both sides. */
  cutAll(): void
  /**
   * While on, connections are accepted and nothing passes, not even that one side is gone. Off again,
   * what was held back is delivered, as TCP would.
   */
  blackhole(on: boolean): void
  /** Resets each connection after n more bytes, both ways counted together; no limit without n. */
  dropAfterBytes(n?: number): void
  /** While on, bytes arrive in pieces of 1 to 16. */
  splitFrames(on: boolean): void
  close(): Promise<void>
}

const CLEAR: Toxics = {
  rttMs: 0,
  jitterMs: 0,
  downBytesPerSecond: Infinity,
  upBytesPerSecond: Infinity
}

type Connection = { allowance: { left: number }; resume(): void; forget(): void; cut(): void }

export async function createProxy(options: ProxyOptions): Promise<Proxy> {
  const { target, listen = { host: '127.0.0.1', port: 0 }, random = createRandom(1), ...given } = options
  const toxics: Toxics = { ...CLEAR, ...given }
  const weather: Weather = { oneWayMs: 0, jitterMs: 0, blackhole: false, split: false, random }
  const up = createLink(() => toxics.upBytesPerSecond)
  const down = createLink(() => toxics.downBytesPerSecond)
  const connections = new Set<Connection>()
  let allowance = Infinity

  function set(changed: Partial<Toxics>) {
    Object.assign(toxics, changed)
    weather.oneWayMs = toxics.rttMs / 2
    weather.jitterMs = toxics.jitterMs
  }

  function join(client: Socket) {
    const server = connect({ ...target, allowHalfOpen: true, noDelay: true })
    const connection = joinSockets(client, server)
    connections.add(connection)
    let open = 2
    for (const socket of [client, server]) {
      socket.on('close', () => {
        if (--open > 0) return
        connection.forget()
        connections.delete(connection)
      })
    }
  }

  function joinSockets(client: Socket, server: Socket): Connection {
    const pipes: Pipe[] = []
    const connection: Connection = {
      allowance: { left: allowance },
      resume: () => pipes.forEach(pipe => pipe.resume()),
      forget: () => pipes.forEach(pipe => pipe.close()),
      cut() {
        connection.forget()
        client.resetAndDestroy()
        server.resetAndDestroy()
      }
    }
    // SYN and SYN-ACK are a round trip for the client; the server hears the ACK half of one later
    const now = performance.now()
    const shared = { weather, allowance: connection.allowance, cut: connection.cut }
    pipes.push(
      createPipe({ ...shared, from: client, to: server, link: up, opensAt: now + toxics.rttMs }),
      createPipe({ ...shared, from: server, to: client, link: down, opensAt: now + toxics.rttMs * 1.5 })
    )
    return connection
  }

  function resumeAll() {
    for (const connection of connections) connection.resume()
  }

  function cutAll() {
    for (const connection of connections) connection.cut()
  }

  set({})
  const listener = createServer({ allowHalfOpen: true, noDelay: true }, join)
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject)
    listener.listen(listen.port, listen.host, resolve)
  })
  const { port } = listener.address() as AddressInfo

  return {
    port,
    get connections() {
      return connections.size
    },
    url: (path, scheme = 'http') => `${scheme}://${listen.host}:${port}${path}`,
    set,
    cutAll,
    blackhole(on) {
      weather.blackhole = on
      if (!on) resumeAll()
    },
    dropAfterBytes(n = Infinity) {
      allowance = n
      for (const connection of connections) connection.allowance.left = n
    },
    splitFrames(on) {
      weather.split = on
    },
    close() {
      const closed = new Promise<void>(resolve => listener.close(() => resolve()))
      cutAll()
      up.close()
      down.close()
      return closed
    }
  }
}
