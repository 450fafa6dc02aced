import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ClientFrame } from '#protocol/client-frame'
import type { ServerFrame } from '#protocol/server-frame'
import { contextOf } from '#server/admin/local'
import { runCommand } from '#server/admin/commands'
import { createSession } from '#server/socket/session'
import { createAgentSession, type AgentAccount } from '#server/store/agents'
import { inboxOf } from '#server/store/inbox'
import { settle } from '#test/kit/desk'
import { countRows, createSite, type Site } from './requests.ts'

// Two companies of a platform and a third one, over the ways that agents and administrators use.

let site: Site
let stranger: { id: string; sysnum: string }
const SYSNUM = { main: '0'.repeat(31) + '1', shop: '0'.repeat(31) + '2', third: '0'.repeat(31) + '3' }
const admins = {} as Record<keyof typeof SYSNUM, AgentAccount>

beforeAll(async () => {
  site = await createSite()
  const { world } = site
  stranger = await world.makeCompany(SYSNUM.third, 'Third')
  admins.main = await world.makeAgent('mia', 'admin')
  admins.shop = site.foreignAgent
  admins.third = await world.makeAgent('tom', 'admin', stranger.id)
  await world.services.assigner.start()
})
afterAll(async () => {
  await site.world.services.assigner.close()
  await site.world.close()
})

const command = (name: 'platform-create' | 'platform-invite' | 'set-desk', args: Record<string, string>) =>
  runCommand(contextOf(site.world.services), name, args)

async function ask(who: keyof typeof SYSNUM, method: string, path: string, body?: unknown) {
  const cookie = `ozc_agent=${await createAgentSession(site.world.database, admins[who], 'test', site.clock.now())}`
  const answer = await site.request(method, `/api/v1${path}`, {
    headers: { cookie },
    ...(body === undefined ? {} : { body })
  })
  return { status: answer.status, body: (await answer.json()) as any }
}

async function agent(account: AgentAccount) {
  const heard: ServerFrame[] = []
  const session = createSession(
    site.world.services,
    { send: text => heard.push(JSON.parse(text) as ServerFrame), close: () => {} },
    await site.world.signIn(account)
  )
  const say = async (...frames: ClientFrame[]) => {
    const from = heard.length
    for (const frame of frames) session.receive(JSON.stringify(frame))
    await settle(site.world)
    return heard.slice(from)
  }
  await say({ type: 'hello', protocol: 1, token: '' })
  return { heard, say, end: () => session.ended() }
}

test('[DSK-platform] an operator makes it, the main account invites, each accepts for itself, either leaves', async () => {
  const made = await command('platform-create', {
    code: 'mall',
    name: 'Mall',
    sysnum: SYSNUM.main,
    customer: 'm'
  })
  const platform = String(made['platform'])
  const given = { sysnum: SYSNUM.shop, customerCode: 's' }
  const invite = () => ask('main', 'POST', `/platforms/${platform}/members`, given)
  expect((await invite()).status).toBe(403)
  expect((await ask('main', 'POST', `/platforms/${platform}/join`)).body).toMatchObject({
    hasJoined: true,
    isMain: true
  })
  expect((await invite()).body).toMatchObject({ name: 'Foreign', hasJoined: false })
  expect((await invite()).status).toBe(409)
  expect((await ask('shop', 'GET', '/platforms')).body.items).toMatchObject([
    { code: 'mall', hasJoined: false }
  ])
  expect((await ask('third', 'GET', '/platforms')).body.items).toEqual([])
  expect((await ask('third', 'POST', `/platforms/${platform}/join`)).status).toBe(404)
  expect((await ask('shop', 'POST', `/platforms/${platform}/join`)).status).toBe(200)
  // A member neither invites nor removes, and sees no other member but the main account
  await site.clock.advance(1_000)
  await command('platform-invite', { code: 'mall', sysnum: SYSNUM.third, customer: 't' })
  expect((await ask('shop', 'POST', `/platforms/${platform}/members`, given)).status).toBe(403)
  expect((await ask('shop', 'DELETE', `/platforms/${platform}/members/${stranger.id}`)).status).toBe(403)
  const names = async (who: keyof typeof SYSNUM) =>
    (await ask(who, 'GET', `/platforms/${platform}/members`)).body.items.map(
      (one: { name: string }) => one.name
    )
  expect((await names('shop')).toSorted()).toEqual(['Demo', 'Foreign'])
  expect((await names('main')).toSorted()).toEqual(['Demo', 'Foreign', 'Third'])
  expect((await ask('main', 'DELETE', `/platforms/${platform}/members/${stranger.id}`)).status).toBe(200)
  expect((await ask('third', 'GET', '/platforms')).body.items).toEqual([])
  expect((await ask('shop', 'DELETE', `/platforms/${platform}`)).status).toBe(200)
  expect(await names('main')).toEqual(['Demo'])
})

