import { contextOf } from '#server/admin/local'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ClientFrame, type ClientFrameOf } from '#protocol/client-frame'
import { LIMITS } from '#protocol/limits'
import type { ServerFrame } from '#protocol/server-frame'
import { createSession } from '#server/socket/session'
import { createAgentSession, createSignInLink, type AgentAccount } from '#server/store/agents'
import { COMMANDS, runCommand } from '#server/admin/commands'
import { createSite, type Site } from './requests.ts'

// Who somebody is x what belongs to whom: nothing of another company, and nothing of another visitor, is answered, told or changed.

let site: Site
/** Everything that belongs to one visitor, with words that occur nowhere else. */
type Place = { uid: string; cid: string; fileId: string; fileUrl: string; word: string }
let own: Place
let neighbour: Place
let foreign: Place

beforeAll(async () => {
  site = await createSite()
  own = await furnish(site.uid, site.world.company.id, 'own-word')
  neighbour = await furnish(site.otherUid, site.world.company.id, 'neighbour-word')
  foreign = await furnish(site.foreignUid, site.foreign.id, 'foreign-word')
})
afterAll(() => site.world.close())

type Peer = ReturnType<typeof connect>

function connect(agent?: Parameters<typeof createSession>[2]) {
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
    end: session.ended,
    async say(frame: object): Promise<ServerFrame[]> {
      const from = heard.length
      session.receive(JSON.stringify(frame))
      await site.world.services.writer.drain()
      for (let i = 0; i < 10; i++) await new Promise(resolve => setImmediate(resolve))
      await site.clock.advance(1_000)
      return heard.slice(from)
    }
  }
}

async function visitor(uid: string, companyId = site.world.company.id): Promise<Peer> {
  const peer = connect()
  const token = site.world.services.tokens.forVisitor({ uid, companyId }, site.clock.now())
  await peer.say({ type: 'hello', protocol: 1, token })
  return peer
}

async function agentPeer(account: AgentAccount): Promise<Peer> {
  const peer = connect(await site.world.signIn(account))
  await peer.say({ type: 'hello', protocol: 1, token: '', desk: null })
  return peer
}

async function furnish(uid: string, companyId: string, word: string): Promise<Place> {
  const peer = await visitor(uid, companyId)
  await peer.say({ type: 'profile', uid, profile: { name: word, claims: { remark: word } } })
  const uploaded = await site.request('POST', `/api/upload?uid=${uid}&name=${word}.txt`, {
    raw: word,
    headers: site.bearer(uid, companyId)
  })
  const { id, url } = (await uploaded.json()) as { id: string; url: string }
  const [, ack] = await peer.say({
    type: 'send',
    uid,
    clientId: 'first',
    content: { kind: 'text', text: word }
  })
  const first = ack ?? peer.heard.at(-1)!
  await peer.say({ type: 'send', uid, clientId: 'file', content: { kind: 'file', fileId: id } })
  peer.end()
  const cid = first.type === 'ack' ? first.entry.cid : ''
  expect(cid).not.toBe('')
  return { uid, cid, fileId: id, fileUrl: url, word }
}

/** Words and ids of a place that were told; a refusal repeats the id that the sender gave. */
function leaksOf({ uid, cid, fileId, fileUrl, word }: Place, told: ServerFrame[]): string[] {
  const text = JSON.stringify(told.map(frame => (frame.type === 'nack' ? { ...frame, uid: '' } : frame)))
  return [uid, cid, fileId, fileUrl, word].filter(mark => text.includes(mark))
}

