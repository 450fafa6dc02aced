import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ClientFrame } from '#protocol/client-frame'
import { CLOSE } from '#protocol/errors'
import { LIMITS } from '#protocol/limits'
import { endAgentSession, createAgentSession } from '#server/store/agents'
import { listen } from '#test/kit/listening'
import { openRawPeer, type RawPeer } from '#test/kit/raw-peer'
import { createSite, type Site } from './requests.ts'

let site: Site
let on: Awaited<ReturnType<typeof listen>>
const events: string[] = []
beforeAll(async () => {
  site = await createSite({ report: event => void events.push(event) })
  on = await listen(site.world)
})
afterAll(async () => {
  await on.close()
  await site.world.close()
})

const token = (uid = site.uid) =>
  site.world.services.tokens.forVisitor({ uid, companyId: site.world.company.id }, site.clock.now())

async function visitor(uid = site.uid): Promise<RawPeer> {
  const peer = await openRawPeer(`${on.url}/socket`)
  peer.say({ type: 'hello', protocol: 1, token: token(uid) })
  await peer.next('welcome')
  return peer
}

/** What the peer sent before has been handled when this resolves. */
async function settled(peer: RawPeer) {
  peer.say({ type: 'ping' })
  await peer.next('pong')
}

const isOpen = ({ socket }: RawPeer) => socket.readyState === socket.OPEN

test('[SEC 10] a socket that never says hello is cut by the second sweep, whatever it keeps alive; one that did stays', async () => {
  const talking = await visitor()
  const silent = await openRawPeer(`${on.url}/socket`)
  const beating = await openRawPeer(`${on.url}/socket`)
  const pinged = Promise.all(
    [silent, beating, talking].map(peer => new Promise(resolve => peer.socket.once('ping', resolve)))
  )
  await site.clock.advance(25_000)
  await pinged
  beating.socket.ping()
  beating.socket.pong()
  await settled(talking)
  expect([silent, beating, talking].map(isOpen)).toEqual([true, true, true])
  await site.clock.advance(25_000)
  expect([await silent.closed, await beating.closed]).toEqual([1006, 1006])
  await settled(talking)
  for (let beats = 0; beats < 5; beats++) {
    const pinged = new Promise(resolve => talking.socket.once('ping', resolve))
    await site.clock.advance(25_000)
    await pinged
    await settled(talking)
  }
  talking.close()
})

const text = (uid: string, clientId: string, words = clientId): ClientFrame => ({
  type: 'send',
  uid,
  clientId,
  content: { kind: 'text', text: words }
})

describe('who may open a socket', () => {
  const upgrade = (path: string, headers: Record<string, string>) =>
    openRawPeer(`${on.url}${path}`, headers).then(
      peer => {
        peer.close()
        return 'open'
      },
      (error: unknown) => String(error)
    )

  test('[SEC 9] the Origin of an upgrade is this server or none; anything like it is refused', async () => {
    const foreign = [
      'https://evil.example',
      'null',
      '',
      on.url.replace('http:', 'ftp:').replace('127.0.0.1', '127.0.0.1.evil.example'),
      `${on.url}.evil.example`,
      `http://evil.example/${on.url}`,
      `http://127.0.0.1:${on.port + 1}`,
      `http://localhost:${on.port}`,
      'not an origin'
    ]
    for (const path of ['/socket', '/workbench/socket']) {
      for (const origin of foreign)
        expect([path, origin, await upgrade(path, { origin, cookie: site.cookie })]).toEqual([
          path,
          origin,
          expect.stringContaining('403')
        ])
    }
    expect(await upgrade('/socket', { origin: on.url })).toBe('open')
    expect(await upgrade('/socket', {})).toBe('open')
    expect(await upgrade('/workbench/socket', { origin: on.url, cookie: site.cookie })).toBe('open')
  })

  test('[SEC 9] an agent’s socket opens with the cookie of a living session only, and there is no third socket', async () => {
    const secret = await createAgentSession(site.world.database, site.agent, 'test', site.clock.now())
    expect(await upgrade('/workbench/socket', { cookie: `ozc_agent=${secret}` })).toBe('open')
    await endAgentSession(site.world.database, secret)
    for (const [path, cookie] of [
      ['/workbench/socket', `ozc_agent=${secret}`],
      ['/workbench/socket', ''],
      ['/workbench/socket', 'ozc_agent='],
      ['/workbench/socket', `ozc_agent=${token()}`],
      ['/workbench/socket', 'ozc_agent=%00; __Host-ozc_agent=x'],
      ['/socket/', site.cookie],
      ['/', site.cookie],
      ['/api/agent/me', site.cookie]
    ] as const)
      expect([path, cookie, await upgrade(path, { cookie })]).toEqual([
        path,
        cookie,
        expect.stringContaining('403')
      ])
  })

  test('[SEC 9] a cookie makes nobody an agent on the visitors’ socket', async () => {
    const peer = await openRawPeer(`${on.url}/socket`, { cookie: site.cookie })
    peer.say({ type: 'hello', protocol: 1, token: '', desk: null })
    expect(await peer.closed).toBe(CLOSE.unauthorized)
    expect(peer.heard.map(frame => frame.type)).toEqual(['error'])
  })
})

