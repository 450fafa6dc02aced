import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readAllow } from '#server/outbound/addresses'
import { createOutbound, type Outbound, type OutsideRequest } from '#server/outbound/outbound'
import { readConfig } from '#server/config'
import { startRobotEndpoint } from '#test/kit/robot-endpoint'

// Requests to addresses that somebody typed, over real sockets.

let endpoint: Awaited<ReturnType<typeof startRobotEndpoint>>
let outbound: Outbound
/** Names as a hostile server of names answers for them, one answer after the other. */
const names = new Map<string, string[][]>()

beforeAll(async () => {
  endpoint = await startRobotEndpoint({ key: 'k'.repeat(16) })
  outbound = createOutbound({
    allow: readAllow(`127.0.0.1/32:${endpoint.port}`),
    lookup(name, _options, done) {
      const answers = names.get(name) ?? [[]]
      const now = answers.length > 1 ? answers.shift()! : answers[0]!
      done(
        null,
        now.map(address => ({ address, family: address.includes(':') ? 6 : 4 }))
      )
    }
  })
})
afterAll(async () => {
  await outbound.close()
  await endpoint.close()
})

const get = (url: string, given: Partial<OutsideRequest> = {}) =>
  outbound.fetchOutside(url, { timeoutMs: 3_000, mostBytes: 10_000, ...given })
const codeOf = (url: string, given: Partial<OutsideRequest> = {}) =>
  get(url, given).then(
    ({ status }) => String(status),
    (error: { code: string }) => error.code
  )

test.each([
  'http://127.0.0.1:8787/',
  'http://127.1/',
  'http://2130706433/',
  'http://0x7f000001/',
  'http://0177.0.0.1/',
  'http://0/',
  'http://[::1]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::ffff:7f00:1]/',
  'http://[64:ff9b::7f00:1]/',
  'http://[2002:7f00:1::]/',
  'http://[fd00:ec2::254]/',
  'http://169.254.169.254/latest/meta-data/',
  'http://10.0.0.1/',
  'http://192.168.1.1:8080/',
  'http://100.64.0.1/',
  'http://１２７.０.０.１/'
])('[BOT-http] [OUT1] %s is not connected to', async url => {
  expect(await codeOf(url)).toBe('blocked')
})

test.each([
  'file:///etc/passwd',
  'ftp://shop.example/',
  'gopher://127.0.0.1/',
  'javascript:alert(1)',
  'http://user:pass@shop.example/',
  'http://shop.example:22/',
  'http://shop.example:25/',
  'not an address',
  '//shop.example/',
  ''
])('[BOT-http] %s is no address', async url => {
  expect(await codeOf(url)).toBe('bad-address')
})

test('[BOT-http] [OUT1] a name is judged by the address that is connected to, also when one of several leads inside, or it changes', async () => {
  const { port } = endpoint
  names.set('inside.example', [['127.0.0.1']])
  names.set('both.example', [['93.184.216.34', '10.0.0.1']])
  names.set('none.example', [[]])
  names.set('changes.example', [['127.0.0.1'], ['10.0.0.1']])
  expect(await codeOf(`http://inside.example:${port}/whole`)).toBe('200')
  expect(await codeOf('http://inside.example/whole')).toBe('blocked')
  expect(await codeOf('http://both.example/')).toBe('blocked')
  expect(await codeOf('http://none.example/')).toBe('blocked')
  expect(await codeOf(`http://changes.example:${port}/never`, { timeoutMs: 300 })).toBe('timeout')
  expect(await codeOf(`http://changes.example:${port}/whole`)).toBe('blocked')
})

test('[BOT-http] [OUT2] redirects are looked at anew, and end', async () => {
  const { url } = endpoint
  expect(await codeOf(url('/inside'))).toBe('blocked')
  expect(await codeOf(url('/again'))).toBe('redirect')
  expect(await codeOf(url('/found'), { method: 'POST', body: '{}' })).toBe('redirect')
  expect(await codeOf(url('/inside'), { method: 'POST', body: '{}' })).toBe('blocked')
})

test('[BOT-http] [OUT2] what proves who we are does not go along to another origin', async () => {
  const seen: unknown[] = []
  const other = createServer((request, response) => {
    seen.push([request.headers.authorization, request.headers['x-openzc-signature'], request.headers.accept])
    response.end('ok')
  })
  await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as AddressInfo
  const first = createServer((_request, response) =>
    response.writeHead(307, { location: `http://127.0.0.1:${port}/` }).end()
  )
  await new Promise<void>(resolve => first.listen(0, '127.0.0.1', resolve))
  const open = createOutbound({ allow: readAllow('127.0.0.1/32:*') })
  const headers = { authorization: 'Bearer x', 'x-openzc-signature': 'v1=x', accept: 'text/plain' }
  const from = `http://127.0.0.1:${(first.address() as AddressInfo).port}/`
  await open.fetchOutside(from, { headers, timeoutMs: 3_000, mostBytes: 100 })
  expect(seen).toEqual([[undefined, undefined, 'text/plain']])
  await open.close()
  for (const one of [other, first]) {
    one.close()
    one.closeAllConnections()
  }
})

test('[BOT-http] [OUT3] an answer that is too long, never comes, trickles in or breaks off is given up', async () => {
  const { url, held } = endpoint
  expect(await codeOf(url('/huge'))).toBe('too-large')
  expect(await codeOf(url('/never'), { timeoutMs: 300 })).toBe('timeout')
  expect(await codeOf(url('/drips'), { timeoutMs: 300 })).toBe('timeout')
  expect(await codeOf(url('/cuts'))).toBe('unreachable')
  await expect.poll(held).toBe(0)
})

test('[BOT-http] OUTBOUND_ALLOW is read from the environment, and nonsense stops the start with the reason', () => {
  expect(readConfig({ OUTBOUND_ALLOW: '10.0.0.0/8:8080' }).outboundAllow).toHaveLength(1)
  expect(readConfig({}).outboundAllow).toEqual([])
  expect(() => readConfig({ OUTBOUND_ALLOW: 'everything' })).toThrow(/OUTBOUND_ALLOW.*network and a port/)
})