/** One of each frame, aimed at a place; a new frame does not compile until it is aimed. */
const AIMED: { [T in ClientFrame['type']]: (place: Place) => ClientFrameOf<T> } = {
  hello: ({ uid }) => ({ type: 'hello', protocol: 1, token: '', desk: null, follow: [{ uid, at: null }] }),
  ping: () => ({ type: 'ping' }),
  follow: ({ uid }) => ({ type: 'follow', uid, at: null }),
  unfollow: ({ uid }) => ({ type: 'unfollow', uid }),
  history: ({ uid }) => ({ type: 'history', uid, before: 100 }),
  send: ({ uid }) => ({ type: 'send', uid, clientId: 'aimed', content: { kind: 'text', text: 'aimed' } }),
  recall: ({ uid }) => ({ type: 'recall', uid, seq: 2 }),
  delivered: ({ uid }) => ({ type: 'delivered', uid, seq: 2 }),
  read: ({ uid }) => ({ type: 'read', uid, seq: 2 }),
  typing: ({ uid }) => ({ type: 'typing', uid, on: true, text: 'aimed' }),
  profile: ({ uid }) => ({ type: 'profile', uid, profile: { name: 'taken over' } }),
  end: ({ uid, cid }) => ({ type: 'end', uid, cid }),
  accept: ({ uid, cid }) => ({ type: 'accept', uid, cid }),
  release: ({ uid, cid }) => ({ type: 'release', uid, cid }),
  transfer: ({ uid, cid }) => ({ type: 'transfer', uid, cid, agentId: site.agent.id }),
  'add-agent': ({ uid, cid }) => ({ type: 'add-agent', uid, cid, agentId: site.agent.id }),
  'remove-agent': ({ uid, cid }) => ({ type: 'remove-agent', uid, cid, agentId: site.agent.id }),
  block: ({ uid }) => ({ type: 'block', uid, reason: 'aimed' }),
  unblock: ({ uid }) => ({ type: 'unblock', uid }),
  desk: () => ({ type: 'desk', at: null }),
  status: () => ({ type: 'status', status: 'away' }),
  watch: () => ({ type: 'watch', on: true }),
  visit: ({ uid }) => ({ type: 'visit', uid, visit: site.world.services.tokens.createVisit() }),
  invite: ({ uid }) => ({ type: 'invite', visit: uid })
}
const TYPES = ClientFrame.options.map(option => option.entries.type.literal)

/** The rows of a place, whatever table they are in. */
async function stateOf({ uid }: Place) {
  const { read } = site.world.database
  return {
    timeline: await read.selectFrom('timeline').selectAll().where('uid', '=', uid).execute(),
    conversations: await read.selectFrom('conversation').selectAll().where('uid', '=', uid).execute(),
    entries: await read.selectFrom('entry').selectAll().where('uid', '=', uid).execute(),
    files: await read.selectFrom('file').selectAll().where('uid', '=', uid).execute()
  }
}

describe('every frame x role x a place of others', () => {
  const ROLES: { says: string; peer(): Promise<Peer>; at(): Place }[] = [
    { says: 'visitor at another visitor', peer: () => visitor(own.uid), at: () => neighbour },
    { says: 'visitor at another company', peer: () => visitor(own.uid), at: () => foreign },
    { says: 'agent at another company', peer: () => agentPeer(site.agent), at: () => foreign },
    { says: 'agent of another company here', peer: () => agentPeer(site.foreignAgent), at: () => own }
  ]
  for (const { says, peer: open, at } of ROLES) {
    for (const type of TYPES) {
      test(`[SEC 23] ${type}: ${says}`, async () => {
        const place = at()
        // What the place's own people would hear of it
        const owner = await visitor(place.uid, place === foreign ? site.foreign.id : site.world.company.id)
        await owner.say({ type: 'follow', uid: place.uid, at: null })
        const peer = await open()
        const [before, ownerHeard, heard] = [await stateOf(place), owner.heard.length, peer.heard.length]
        await peer.say(AIMED[type](place))
        expect(leaksOf(place, peer.heard.slice(heard))).toEqual([])
        expect(await stateOf(place)).toEqual(before)
        expect(owner.heard.slice(ownerHeard)).toEqual([])
        // The ids of one place under the roof of another
        const mixed = { ...AIMED[type](place), ...('uid' in AIMED[type](place) ? { uid: own.uid } : {}) }
        if (type !== 'send' && place !== own) await peer.say(mixed)
        expect(await stateOf(place)).toEqual(before)
        // What is stored there from now on is not told either
        const mark = peer.heard.length
        await owner.say({
          type: 'send',
          uid: place.uid,
          clientId: `later ${says} ${type}`,
          content: { kind: 'text', text: place.word }
        })
        expect(leaksOf(place, peer.heard.slice(mark))).toEqual([])
        peer.end()
        owner.end()
      })
    }
  }
})

