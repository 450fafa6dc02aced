import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { ClientFrame } from '#protocol/client-frame'
import type { ServerFrame } from '#protocol/server-frame'
import { channelsOf, saveChannel } from '#server/store/companies'
import { createSession } from '#server/socket/session'
import { describePages } from '#server/visits/track-pages'
import type { AgentAccount } from '#server/store/agents'
import { countRows, createSite, type Site } from './requests.ts'

// Visits as whoever knows the addresses of the server can send them.

let site: Site
beforeAll(async () => {
  site = await createSite()
})
afterAll(() => site.world.close())
afterEach(() => switchInvitations(false))

const PAGE = { url: 'https://shop.example/tea', title: 'Tea', referrer: '' }

async function switchInvitations(invitations: boolean) {
  const { database, company } = site.world
  for (const { id, sealedKey, settings } of await channelsOf(database, company.id))
    await saveChannel(database, { id, sealedKey, settings: { ...settings, invitations } })
}

async function post(path: string, body: object) {
  const answer = await site.request('POST', path, {
    body: { sysnum: site.world.company.sysnum, page: PAGE, ...body }
  })
  return {
    status: answer.status,
    body: (await answer.json()) as { visit?: string; invite?: string; code?: string }
  }
}

const begin = async () => (await post('/api/visit', {})).body.visit!

async function settle() {
  for (let i = 0; i < 10; i++) await new Promise(resolve => setImmediate(resolve))
}

/** An agent who hears who browses. */
async function openDesk(account: AgentAccount = site.agent) {
  const heard: ServerFrame[] = []
  const session = createSession(
    site.world.services,
    { send: text => heard.push(JSON.parse(text) as ServerFrame), close: () => {} },
    await site.world.signIn(account)
  )
  const say = async (frame: ClientFrame) => {
    session.receive(JSON.stringify(frame))
    await settle()
  }
  await say({ type: 'hello', protocol: 1, token: '' })
  return {
    heard,
    say,
    async browsing() {
      await site.clock.advance(1_000)
      await settle()
      const last = heard.filter(frame => frame.type === 'browsing').at(-1)!
      return last.visitors
    },
    end: session.ended
  }
}

async function openVisitor(uid: string) {
  const session = createSession(site.world.services, { send: () => {}, close: () => {} })
  const token = site.world.services.tokens.forVisitor(
    { uid, companyId: site.world.company.id },
    site.clock.now()
  )
  const say = async (frame: object) => {
    session.receive(JSON.stringify(frame))
    await site.world.services.writer.drain()
    await settle()
  }
  await say({ type: 'hello', protocol: 1, token })
  return { say, end: session.ended }
}

describe('points of a visitor’s way', () => {
  test('[TRC-auto] the server names the visit; a forged name is another visit, and without a kind nothing is stored', async () => {
    const before = await countRows(site)
    const visit = await begin()
    expect((await post('/api/visit', { visit })).body.visit).toBe(visit)
    for (const forged of [
      'x',
      `${visit}x`,
      visit.replace(/^./, 'z'),
      site.world.services.tokens.createDeviceSecret()
    ])
      expect((await post('/api/visit', { visit: forged })).body.visit).not.toBe(forged)
    expect(site.world.services.tokens.isDeviceSecret(visit)).toBe(false)
    expect(await countRows(site)).toEqual(before)
    await post('/api/visit', { visit, kind: 'view' })
    await site.world.services.tracks.flush()
    expect(await countRows(site)).toEqual({
      ...before,
      visit: before['visit']! + 1,
      track_point: before['track_point']! + 1
    })
  })

  test('[TRC-auto] more than one a second for long is refused, and so is too much at once', async () => {
    const visit = await begin()
    const statuses: number[] = []
    for (let i = 0; i < 60; i++) statuses.push((await post('/api/visit', { visit, kind: 'trace' })).status)
    expect([statuses[0], statuses.at(-1)]).toEqual([200, 429])
    expect((await post('/api/visit', { visit: await begin(), kind: 'view' })).status).toBe(200)
    await site.clock.advance(60_000)
    const given = { cur_visit_args: { cur_abstract: 'x'.repeat(40_000) } }
    expect((await post('/api/visit', { visit, kind: 'trace', given })).status).toBe(413)
    for (const bad of [
      { kind: 'enquiry' },
      { kind: 'landing' },
      { page: { ...PAGE, url: 'x'.repeat(3_000) } },
      { page: null },
      { given: 'text' },
      { sysnum: 'nobody' }
    ])
      expect([400, 404]).toContain((await post('/api/visit', { visit, ...bad })).status)
  })

  test('[TRC-args] what the page says of pages beats what the browser knows, and only http addresses count', () => {
    expect(describePages(PAGE, {})).toEqual({ page: { url: PAGE.url, title: 'Tea' } })
    expect(
      describePages(
        { ...PAGE, referrer: 'https://search.example/' },
        {
          cur_visit_title: 'flat',
          pcur_thumbnail: encodeURIComponent('https://img.example/a.png'),
          cur_visit_args: '{"cur_visit_title":"of the object","cur_tags":"green,2026","__proto__":{"x":1}}',
          pre_visit_args: { pre_visit_url: 'javascript:alert(1)', pre_abstract: 7, pre_thumbnail: {} },
          cur_abstract: 'x'.repeat(2_000),
          colour: 'nobody’s key'
        }
      )
    ).toEqual({
      page: {
        url: PAGE.url,
        title: 'of the object',
        thumbnail: 'https://img.example/a.png',
        tags: 'green,2026'
      },
      from: { url: 'https://search.example/', abstract: '7' }
    })
  })

  test('[VS1] the chat of this browser brings the visit to its visitor; another visitor’s chat cannot take the points that were told', async () => {
    const desk = await openDesk()
    await desk.say({ type: 'follow', uid: site.uid, at: null })
    const visit = await begin()
    await post('/api/visit', { visit, kind: 'view' })
    const owner = await openVisitor(site.uid)
    await owner.say({ type: 'visit', uid: site.uid, visit })
    await site.world.services.tracks.flush()
    const told = () => desk.heard.flatMap(frame => (frame.type === 'track' ? frame.points : []))
    expect(told().map(({ kind, page }) => [kind, page.title])).toEqual([['landing', 'Tea']])

    const other = await openVisitor(site.otherUid)
    await other.say({ type: 'visit', uid: site.otherUid, visit })
    await post('/api/visit', { visit, kind: 'view' })
    await site.world.services.tracks.flush()
    expect(told().length).toBe(1)
    const rows = await site.world.database.read
      .selectFrom('track_point')
      .select(['uid', 'n'])
      .where('visit_id', '=', site.world.services.tokens.visitId(visit, site.world.company.id))
      .orderBy('n')
      .execute()
    expect(rows.map(({ uid }) => uid)).toEqual([site.uid, site.otherUid])
    for (const one of [desk, owner, other]) one.end()
  })
})

