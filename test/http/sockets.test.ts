import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { ClientFrame } from '#protocol/client-frame'
import type { ServerFrame } from '#protocol/server-frame'
import { CLOSE } from '#protocol/errors'
import { createSession } from '#server/socket/session'
import { setPassword, type AgentAccount, type SignedIn } from '#server/store/agents'
import { countRows, createSite, type Site } from './requests.ts'

let site: Site
beforeAll(async () => {
  site = await createSite()
})
afterAll(() => site.world.close())

const settle = async () => {
  await site.world.services.writer.drain()
  for (let i = 0; i < 10; i++) await new Promise(resolve => setImmediate(resolve))
}

function connect(agent?: SignedIn) {
  const heard: ServerFrame[] = []
  const closed: number[] = []
  const session = createSession(
    site.world.services,
    { send: text => heard.push(JSON.parse(text) as ServerFrame), close: code => closed.push(code) },
    agent
  )
  return {
    heard,
    closed,
    async say(...frames: (ClientFrame | string | object)[]) {
      const from = heard.length
      for (const frame of frames) session.receive(typeof frame === 'string' ? frame : JSON.stringify(frame))
      await settle()
      return heard.slice(from)
    },
    end: session.ended
  }
}

const tokenOf = (uid: string, companyId = site.world.company.id) =>
  site.world.services.tokens.forVisitor({ uid, companyId }, site.clock.now())

async function visitor(uid = site.uid) {
  const peer = connect()
  await peer.say({ type: 'hello', protocol: 1, token: tokenOf(uid) })
  return peer
}

async function agent(account: AgentAccount = site.agent) {
  const peer = connect(await site.world.signIn(account))
  await peer.say({ type: 'hello', protocol: 1, token: '' })
  return peer
}

const text = (uid: string, clientId: string, words = clientId): ClientFrame => ({
  type: 'send',
  uid,
  clientId,
  content: { kind: 'text', text: words }
})

let count = 0
const nextId = () => `id-${++count}`
let open = { uid: '', cid: '' }

beforeEach(async () => {
  const uid = await site.world.makeVisitor()
  const peer = await visitor(uid)
  const acks = await peer.say(text(uid, nextId()))
  open = { uid, cid: acks.flatMap(frame => (frame.type === 'ack' ? [frame.entry.cid] : []))[0]! }
  peer.end()
})

test('[HS1] a first frame that is not hello, or a bad token, ends the connection without a word about anybody', async () => {
  const cases: { first: object | string; code: number }[] = [
    { first: 'nonsense', code: CLOSE.fatal },
    { first: { type: 'ping' }, code: CLOSE.fatal },
    { first: text(site.uid, 'x'), code: CLOSE.fatal },
    { first: { type: 'hello', protocol: 0, token: tokenOf(site.uid) }, code: CLOSE.fatal },
    { first: { type: 'hello', protocol: 1, token: '' }, code: CLOSE.unauthorized },
    { first: { type: 'hello', protocol: 1, token: `${tokenOf(site.uid)}x` }, code: CLOSE.unauthorized },
    {
      first: { type: 'hello', protocol: 1, token: tokenOf(site.uid).replace(site.uid, site.otherUid) },
      code: CLOSE.unauthorized
    }
  ]
  for (const { first, code } of cases) {
    const peer = connect()
    await peer.say(first)
    expect([first, peer.closed, peer.heard.map(frame => frame.type)]).toEqual([first, [code], ['error']])
  }
})

test('[HS1] a token is good for an hour', async () => {
  const token = tokenOf(site.uid)
  await site.clock.advance(3_600_001)
  const peer = connect()
  await peer.say({ type: 'hello', protocol: 1, token })
  expect(peer.closed).toEqual([CLOSE.unauthorized])
})

test('[HS3] a wrong frame is answered, stores nothing and leaves the connection', async () => {
  const peer = await visitor()
  const before = await countRows(site)
  const wrong = [
    'nonsense',
    '{}',
    '{"type":"nonsense"}',
    '{"type":"toString"}',
    '{"type":"history","uid":"u","before":"1"}',
    `{"type":"typing","uid":"${site.uid}","on":"yes"}`,
    '[1,2]'
  ]
  for (const frame of wrong)
    expect((await peer.say(frame)).map(one => one.type === 'error' && one.code)).toEqual(['bad-frame'])
  expect(
    await peer.say({ type: 'send', uid: site.uid, clientId: 'bad', content: { kind: 'text', text: ' ' } })
  ).toMatchObject([{ type: 'nack', clientId: 'bad', code: 'bad-frame', retry: false }])
  expect(await countRows(site)).toEqual(before)
  expect(peer.closed).toEqual([])
  expect((await peer.say({ type: 'ping' })).map(one => one.type)).toEqual(['pong'])
})