describe('frames that are none', () => {
  test('[SEC 10] a frame of more than 64 kB ends its connection, stores nothing, and no other one notices', async () => {
    const [loud, other] = [await visitor(), await visitor(site.otherUid)]
    loud.say(JSON.stringify({ type: 'ping', x: 'x'.repeat(LIMITS.frameBytes) }))
    expect(await loud.closed).toBe(1009)
    // As many characters as are allowed, but three times as many bytes
    const wide = await visitor()
    wide.say(JSON.stringify({ type: 'ping', x: '大'.repeat(LIMITS.frameBytes / 2) }))
    expect(await wide.closed).toBe(1009)
    await settled(other)
    other.close()
  })

  test('[SEC 10] a binary frame ends the connection, and nothing is compressed', async () => {
    const peer = await visitor()
    expect(peer.socket.extensions).toBe('')
    peer.socket.send(Buffer.from('{"type":"ping"}'))
    expect(await peer.closed).toBe(CLOSE.fatal)
  })

  test('[SEC 10] over HTTP, too: a request that is too long or holds too many frames is refused', async () => {
    const post = (body: string) =>
      fetch(`${on.url}/api/live/send`, { method: 'POST', body, headers: { origin: on.url } })
    expect((await post('x'.repeat(LIMITS.frameBytes * 4 + 1))).status).toBe(413)
    expect((await post('{}\n'.repeat(201))).status).toBe(413)
  })
})

test('[SEC 10] a reader who is too slow is cut, and resumes from the cursor without a gap', async () => {
  const uid = await site.world.makeVisitor()
  const [slow, sender] = [await visitor(uid), await visitor(uid)]
  sender.say(text(uid, 'one'))
  const { entry } = await sender.next('ack')
  slow.say({ type: 'follow', uid, at: null })
  await slow.next('entries')
  await settled(slow)

  slow.socket.pause()
  const noise = 'x'.repeat(1_000_000)
  sender.say(text(uid, 'two'))
  await sender.next('ack')
  // More than the system's own buffers take, and then the limit
  for (let sent = 0; sent < 60 && !events.includes('slow-reader-cut'); sent++) {
    site.world.services.hub.toFollowers(uid, { type: 'typing', uid, role: 'agent', on: true, text: noise })
    await new Promise(resolve => setImmediate(resolve))
  }
  expect(events).toContain('slow-reader-cut')
  sender.say(text(uid, 'three'))
  await sender.next('ack')
  slow.socket.resume()
  await slow.closed

  const again = await openRawPeer(`${on.url}/socket`)
  const at = { cursor: entry.seq, lastId: entry.id }
  again.say({ type: 'hello', protocol: 1, token: token(uid), follow: [{ uid, at }] })
  const { entries, reset } = await again.next('entries')
  expect([reset, entries.map(one => one.clientId)]).toEqual([false, ['two', 'three']])
  for (const peer of [again, sender]) peer.close()
})

describe('addresses that try to leave their folder', () => {
  /** As it is written: fetch would tidy the path up first. */
  const get = (path: string) =>
    new Promise<{ status: number; body: string }>((resolve, reject) => {
      request({ host: '127.0.0.1', port: on.port, path, method: 'GET' }, answer => {
        let body = ''
        answer.setEncoding('utf8')
        answer.on('data', (chunk: string) => (body += chunk))
        answer.on('end', () => resolve({ status: answer.statusCode!, body }))
      })
        .on('error', reject)
        .end()
    })

  const UP = [
    '..',
    '..%2f',
    '%2e%2e',
    '%2e%2e%2f',
    '..%5c',
    '..\\',
    '%252e%252e%252f',
    '..%c0%af',
    '....//',
    '.%00./'
  ]
  const TARGETS = ['package.json', 'etc/passwd', 'secret.key', 'openzc.sqlite']
  const STARTS = [
    '/',
    '/app/',
    '/app/assets/',
    '/files/',
    `/files/${'0'.repeat(24)}/a-b/`,
    '/chat/frame/v2/',
    '/chat/h5/',
    '/workbench/'
  ]
  for (const start of STARTS) {
    test(`[SEC CVE-2026-56845] ${start} gives nothing but what is in the table`, async () => {
      for (const up of UP) {
        for (const target of TARGETS) {
          const path = `${start}${`${up}/`.repeat(4)}${target}`
          const { status, body } = await get(path)
          expect([path, status === 404 || status === 400]).toEqual([path, true])
          expect(body.length).toBeLessThan(200)
        }
      }
    })
  }

  test('[SEC CVE-2026-56845] what is hardly an address is answered all the same', async () => {
    for (const path of [
      '//',
      '//evil.example/',
      '/%',
      '/%zz',
      '/app/%',
      '/files/%/%/%',
      `/${'a/'.repeat(2_000)}`,
      '/?%',
      '*',
      'http://evil.example/'
    ])
      expect([path, (await get(path)).status < 500]).toEqual([path, true])
  })
})