describe('file x conversation', () => {
  test('[SEC 19] a file can be sent by who uploaded it, where it was uploaded, and nowhere else (CVE-2026-48616)', async () => {
    const peers = {
      'its visitor': await visitor(own.uid),
      'another visitor': await visitor(neighbour.uid),
      'an agent': await agentPeer(site.agent),
      'an agent of another company': await agentPeer(site.foreignAgent)
    }
    const places = { own, neighbour, foreign }
    const accepted: string[] = []
    for (const [who, peer] of Object.entries(peers)) {
      for (const [where, { uid }] of Object.entries(places)) {
        for (const [whose, { fileId }] of Object.entries(places)) {
          const clientId = `${who} ${where} ${whose}`
          const answers = await peer.say({
            type: 'send',
            uid,
            clientId,
            content: { kind: 'file', fileId },
            first: true
          })
          if (answers.some(answer => answer.type === 'ack')) accepted.push(clientId)
          else expect([clientId, JSON.stringify(answers).includes(fileId)]).toEqual([clientId, false])
        }
      }
    }
    expect(accepted).toEqual(['its visitor own own', 'another visitor neighbour neighbour'])
  })

  test('[SEC 19] nor does an agent’s own upload move to another conversation', async () => {
    const uploaded = await site.request('POST', `/api/upload?uid=${own.uid}&name=a.txt`, {
      raw: 'for one visitor only',
      headers: { cookie: await cookieOf(site.agent) }
    })
    const { id: fileId } = (await uploaded.json()) as { id: string }
    const peer = await agentPeer(site.agent)
    const sendTo = async ({ uid }: Place) =>
      (
        await peer.say({
          type: 'send',
          uid,
          clientId: `moved ${uid}`,
          content: { kind: 'file', fileId },
          first: true
        })
      ).flatMap(answer => (answer.type === 'nack' ? [answer.code] : answer.type === 'ack' ? ['ack'] : []))
    expect([await sendTo(neighbour), await sendTo(foreign), await sendTo(own)]).toEqual([
      ['not-found'],
      ['not-found'],
      ['ack']
    ])
  })
})

const cookieOf = async (agent: AgentAccount) =>
  `ozc_agent=${await createAgentSession(site.world.database, agent, 'test', site.clock.now())}`

describe('the route table x roles x foreign ids', () => {
  const roles = async (): Promise<Record<string, Record<string, string>>> => ({
    none: {},
    'visitor A': site.bearer(own.uid),
    'visitor B of the same company': site.bearer(neighbour.uid),
    'agent of company A': { cookie: await cookieOf(site.agent) },
    'agent of company B': { cookie: await cookieOf(site.foreignAgent) },
    'a visitor with a token of the wrong company': site.bearer(own.uid, site.foreign.id),
    'a visitor token as a cookie': { cookie: `ozc_agent=${site.bearer(own.uid).authorization.slice(7)}` }
  })

  test('[SEC 23] no answer holds anything of a place that is not the asker’s', async () => {
    const leaks: string[] = []
    for (const [role, headers] of Object.entries(await roles())) {
      for (const { method, path } of site.world.http.table) {
        if (path.startsWith('/api/live')) continue
        for (const place of [own, neighbour, foreign]) {
          const isOwn =
            (role === 'visitor A' && place === own) || (role.startsWith('visitor B') && place === neighbour)
          if (isOwn) continue
          const { uid, fileId, fileUrl } = place
          const concrete = path
            .replace(':id', fileId)
            // A grant of today, but of another file
            .replace(':grant', (place === own ? neighbour : own).fileUrl.split('/')[3]!)
            .replace(':name', 'x.txt')
            .replace(':cid', place.cid)
            .replace('*', `${fileId}/x.txt`)
          const answer = await site.request(
            method.toUpperCase(),
            `${concrete}?uid=${uid}&id=${fileId}&sysnum=x`,
            {
              headers,
              ...(method === 'post'
                ? { body: { uid, id: fileId, companyId: site.foreign.id, sysnum: 'x' } }
                : {})
            }
          )
          const text = await answer.text()
          for (const mark of [place.word, place.cid, fileUrl])
            if (text.includes(mark)) leaks.push(`${role} ${path} ${mark}`)
        }
      }
    }
    expect(leaks).toEqual([])
  })

  test('[SEC 23] an upload goes where its sender may write, for each role and place', async () => {
    const allowed: string[] = []
    for (const [role, headers] of Object.entries(await roles())) {
      for (const [where, { uid }] of Object.entries({ own, neighbour, foreign })) {
        const { status } = await site.request(
          'POST',
          `/api/upload?uid=${uid}&name=a.txt&companyId=${site.foreign.id}`,
          { raw: 'x', headers }
        )
        if (status === 200) allowed.push(`${role}: ${where}`)
        else expect([401, 404]).toContain(status)
      }
    }
    expect(allowed).toEqual([
      'visitor A: own',
      'visitor B of the same company: neighbour',
      'agent of company A: own',
      'agent of company A: neighbour',
      'agent of company B: foreign'
    ])
  })

  test('[SEC 23] a line over HTTP belongs to whoever opened it: its name is a secret, and its role does not change', async () => {
    const open = async (headers: Record<string, string>, query = '') => {
      const answer = await untilAnswered(site.request('POST', `/api/live/poll${query}`, { headers, raw: '' }))
      return { status: answer.status, line: answer.headers.get('x-openzc-line') ?? '' }
    }
    const visitors = await open({})
    expect(visitors.line.length).toBeGreaterThanOrEqual(43)
    expect((await open({}, '?as=agent')).status).toBe(401)
    expect((await open(site.bearer(own.uid), '?as=agent')).status).toBe(401)
    // A visitor's line does not become an agent's by a cookie that comes later
    const hello = JSON.stringify({ type: 'hello', protocol: 1, token: '', desk: null })
    const headers = { 'x-openzc-line': visitors.line, cookie: site.cookie }
    const answer = await untilAnswered(
      site.request('POST', '/api/live/poll?as=agent', { headers, raw: hello })
    )
    expect(await answer.text()).toContain('unauthorized')
  })

  async function untilAnswered(asked: Promise<Response>): Promise<Response> {
    const state = { isAnswered: false }
    void asked.finally(() => (state.isAnswered = true))
    while (!state.isAnswered) await site.clock.advance(0)
    return await asked
  }
})