/** Each frame about a timeline or a conversation, aimed at a place where the sender has no business. */
const AIMED: ((place: { uid: string; cid: string }) => ClientFrame)[] = [
  ({ uid }) => ({ type: 'follow', uid, at: null }),
  ({ uid }) => ({ type: 'history', uid, before: 100 }),
  ({ uid }) => text(uid, nextId()),
  ({ uid }) => ({ type: 'delivered', uid, seq: 2 }),
  ({ uid }) => ({ type: 'read', uid, seq: 2 }),
  ({ uid }) => ({ type: 'typing', uid, on: true }),
  ({ uid }) => ({ type: 'profile', uid, profile: { name: 'taken over' } }),
  ({ uid, cid }) => ({ type: 'end', uid, cid }),
  ({ uid, cid }) => ({ type: 'accept', uid, cid }),
  ({ uid, cid }) => ({ type: 'release', uid, cid }),
  ({ uid, cid }) => ({ type: 'transfer', uid, cid, agentId: site.agent.id }),
  () => ({ type: 'desk', at: null }),
  () => ({ type: 'status', status: 'away' }),
  () => ({ type: 'watch', on: true })
]

async function expectRefused(peer: Awaited<ReturnType<typeof visitor>>, frames: ClientFrame[]) {
  const before = await countRows(site)
  const timeline = await site.world.database.read
    .selectFrom('timeline')
    .selectAll()
    .where('uid', '=', open.uid)
    .executeTakeFirst()
  for (const frame of frames) {
    const answers = await peer.say(frame)
    expect([frame.type, answers.map(one => one.type)]).toEqual([
      frame.type,
      [frame.type === 'send' ? 'nack' : 'error']
    ])
    expect(JSON.stringify(answers)).not.toContain(open.cid)
  }
  expect(await countRows(site)).toEqual(before)
  expect(
    await site.world.database.read
      .selectFrom('timeline')
      .selectAll()
      .where('uid', '=', open.uid)
      .executeTakeFirst()
  ).toEqual(timeline)
}

test('[9] every frame kind x another visitor: refused, nothing changed, nothing told', async () => {
  await expectRefused(
    await visitor(site.otherUid),
    AIMED.map(make => make(open))
  )
})

test('[9] every frame kind x an agent of another company: refused, nothing changed, nothing told', async () => {
  const own = AIMED.map(make => make(open)).filter(frame => !['desk', 'status', 'watch'].includes(frame.type))
  await expectRefused(await agent(site.foreignAgent), own)
})

test('[9] a desk shows its own company only', async () => {
  const peer = await agent(site.foreignAgent)
  const told = JSON.stringify(await peer.say({ type: 'desk', at: null }))
  expect(told).not.toContain(open.uid)
  expect(told).not.toContain(site.agent.id)
})

test('[9] a conversation cannot be transferred to an agent of another company', async () => {
  const peer = await agent()
  expect(await peer.say({ type: 'transfer', ...open, agentId: site.foreignAgent.id })).toMatchObject([
    { type: 'error', code: 'not-found' }
  ])
})

test('[11] an agent who signs out is cut at once', async () => {
  const peer = await agent()
  site.world.services.hub.endSessionsOf(site.agent.id)
  expect(peer.closed).toEqual([CLOSE.unauthorized])
  await (await visitor(open.uid)).say(text(open.uid, nextId(), 'after the sign-out'))
  expect(JSON.stringify(peer.heard)).not.toContain('after the sign-out')
})

test('[11] an agent who is signed out between the upgrade and hello gets nothing', async () => {
  const leaving = await site.world.signIn(await site.world.makeAgent('leaving'))
  const peer = connect(leaving)
  await setPassword(site.world.database, leaving.id, 'argon2id$x$y')
  await peer.say({ type: 'hello', protocol: 1, token: '', desk: null })
  expect(peer.closed).toEqual([CLOSE.unauthorized])
  expect(peer.heard.map(frame => frame.type).filter(type => type !== 'agents')).toEqual(['error'])
})

