import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { acceptSockets } from '#server/socket/accept'
import type { World } from './world.ts'

/** Puts a world on a real port of this machine, sockets included: what only the wire shows, with the world's own clock. */
export async function listen({ http, services }: World) {
  const server = createAdaptorServer({ fetch: http.app.fetch }) as Server
  const sockets = acceptSockets(server, services)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    async close() {
      sockets.closeAll()
      http.lines.endAll()
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    }
  }
}
