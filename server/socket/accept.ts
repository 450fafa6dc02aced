import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { parse } from 'hono/utils/cookie'
import { WebSocketServer, type RawData, type WebSocket } from 'ws'
import { CLOSE } from '#protocol/errors'
import { LIMITS } from '#protocol/limits'
import type { Services } from '#server/services'
import { agentOfSession, type SignedIn } from '#server/store/agents'
import { createSession, type Session } from './session.ts'

/** One for all connections: finds dead ones and those that never said hello. */
const SWEEP_MS = 25_000

type Connection = { socket: WebSocket; session: Session; alive: boolean }

/** /socket for visitors, who bring a token in hello; /workbench/socket for agents, whose cookie counts. */
export function acceptSockets(server: Server, services: Services) {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: LIMITS.frameBytes,
    perMessageDeflate: false,
    skipUTF8Validation: false
  })
  const connections = new Set<Connection>()
  const { clock } = services

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    void admit(request).then(agent => {
      if (agent === 'refused') return socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n')
      sockets.handleUpgrade(request, socket, head, opened => connect(opened, { agent, raw: socket }))
    })
  })

  async function admit(request: IncomingMessage): Promise<SignedIn | undefined | 'refused'> {
    const path = request.url?.split('?')[0]
    if (!isOwnOrigin(request, services)) return 'refused'
    if (path === '/socket') return undefined
    if (path !== '/workbench/socket') return 'refused'
    try {
      return (await agentOf(request, services)) ?? 'refused'
    } catch {
      return 'refused'
    }
  }

  function connect(socket: WebSocket, { agent, raw }: { agent: SignedIn | undefined; raw: Duplex }) {
    const gather = createGather(raw)
    const peer = {
      send(text: string) {
        if (socket.readyState !== socket.OPEN) return
        if (socket.bufferedAmount > LIMITS.slowReaderBytes) {
          services.report('slow-reader-cut')
          return socket.terminate()
        }
        gather()
        socket.send(text)
      },
      close: (code: number, reason: string) => socket.close(code, reason)
    }
    const connection: Connection = { socket, session: createSession(services, peer, agent), alive: true }
    connections.add(connection)
    socket.on('message', (data, isBinary) => {
      if (isBinary) return socket.close(CLOSE.fatal, 'bad-frame')
      connection.session.receive(toText(data))
      connection.alive = connection.session.saidHello() || connection.alive
    })
    socket.on('pong', () => (connection.alive = connection.session.saidHello()))
    socket.on('error', () => socket.terminate())
    socket.on('close', () => {
      connections.delete(connection)
      connection.session.ended()
    })
  }

  function sweep() {
    timer = clock.setTimeout(sweep, SWEEP_MS)
    for (const connection of connections) {
      // The second sweep that finds nothing: a socket may have been opened just before the first
      if (!connection.alive) connection.socket.terminate()
      else {
        connection.alive = false
        connection.socket.ping()
      }
    }
  }
  let timer = clock.setTimeout(sweep, SWEEP_MS)

  return {
    closeAll() {
      clock.clearTimeout(timer)
      for (const { socket } of connections) socket.close(1012, 'restart')
    }
  }
}

/** What is sent in one turn leaves in one piece: for a crowd, the calls of the system cost more than all else. */
function createGather(raw: Duplex): () => void {
  let isGathering = false
  return () => {
    if (isGathering) return
    isGathering = true
    raw.cork()
    process.nextTick(() => {
      isGathering = false
      raw.uncork()
    })
  }
}

function isOwnOrigin({ headers }: IncomingMessage, { config }: Services): boolean {
  const { origin, host } = headers
  if (origin === undefined) return true
  if (config.publicOrigin) return origin === config.publicOrigin
  try {
    return new URL(origin).host === host
  } catch {
    return false
  }
}

async function agentOf({ headers }: IncomingMessage, { database, clock }: Services) {
  const cookies = parse(headers.cookie ?? '')
  const secret = cookies['__Host-ozc_agent'] ?? cookies['ozc_agent']
  return secret ? await agentOfSession(database, secret, clock.now()) : undefined
}

function toText(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8')
  return Buffer.from(data as Buffer).toString('utf8')
}