test('[converse.js GHSA-w973] the server says who sent a message, whatever the frame claims', async () => {
  const peer = await visitor(open.uid)
  const [ack] = await peer.say({
    ...text(open.uid, nextId()),
    by: { role: 'agent', id: site.agent.id, name: 'Ann' }
  })
  expect(ack).toMatchObject({ type: 'ack', entry: { by: { role: 'visitor', id: open.uid } } })
})

test('[19] a file of another conversation cannot be sent along (CVE-2026-8237)', async () => {
  const file = await site.request('POST', `/api/upload?uid=${site.otherUid}&name=a.txt`, {
    raw: 'plain',
    headers: site.bearer(site.otherUid)
  })
  const { id } = (await file.json()) as { id: string }
  const peer = await visitor(open.uid)
  const answer = await peer.say({
    type: 'send',
    uid: open.uid,
    clientId: nextId(),
    content: { kind: 'file', fileId: id }
  })
  expect(answer).toMatchObject([{ type: 'nack', code: 'not-found' }])
})

test('[10] [AK4] too many frames at once: the rest is refused in order and can be sent again, nothing is lost or reordered', async () => {
  const peer = await visitor(open.uid)
  const ids = Array.from({ length: 260 }, nextId)
  const answers = await peer.say(...ids.map(id => text(open.uid, id)))
  const refused = answers.flatMap(one => (one.type === 'nack' ? [one.clientId] : []))
  expect(refused.length).toBeGreaterThan(50)
  expect(refused).toEqual(ids.slice(-refused.length))
  await site.clock.advance(60_000)
  await peer.say(...refused.map((id, i) => ({ ...text(open.uid, id), first: i === 0 })))
  const rows = await site.world.database.read
    .selectFrom('entry')
    .select('client_id')
    .where('uid', '=', open.uid)
    .where('client_id', 'in', ids)
    .orderBy('seq')
    .execute()
  expect(rows.map(row => row.client_id)).toEqual(ids)
})

test('[AK1] the sender gets an ack, the other tab and the agent an entry, all with the same seq and id', async () => {
  const [one, two, desk] = [await visitor(open.uid), await visitor(open.uid), await agent()]
  for (const peer of [one, two, desk]) await peer.say({ type: 'follow', uid: open.uid, at: null })
  const marks = [two.heard.length, desk.heard.length]
  const [ack] = await one.say(text(open.uid, nextId(), 'told to all'))
  const entry = ack!.type === 'ack' ? ack.entry : undefined
  expect(entry).toMatchObject({ content: { text: 'told to all' } })
  for (const [i, peer] of [two, desk].entries())
    expect(peer.heard.slice(marks[i]).filter(frame => frame.type === 'entry')).toEqual([
      { type: 'entry', uid: open.uid, entry }
    ])
})

test('[PR1] what a visitor types reaches agents only', async () => {
  const [one, two, desk] = [await visitor(open.uid), await visitor(open.uid), await agent()]
  for (const peer of [one, two, desk]) await peer.say({ type: 'follow', uid: open.uid, at: null })
  await one.say({ type: 'typing', uid: open.uid, on: true, text: 'secret draft' })
  expect(JSON.stringify(desk.heard)).toContain('secret draft')
  expect(JSON.stringify(two.heard)).not.toContain('secret draft')
})

test('[SEC sign-out] whose session ends while its hello is answered hears no more, and is left nowhere', async () => {
  const { hub } = site.world.services
  const heard: ServerFrame[] = []
  const uid = await site.world.makeVisitor()
  const session = createSession(
    site.world.services,
    {
      send(text) {
        heard.push(JSON.parse(text) as ServerFrame)
        if (heard.at(-1)!.type === 'welcome') hub.endSessionsOf(site.agent.id)
      },
      close: () => {}
    },
    await site.world.signIn(site.agent)
  )
  const hello = { type: 'hello', protocol: 1, token: '', desk: null, follow: [{ uid, at: null }] }
  session.receive(JSON.stringify(hello))
  await settle()
  await settle()
  expect(heard.at(-1)).toMatchObject({ type: 'error', code: 'unauthorized' })
  expect([...hub.followedHere()]).not.toContain(uid)
  expect([...hub.agentsHere(site.world.company.id)].map(({ who }) => who)).not.toContain(site.agent.id)
})
