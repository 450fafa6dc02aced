import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import { connect, type AddressInfo, type Socket } from 'node:net'

/** Stands before several servers, as a company's load balancer does, without sticky sessions: each request goes to the next. */
export type Balancer = { url: string; close(): Promise<void> }

export async function createBalancer(targets: readonly string[]): Promise<Balancer> {
  const ports = targets.map(url => Number(new URL(url).port))
  let turn = 0
  const order = () => {
    const first = turn++ % ports.length
    return [...ports.slice(first), ...ports.slice(0, first)]
  }
  const sockets = new Set<Socket>()
  const server = createServer((incoming, response) => {
    void readAll(incoming).then(
      body => pass({ incoming, body, response }, order()),
      () => response.destroy()
    )
  })
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('upgrade', (incoming: IncomingMessage, socket: Socket, head: Buffer) =>
    tunnel({ incoming, socket, head }, order())
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    }
  }
}

async function readAll(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

type Passing = { incoming: IncomingMessage; body: Buffer; response: ServerResponse }

/** A server that takes no connections is passed over; one that dies while it answers breaks the answer off. */
function pass(passing: Passing, [port, ...others]: number[]) {
  const { incoming, body, response } = passing
  if (port === undefined) return void response.writeHead(502).end()
  const { method, url: path, headers } = incoming
  const call = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, answer => {
    response.writeHead(answer.statusCode!, answer.headers)
    answer.pipe(response)
    answer.on('error', () => response.destroy())
  })
  call.on('error', error => {
    const isAway = (error as NodeJS.ErrnoException).code === 'ECONNREFUSED'
    if (isAway && !response.headersSent) pass(passing, others)
    else response.destroy()
  })
  response.on('close', () => call.destroy())
  call.end(body)
}

type Tunnel = { incoming: IncomingMessage; socket: Socket; head: Buffer }

function tunnel(passing: Tunnel, [port, ...others]: number[]) {
  const { incoming, socket, head } = passing
  if (port === undefined) return void socket.destroy()
  const target = connect(port, '127.0.0.1')
  let isOpen = false
  target.on('connect', () => {
    isOpen = true
    const { method, url, rawHeaders } = incoming
    const lines = rawHeaders.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${rawHeaders[i + 1]}`] : []))
    target.write([`${method} ${url} HTTP/1.1`, ...lines, '', ''].join('\r\n'))
    target.write(head)
    target.pipe(socket)
    socket.pipe(target)
  })
  target.on('error', () => (isOpen ? socket.destroy() : tunnel(passing, others)))
  target.on('close', () => isOpen && socket.destroy())
  socket.on('error', () => target.destroy())
  socket.on('close', () => target.destroy())
}
