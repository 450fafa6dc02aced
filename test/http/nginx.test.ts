import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { startNginx } from '#test/kit/nginx'
import { findFreePort } from '#test/kit/postgres/server'
import { createServerProcess } from '#test/kit/server-process'

// The example of deploy/nginx.conf in a real nginx, and what the doctor says of one that somebody has changed.

const COMMAND = fileURLToPath(new URL('../../server/openzc.mjs', import.meta.url))

type Proxy = { url: string; stop(): Promise<void> }

async function behind(start: (port: number) => Promise<Proxy>) {
  const port = await findFreePort()
  const proxy = await start(port)
  const env = { PORT: String(port), PUBLIC_URL: proxy.url, TRUST_PROXY: '1' }
  const server = await createServerProcess({ env })
  await server.start()
  onTestFinished(async () => {
    await server.dispose()
    await proxy.stop()
  })
  return { url: proxy.url, doctor: () => askDoctor({ ...env, DATA_DIR: server.dataDir }) }
}

const behindNginx = (damage?: (text: string) => string) => behind(port => startNginx(port, damage))

/** Knows neither WebSocket nor streams: an answer goes out once it is whole. */
async function startGathering(port: number): Promise<Proxy> {
  const proxy = createServer((incoming, response) => {
    const headers = { ...incoming.headers, 'x-forwarded-for': '127.0.0.1' }
    const ask = request({ port, method: incoming.method, path: incoming.url, headers }, answer => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part)).on('error', () => response.destroy())
      answer.on('end', () => response.writeHead(answer.statusCode!, answer.headers).end(Buffer.concat(parts)))
    })
    ask.on('error', () => response.destroy())
    incoming.pipe(ask)
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    async stop() {
      proxy.closeAllConnections()
      await new Promise(resolve => proxy.close(resolve))
    }
  }
}

async function askDoctor(env: Record<string, string>): Promise<Record<string, string>> {
  const child = spawn(process.execPath, [COMMAND, 'doctor', '--json'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit']
  })
  let text = ''
  for await (const chunk of child.stdout) text += String(chunk)
  return JSON.parse(text) as Record<string, string>
}

test('behind the example of nginx all is well: sockets, streams, frames, addresses, files of 20 MB', async () => {
  const { url, doctor } = await behindNginx()
  const { server, socket, stream, frame, visitors } = await doctor()
  expect({ server, socket, stream, frame, visitors }).toEqual({
    server: `ok: it answers at ${url}`,
    socket: expect.stringMatching(/^ok/),
    stream: expect.stringMatching(/^ok/),
    frame: expect.stringMatching(/^ok/),
    visitors: 'ok: the proxy says who asks'
  })
  const upload = await fetch(`${url}/api/upload`, { method: 'POST', body: new Uint8Array(20 * 1024 * 1024) })
  expect(upload.status).toBe(401)
})

for (const { what, check, damage } of [
  {
    what: 'passes no Upgrade on',
    check: 'socket',
    damage: (text: string) => text.replace(/.*Upgrade \$http_upgrade;\n/, '')
  },
  {
    what: 'forbids frames',
    check: 'frame',
    damage: (text: string) => text.replace('location / {', 'location / { add_header X-Frame-Options DENY;')
  },
  {
    what: 'does not say who asks',
    check: 'visitors',
    damage: (text: string) => text.replace(/.*X-Forwarded-For .*\n/, '')
  }
])
  test(`the doctor finds a proxy that ${what}`, async () => {
    const { doctor } = await behindNginx(damage)
    const found = await doctor()
    const wrong = Object.keys(found).filter(name => found[name]!.startsWith('MEND') && name !== 'address')
    expect(wrong).toEqual([check])
  })

test('the doctor finds a proxy that knows neither sockets nor streams', async () => {
  const { doctor } = await behind(startGathering)
  const found = await doctor()
  expect([found['socket'], found['stream'], found['frame']]).toEqual([
    expect.stringMatching(/^MEND: no WebSocket opens/),
    expect.stringMatching(/^MEND: the proxy gathers/),
    expect.stringMatching(/^ok/)
  ])
})