describe('who browses', () => {
  test('[INV-agent] where the channel has it off nobody waits and nobody is told', async () => {
    const visit = await begin()
    expect(await post('/api/visit/wait', { visit })).toMatchObject({ status: 403 })
    const desk = await openDesk()
    expect(desk.heard).toContainEqual({ type: 'browsing', on: false, visitors: [] })
    desk.end()
  })

  test('[INV-agent] [VS3] agents of the company hear who browses, and nobody else; a page that goes is gone after a moment', async () => {
    await switchInvitations(true)
    const [desk, foreign] = [await openDesk(), await openDesk(site.foreignAgent)]
    const before = await countRows(site)
    const visit = await begin()
    const waiting = post('/api/visit/wait', { visit })
    await settle()
    expect(await desk.browsing()).toMatchObject([{ url: PAGE.url, title: 'Tea' }])
    expect(JSON.stringify(desk.heard)).not.toContain(visit)
    await site.clock.advance(25_000)
    expect(await waiting).toEqual({ status: 200, body: {} })
    await site.clock.advance(11_000)
    expect(await desk.browsing()).toEqual([])
    expect(JSON.stringify(foreign.heard)).not.toContain('shop.example')
    expect(await countRows(site)).toEqual(before)
    for (const one of [desk, foreign]) one.end()
  })

  test('[INV-agent] [VS4] an invitation reaches one page once, by an agent of the company only, and its answer comes back', async () => {
    await switchInvitations(true)
    const [desk, foreign] = [await openDesk(), await openDesk(site.foreignAgent)]
    const visit = await begin()
    const waiting = [post('/api/visit/wait', { visit }), post('/api/visit/wait', { visit })]
    await settle()
    const { id } = (await desk.browsing())[0]!
    await foreign.say({ type: 'invite', visit: id })
    await desk.say({ type: 'invite', visit: 'nobody' })
    for (const one of [desk, foreign])
      expect(one.heard.at(-1)).toMatchObject({ type: 'error', code: 'not-found' })

    await desk.say({ type: 'invite', visit: id })
    expect(await Promise.race(waiting)).toEqual({ status: 200, body: { invite: site.agent.name } })
    expect(await desk.browsing()).toMatchObject([{ invited: { agentId: site.agent.id, state: 'shown' } }])
    await site.clock.advance(25_000)
    expect((await Promise.all(waiting)).filter(({ body }) => body.invite).length).toBe(1)
    const again = post('/api/visit/wait', { visit, answer: 'declined' })
    await settle()
    expect(await desk.browsing()).toMatchObject([{ invited: { state: 'declined' } }])
    await site.clock.advance(40_000)
    await again
    for (const one of [desk, foreign]) one.end()
  })

  test('[INV-agent] who has a conversation is not among them, from its beginning to its end', async () => {
    await switchInvitations(true)
    const desk = await openDesk()
    const uid = await site.world.makeVisitor()
    const visit = await begin()
    const waiting = post('/api/visit/wait', { visit })
    const visitor = await openVisitor(uid)
    await visitor.say({ type: 'visit', uid, visit })
    const { id } = (await desk.browsing())[0]!
    await visitor.say({ type: 'send', uid, clientId: 'c', content: { kind: 'text', text: 'hi' } })
    expect(await desk.browsing()).toEqual([])
    await desk.say({ type: 'invite', visit: id })
    expect(desk.heard.at(-1)).toMatchObject({ type: 'error', code: 'not-found' })
    const timeline = await site.world.database.read
      .selectFrom('timeline')
      .select('cid')
      .where('uid', '=', uid)
      .executeTakeFirst()
    await visitor.say({ type: 'end', uid, cid: timeline!.cid })
    expect((await desk.browsing()).map(one => one.id)).toEqual([id])
    await site.clock.advance(40_000)
    await waiting
    for (const one of [desk, visitor]) one.end()
  })
})