/** What a conversation between two companies is to each: the shop's visitor, and what the main account sees of them. */
async function referred() {
  const code = `mall-${site.clock.now()}`
  await command('platform-create', { code, name: 'Mall', sysnum: SYSNUM.main, customer: 'm' })
  await command('platform-invite', { code, sysnum: SYSNUM.shop, customer: 's' })
  for (const who of ['main', 'shop'] as const) {
    for (const { id, hasJoined } of (await ask(who, 'GET', '/platforms')).body.items)
      if (!hasJoined) await ask(who, 'POST', `/platforms/${id}/join`)
    await command('set-desk', { sysnum: SYSNUM[who], assign: 'auto', 'ask-group': 'off' })
  }
  await settle(site.world)
  const uid = await site.world.makeVisitor(site.foreign.id)
  const { database, services } = site.world
  await database.write
    .updateTable('timeline')
    .set({ profile: JSON.stringify({ claims: { platformUnionCode: code, flowType: '1' } }) })
    .where('uid', '=', uid)
    .execute()
  await services.writer.submit({
    companyId: site.foreign.id,
    uid,
    intent: {
      kind: 'send',
      by: { role: 'visitor', id: uid },
      clientId: 'first',
      content: { kind: 'text', text: 'hello' }
    }
  })
  await settle(site.world)
  const [mirror] = await inboxOf(database, site.world.company.id)
  const [origin] = await inboxOf(database, site.foreign.id)
  await site.clock.advance(5_000)
  return { origin: { uid, cid: origin!.cid }, mirror: { uid: mirror!.uid, cid: mirror!.cid } }
}

const AIMED: ((place: { uid: string; cid: string }) => ClientFrame)[] = [
  ({ uid }) => ({ type: 'follow', uid, at: null }),
  ({ uid }) => ({ type: 'history', uid, before: 100 }),
  ({ uid }) => ({ type: 'send', uid, clientId: 'stolen', content: { kind: 'text', text: 'stolen' } }),
  ({ uid }) => ({ type: 'send', uid, clientId: 'noted', content: { kind: 'note', text: 'stolen' } }),
  ({ uid }) => ({ type: 'recall', uid, seq: 2 }),
  ({ uid }) => ({ type: 'delivered', uid, seq: 2 }),
  ({ uid }) => ({ type: 'read', uid, seq: 2 }),
  ({ uid }) => ({ type: 'typing', uid, on: true, text: 'stolen' }),
  ({ uid, cid }) => ({ type: 'end', uid, cid }),
  ({ uid, cid }) => ({ type: 'accept', uid, cid }),
  ({ uid, cid }) => ({ type: 'release', uid, cid }),
  ({ uid, cid }) => ({ type: 'transfer', uid, cid, agentId: site.agent.id }),
  ({ uid, cid }) => ({ type: 'add-agent', uid, cid, agentId: site.agent.id }),
  ({ uid, cid }) => ({ type: 'remove-agent', uid, cid, agentId: site.agent.id }),
  ({ uid }) => ({ type: 'block', uid, reason: 'stolen' }),
  ({ uid }) => ({ type: 'unblock', uid })
]

test('[DSK-platform] no frame of one company’s agents reaches a timeline of another, referred or not', async () => {
  const { origin, mirror } = await referred()
  const whole = async () => {
    const read = site.world.database.read
    return JSON.stringify([
      await read.selectFrom('entry').selectAll().orderBy('id').execute(),
      await read.selectFrom('conversation').selectAll().orderBy('cid').execute(),
      await read.selectFrom('timeline').selectAll().orderBy('uid').execute()
    ])
  }
  for (const [who, places] of [
    ['third', [origin, mirror]],
    ['main', [origin]],
    ['shop', [mirror]]
  ] as const) {
    const peer = await agent(admins[who])
    const before = await whole()
    for (const place of places) {
      for (const aim of AIMED) {
        const frame = aim(place)
        const answers = (await peer.say(frame)).filter(one => one.type === 'error' || one.type === 'nack')
        expect([who, frame.type, answers.map(one => one.code)]).toEqual([who, frame.type, ['not-found']])
      }
      const path = `/conversations/${place.cid}/route`
      const cookie = `ozc_agent=${await createAgentSession(site.world.database, admins[who], 'test', site.clock.now())}`
      expect((await site.request('GET', `/api/agent${path}`, { headers: { cookie } })).status).toBe(404)
    }
    expect((await ask(who, 'POST', `/referrals/${origin.cid}/return`)).status).toBe(404)
    if (who !== 'main') expect((await ask(who, 'POST', `/referrals/${mirror.cid}/return`)).status).toBe(404)
    await settle(site.world)
    expect(await whole()).toBe(before)
    const told = JSON.stringify(peer.heard.filter(({ type }) => !['welcome', 'error', 'nack'].includes(type)))
    for (const { uid } of places) expect(told).not.toContain(uid)
    peer.end()
  }
})

test('[DSK-platform] given back it waits in the shop’s own queue, and does not go away a second time', async () => {
  const { origin, mirror } = await referred()
  const peer = await agent(admins.main)
  await peer.say({ type: 'desk', at: null })
  const summary = peer.heard
    .flatMap(one => (one.type === 'desk' ? one.conversations : []))
    .findLast(({ cid }) => cid === mirror.cid)
  expect(summary?.partner).toEqual({ way: 'from', name: 'Foreign' })
  const rows = await countRows(site)
  expect((await ask('main', 'POST', `/referrals/${mirror.cid}/return`)).status).toBe(200)
  await settle(site.world)
  expect(await countRows(site)).not.toEqual(rows)
  const found = (await inboxOf(site.world.database, site.foreign.id)).find(({ cid }) => cid === origin.cid)!
  expect([found.status, found.agentId, found.partner]).toEqual(['queued', null, undefined])
  const { body: why } = await (async () => {
    const cookie = site.foreignCookie
    const answer = await site.request('GET', `/api/agent/conversations/${origin.cid}/route`, {
      headers: { cookie }
    })
    return { body: (await answer.json()) as any }
  })()
  expect(why.route.looks.at(-1)).toEqual({ to: 'company', id: 'Demo', saw: 'before', so: 'skip' })
  expect((await ask('main', 'POST', `/referrals/${mirror.cid}/return`)).status).toBe(404)
  peer.end()
})