describe('sessions end when they should', () => {
  const me = (cookie: string) => site.request('GET', '/api/agent/me', { headers: { cookie } })

  test('[SEC 11] a new password, however it is set, ends every session and cuts every socket of the account (CVE-2021-3740)', async () => {
    const { database, clock } = site.world.services
    const context = contextOf(site.world.services)
    const ways: Record<string, (agent: AgentAccount) => Promise<unknown>> = {
      'the one-time link': async agent => {
        const key = await createSignInLink(database, agent, clock.now())
        const answer = await site.request('POST', '/api/agent/claim', {
          body: { key, password: 'a new long password' }
        })
        expect(answer.status).toBe(200)
        return answer
      },
      'the administrator’s reset': agent =>
        runCommand(context, 'reset-password' satisfies keyof typeof COMMANDS, {
          email: agent.email,
          password: 'a new long password'
        })
    }
    for (const [way, change] of Object.entries(ways)) {
      const agent = await site.world.makeAgent(`changed-${way.length}`)
      const cookies = await Promise.all([1, 2].map(() => cookieOf(agent)))
      const sockets = [await agentPeer(agent), await agentPeer(agent)]
      expect([(await me(cookies[0]!)).status, (await me(cookies[1]!)).status]).toEqual([200, 200])
      await change(agent)
      expect([way, (await me(cookies[0]!)).status, (await me(cookies[1]!)).status]).toEqual([way, 401, 401])
      expect([way, sockets.map(socket => socket.closed.length)]).toEqual([way, [1, 1]])
      const heard = sockets.map(socket => socket.heard.length)
      const peer = await visitor(own.uid)
      await peer.say({
        type: 'send',
        uid: own.uid,
        clientId: `after ${way}`,
        content: { kind: 'text', text: 'x' }
      })
      expect(sockets.map(socket => socket.heard.length)).toEqual(heard)
    }
  })

  test('[SEC 11] signing out ends this browser’s session at once', async () => {
    const agent = await site.world.makeAgent('leaving-for-good')
    const cookie = await cookieOf(agent)
    const socket = await agentPeer(agent)
    expect((await site.request('POST', '/api/agent/sign-out', { headers: { cookie } })).status).toBe(200)
    expect([(await me(cookie)).status, socket.closed.length]).toEqual([401, 1])
  })

  test('[SEC 11] a session ends by itself after its time, and an account that is disabled has none', async () => {
    const agent = await site.world.makeAgent('idle')
    const cookie = await cookieOf(agent)
    await site.world.database.write
      .updateTable('agent')
      .set({ disabled_at: 1 })
      .where('id', '=', agent.id)
      .execute()
    expect((await me(cookie)).status).toBe(401)
    await site.world.database.write
      .updateTable('agent')
      .set({ disabled_at: null })
      .where('id', '=', agent.id)
      .execute()
    expect((await me(cookie)).status).toBe(200)
    await site.clock.advance(14 * 86_400_000 + 1)
    expect((await me(cookie)).status).toBe(401)
  })
})

test('[SEC 10] what a page tells of its visitor cannot grow without end', async () => {
  const peer = await visitor(own.uid)
  for (let round = 0; round < 5; round++) {
    const claims = Object.fromEntries(
      Array.from({ length: 90 }, (_, i) => [`key ${round} ${i}`, 'x'.repeat(500)])
    )
    expect(await peer.say({ type: 'profile', uid: own.uid, profile: { claims } })).toEqual([])
  }
  const row = await site.world.database.read
    .selectFrom('timeline')
    .select('profile')
    .where('uid', '=', own.uid)
    .executeTakeFirst()
  const { claims } = JSON.parse(row!.profile) as { claims: Record<string, string> }
  expect(Object.keys(claims)).toHaveLength(LIMITS.claims)
  // The newest are kept
  expect(claims['key 4 89']).toBeDefined()
})
