import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAgentSession } from '#server/store/agents'
import { readAllow } from '#server/outbound/addresses'
import { createSite, type Site } from './requests.ts'

let site: Site
let cookie: string
let page = { status: 200, type: 'text/html', policy: '', body: '' }
const server = createServer((_request, response) => {
  const headers = {
    'content-type': page.type,
    ...(page.policy ? { 'content-security-policy': page.policy } : {})
  }
  response.writeHead(page.status, headers).end(page.body)
})
const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/shop`

beforeAll(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  site = await createSite({ config: { outboundAllow: readAllow(`127.0.0.1/32:${port}`) } })
  const admin = await site.world.makeAgent('the-admin', 'admin')
  cookie = `ozc_agent=${await createAgentSession(site.world.database, admin, 'test', site.clock.now())}`
})
afterAll(async () => {
  await site.world.services.outbound.close()
  await site.world.close()
  await new Promise(resolve => server.close(resolve))
})

async function ask(method: string, path: string, body?: unknown) {
  const answer = await site.request(method, `/api/v1${path}`, {
    headers: { cookie },
    ...(body === undefined ? {} : { body })
  })
  return { status: answer.status, body: (await answer.json()) as any }
}
const check = async (at = address()) => (await ask('POST', '/channels/1/check', { page: at })).body

test('[ADM-channel] a page with the snippet of the channel is right, and one whose policy forbids the chat is not', async () => {
  const { snippet } = (await ask('GET', '/channels')).body.items[0]
  page = { ...page, body: `<!doctype html><body><h1>Shop</h1>${snippet}</body>` }
  expect(await check()).toEqual({ page: address(), findings: [{ code: 'ok', level: 'ok', values: {} }] })
  page = { ...page, policy: "script-src 'self'" }
  expect((await check()).findings).toMatchObject([
    { code: 'csp-inline' },
    { code: 'csp-script', level: 'problem' }
  ])
  page = { ...page, policy: '', body: '<h1>Shop</h1>' }
  expect((await check()).findings).toMatchObject([
    { code: 'missing', values: { origin: 'http://chat.test' } }
  ])
})

test('[ADM-channel] pages that answer otherwise, or are not on the public internet, are told as that', async () => {
  page = { ...page, status: 404 }
  expect((await check()).findings).toMatchObject([{ code: 'status', values: { found: '404' } }])
  page = { ...page, status: 200, type: 'application/json' }
  expect((await check()).findings).toMatchObject([{ code: 'not-html' }])
  for (const inside of [
    'http://127.0.0.1:9/',
    'http://169.254.169.254/latest',
    'http://[::1]/',
    'http://10.0.0.1'
  ])
    expect([inside, (await check(inside)).findings[0].code]).toEqual([inside, 'blocked'])
  expect((await ask('POST', '/channels/1/check', { page: 'not a page' })).status).toBe(400)
  expect((await ask('POST', '/channels/9/check', { page: address() })).status).toBe(404)
})
