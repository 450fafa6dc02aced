import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What was asked, as it came. */
export type Received = { path: string; headers: IncomingMessage['headers']; body: string }

/**
 * A company's own robot, and a service that speaks OpenAI's chat protocol, with all their bad days: the first part of the path says
 * how it answers.
 */
export async function startRobotEndpoint({ key }: { key: string }) {
  const received: Received[] = []
  const held = new Set<ServerResponse>()
  const server = createServer((request, response) => {
    void read(request).then(body => {
      const path = request.url ?? ''
      received.push({ path, headers: request.headers, body })
      const [, way = ''] = path.split('/')
      const answer = WAYS[way]
      if (answer) return answer({ request, response, body, key, held })
      response.writeHead(404).end()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: (path: string) => `http://127.0.0.1:${port}${path}`,
    received,
    /** Requests that wait for an answer which does not come. */
    held: () => held.size,
    close: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
  }
}

type Call = {
  request: IncomingMessage
  response: ServerResponse
  body: string
  key: string
  held: Set<ServerResponse>
}

const json = (response: ServerResponse, status: number, value: unknown) =>
  void response
    .writeHead(status, { 'content-type': 'application/json' })
    .end(typeof value === 'string' ? value : JSON.stringify(value))

const event = (content: string) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`
const stream = (response: ServerResponse) => response.writeHead(200, { 'content-type': 'text/event-stream' })
const to = (response: ServerResponse, status: number, location: string) =>
  void response.writeHead(status, { location }).end()

function isSigned({ request: { headers }, body, key }: Call): boolean {
  const digest = createHmac('sha256', key).update(`${String(headers['x-openzc-timestamp'])}.${body}`)
  return headers['x-openzc-signature'] === `v1=${digest.digest('hex')}`
}

const WAYS: Record<string, (call: Call) => void> = {
  good(call) {
    if (!isSigned(call)) return json(call.response, 401, { error: 'signature' })
    const { question } = JSON.parse(call.body) as { question: string }
    json(call.response, 200, { text: `You said: ${question}`, choices: ['More'] })
  },
  transfers: ({ response }) => json(response, 200, { transfer: true }),
  broken: ({ response }) => json(response, 200, '{"text": "half'),
  empty: ({ response }) => json(response, 200, {}),
  wrong: ({ response }) => json(response, 200, { text: 7 }),
  fails: ({ response }) => json(response, 500, { text: 'You should not see this' }),
  never({ response, held }) {
    held.add(response)
    response.on('close', () => held.delete(response))
  },
  huge: ({ response }) => json(response, 200, { text: 'x'.repeat(2_000_000) }),
  /** A byte now and then, for ever. */
  drips({ response }) {
    response.writeHead(200)
    const timer = setInterval(() => response.write(' '), 20)
    response.on('close', () => clearInterval(timer))
  },
  cuts({ response }) {
    response.writeHead(200, { 'content-length': '100' })
    response.write('{"te')
    setImmediate(() => response.destroy())
  },
  inside: ({ response }) => to(response, 307, 'http://169.254.169.254/latest/meta-data/'),
  found: ({ response }) => to(response, 302, '/good'),
  again: ({ request, response }) => to(response, 307, request.url ?? '/'),
  moved: ({ response }) => to(response, 307, '/good'),
  // OpenAI's protocol
  model({ request, response, body, key }) {
    if (request.headers.authorization !== `Bearer ${key}`) return json(response, 401, { error: {} })
    const { messages } = JSON.parse(body) as { messages: { content: string }[] }
    stream(response)
    const text = event('Two to ') + event('four däys') + `: keepalive\n\n` + event(` (${messages.length})`)
    const bytes = Buffer.from(`${text}data: [DONE]\n\n`)
    // In parts that end anywhere, also within a character
    for (let i = 0; i < bytes.length; i += 7) response.write(bytes.subarray(i, i + 7))
    response.end()
  },
  whole: ({ response }) => json(response, 200, { choices: [{ message: { content: 'In one piece' } }] }),
  gives: ({ response }) => void stream(response).end(`${event('[[trans')}${event('fer]]')}data: [DONE]\n\n`),
  half: ({ response }) => void stream(response).end(event('Two to')),
  nonsense: ({ response }) => void stream(response).end('data: {nonsense\n\ndata: [DONE]\n\n'),
  error: ({ response }) =>
    void stream(response).end(`data: {"error":{"message":"overloaded"}}\n\ndata: [DONE]\n\n`)
}

async function read(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of request) text += String(part)
  return text
}
