import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Draft } from '#protocol/entry'
import { STAFF_LIMITS } from '#protocol/limits'
import { createAgentSession, type AgentAccount } from '#server/store/agents'
import { codes, createPeers, entryIn, send, text } from './peers.ts'
import { createSite, ORIGIN, type Site } from './requests.ts'

// What agents say among themselves and take back, seen from every side.

let site: Site
let ann: AgentAccount
let bo: AgentAccount
let lead: AgentAccount
let peers: ReturnType<typeof createPeers>
beforeAll(async () => {
  site = await createSite()
  ann = site.agent
  peers = createPeers(site)
  bo = await site.world.makeAgent('bo')
  lead = await site.world.makeAgent('lea', 'lead')
})
afterAll(() => site.world.close())

const cookieOf = async (account: AgentAccount) =>
  `ozc_agent=${await createAgentSession(site.world.database, account, 'test', site.clock.now())}`

/** Everything that a visitor can get at: each transport from nothing and from a place, and the page without scripts. */
async function everyWay(uid: string, secret: string): Promise<Record<string, string>> {
  const { company } = site.world
  const socket = await peers.visitor(uid)
  await socket.say({ type: 'history', uid, before: 10_000 })
  const hello = JSON.stringify({
    type: 'hello',
    protocol: 1,
    token: peers.tokenOf(uid),
    follow: [{ uid, at: null }]
  })
  const ways: Record<string, string> = { socket: JSON.stringify(socket.heard) }
  for (const kind of ['poll', 'stream']) ways[kind] = await overHttp(kind, hello)
  const { sysnum } = company
  for (const path of ['index.html', 'messages.html', 'messages.json']) {
    const answer = await site.world.http.app.request(`${ORIGIN}/chat/h5/${path}?sysnum=${sysnum}`, {
      headers: { cookie: `ozc_${sysnum}=${secret}` }
    })
    ways[path] = await answer.text()
  }
  const seen = await site.request('POST', '/api/visitor/seen', { headers: site.bearer(uid), body: {} })
  ways['seen'] = await seen.text()
  return ways
}

async function overHttp(kind: string, hello: string): Promise<string> {
  const asked = async (headers: Record<string, string>, raw: string, path = kind) => {
    const state: { answer?: Response } = {}
    void site.request('POST', `/api/live/${path}`, { headers, raw }).then(answer => (state.answer = answer))
    while (!state.answer) await site.clock.advance(10)
    return state.answer
  }
  const first = await asked({}, hello)
  const line = first.headers.get('x-openzc-line') ?? ''
  if (kind === 'poll') {
    const more = await asked({ 'x-openzc-line': line }, '')
    return (await first.text()) + (await more.text())
  }
  await asked({ 'x-openzc-line': line }, hello, 'send')
  await peers.settle()
  const reader = first.body!.getReader()
  let heard = ''
  while (!heard.includes('"entries"')) heard += new TextDecoder().decode((await reader.read()).value)
  void reader.cancel()
  return heard
}

describe('internal notes', () => {
  test('[NT1] a note reaches agents at once and later, and of it the visitor gets a place that is taken, over every transport and on the page without scripts', async () => {
    const { uid, guest, holds: writer, secret } = await peers.talk(ann, 'a public word')
    const colleague = await peers.agent(bo, uid)
    const heardBefore = guest.heard.length
    const note = entryIn(
      await writer.say(send(uid, { kind: 'note', text: 'a secret word' }, 'secret-client'))
    )
    expect(note).toMatchObject({ content: { kind: 'note', text: 'a secret word' }, by: { name: 'ann' } })
    expect(JSON.stringify(colleague.heard)).toContain('a secret word')
    const told = guest.heard.slice(heardBefore)
    expect(told).toEqual([
      {
        type: 'entry',
        uid,
        entry: {
          seq: note.seq,
          id: note.id,
          at: note.at,
          cid: note.cid,
          by: { role: 'system', id: 'system' },
          content: { kind: 'hidden' }
        }
      }
    ])
    const ways = await everyWay(uid, secret)
    for (const [way, all] of Object.entries(ways)) {
      expect([way, all.includes('secret')]).toEqual([way, false])
      if (!['seen', 'index.html'].includes(way))
        expect([way, all.includes('a public word')]).toEqual([way, true])
    }
    const late = await peers.agent(lead, uid)
    expect(JSON.stringify(late.heard)).toContain('a secret word')
  })

  test('[NT1] neither the visitor’s receipts nor their unread entries count it, and the timeline stays without a hole', async () => {
    const { uid, guest, holds: writer } = await peers.talk(ann)
    await writer.say(send(uid, { kind: 'note', text: 'between us' }))
    await writer.say(send(uid, text('to you')))
    const back = await peers.visitor(uid)
    const entries = back.heard.flatMap(frame => (frame.type === 'entries' ? frame.entries : []))
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, i) => i + 1))
    expect(entries.map(({ content }) => content.kind)).toEqual([
      'started',
      'text',
      'assigned',
      'hidden',
      'text'
    ])
    guest.end()
  })

  test('[NT2] a note moves nothing: it accepts no conversation, counts as nobody’s unread, and any agent may write it, also after the end', async () => {
    const uid = await site.world.makeVisitor()
    const guest = await peers.visitor(uid)
    const { cid } = entryIn(await guest.say(send(uid, text('waiting'))))
    const writer = await peers.agent(bo, uid)
    entryIn(await writer.say(send(uid, { kind: 'note', text: 'I know them' })))
    const statusOf = async () =>
      (await site.world.database.read
        .selectFrom('conversation')
        .select(['status', 'agent_id'])
        .where('cid', '=', cid)
        .executeTakeFirst())!
    expect(await statusOf()).toEqual({ status: 'queued', agent_id: null })
    const annPeer = await peers.agent(ann, uid)
    await annPeer.say({ type: 'accept', uid, cid })
    entryIn(await writer.say(send(uid, { kind: 'note', text: 'and they are nice' })))
    await annPeer.say({ type: 'end', uid, cid })
    entryIn(await writer.say(send(uid, { kind: 'note', text: 'they were' })))
    expect((await statusOf()).status).toBe('ended')
  })

  test('[NT2] a visitor writes none', async () => {
    const { uid, guest } = await peers.talk(ann)
    const answer = await guest.say(send(uid, { kind: 'note', text: 'let me' }))
    expect(codes(answer)).toEqual(['forbidden'])
    const fresh = await site.world.makeVisitor()
    expect(codes(await (await peers.visitor(fresh)).say(send(fresh, { kind: 'note', text: 'x' })))).toEqual([
      'forbidden'
    ])
  })

  test('[NT3] that an agent writes a note is told to colleagues only', async () => {
    const { uid, guest, holds: writer } = await peers.talk(ann)
    const colleague = await peers.agent(bo, uid)
    const before = [guest.heard.length, colleague.heard.length]
    await writer.say({ type: 'typing', uid, on: true, aside: true })
    expect(guest.heard.slice(before[0])).toEqual([])
    expect(colleague.heard.slice(before[1])).toMatchObject([{ type: 'typing', name: 'ann', on: true }])
    await writer.say({ type: 'typing', uid, on: true })
    expect(guest.heard.slice(before[0])).toMatchObject([{ type: 'typing', name: 'ann' }])
  })
})

describe('recall', () => {
  test('[RV1] [RV2] whoever wrote it takes it back: void for who is there, who resumes behind it, and who comes later; seq and clientId stay', async () => {
    const { uid, guest, holds: writer, secret } = await peers.talk(ann)
    const said = entryIn(await writer.say(send(uid, text('a slip of the tongue'), 'slip')))
    const after = entryIn(await writer.say(send(uid, text('and on'))))
    guest.end()
    const here = await peers.visitor(uid)
    const before = here.heard.length
    expect(await writer.say({ type: 'recall', uid, seq: said.seq })).toMatchObject([
      { type: 'entry', entry: { seq: after.seq + 1, content: { kind: 'recalled', seq: said.seq } } },
      { type: 'desk' }
    ])
    const notice = { seq: after.seq + 1, content: { kind: 'recalled', seq: said.seq } }
    expect(here.heard.slice(before)).toMatchObject([{ type: 'entry', entry: notice }])
    // Behind the recalled one already: the notice is what tells
    const resumed = await peers.visitor(uid, { cursor: after.seq, lastId: after.id })
    expect(resumed.heard.filter(frame => frame.type === 'entries')).toMatchObject([
      { reset: false, entries: [notice] }
    ])
    // At the recalled one: its id still is what it was
    const at = await peers.visitor(uid, { cursor: said.seq, lastId: said.id })
    expect(at.heard.filter(frame => frame.type === 'entries')).toMatchObject([{ reset: false }])
    for (const [way, all] of Object.entries(await everyWay(uid, secret)))
      expect([way, all.includes('slip of')]).toEqual([way, false])
    const late = await peers.visitor(uid)
    const entries = late.heard.flatMap(frame => (frame.type === 'entries' ? frame.entries : []))
    expect(entries.find(({ seq }) => seq === said.seq)).toEqual({ ...said, content: { kind: 'void' } })
    // AK2 A retry that comes after all gets the same place
    expect(entryIn(await writer.say(send(uid, text('a slip of the tongue'), 'slip')))).toEqual({
      ...said,
      content: { kind: 'void' }
    })
    const rows = await site.world.database.read.selectFrom('entry').select('content').execute()
    expect(JSON.stringify(rows)).not.toContain('slip of')
  })

  test('[RV2] the script of the page for old browsers, which only adds rows, begins anew', async () => {
    const { uid, holds: writer, secret } = await peers.talk(ann)
    const { sysnum } = site.world.company
    const news = async (at: { seq: number; id: string }) => {
      const path = `/chat/h5/messages.json?sysnum=${sysnum}&seq=${at.seq}&id=${at.id}`
      const answer = await site.request('GET', path, { headers: { cookie: `ozc_${sysnum}=${secret}` } })
      return (await answer.json()) as { reset: boolean; rows: { pieces: { text: string }[] }[] }
    }
    const said = entryIn(await writer.say(send(uid, text('a mistake'))))
    const last = entryIn(await writer.say(send(uid, text('and on'))))
    expect(await news(last)).toMatchObject({ reset: false, rows: [] })
    await writer.say({ type: 'recall', uid, seq: said.seq })
    const { reset, rows } = await news(last)
    const words = rows.flatMap(({ pieces }) => pieces.map(piece => piece.text))
    expect([reset, words.slice(-2)]).toEqual([true, ['This message was removed', 'and on']])
    expect(words).not.toContain('a mistake')
  })

  test('[RV1] asked for twice it is recalled once', async () => {
    const { uid, holds: writer } = await peers.talk(ann)
    const { seq } = entryIn(await writer.say(send(uid, text('twice'))))
    await writer.say({ type: 'recall', uid, seq })
    expect(await writer.say({ type: 'recall', uid, seq })).toEqual([])
    const head = await site.world.database.read
      .selectFrom('timeline')
      .select('head_seq')
      .where('uid', '=', uid)
      .executeTakeFirst()
    expect(Number(head!.head_seq)).toBe(seq + 1)
  })

  test('[RV1] nobody else may, no notice may be, and after two minutes of the server’s clock it is too late', async () => {
    const { uid, guest, holds: writer } = await peers.talk(ann)
    const { seq } = entryIn(await writer.say(send(uid, text('mine'))))
    const others = [await peers.agent(bo, uid), await peers.agent(lead, uid)]
    for (const other of others)
      expect(codes(await other.say({ type: 'recall', uid, seq }))).toEqual(['forbidden'])
    expect(codes(await guest.say({ type: 'recall', uid, seq }))).toEqual(['forbidden'])
    // The visitor's message, a notice, and what is not there
    expect(codes(await writer.say({ type: 'recall', uid, seq: 2 }))).toEqual(['forbidden'])
    for (const wrong of [1, 99])
      expect(codes(await writer.say({ type: 'recall', uid, seq: wrong }))).toEqual(['not-found'])
    await site.clock.advance(STAFF_LIMITS.recallMs + 1)
    expect(codes(await writer.say({ type: 'recall', uid, seq }))).toEqual(['too-late'])
    const late = await peers.visitor(uid)
    expect(JSON.stringify(late.heard)).toContain('mine')
  })

  test('[RV3] the file of a recalled message cannot be opened or sent any more, unless another message has it; its name is gone', async () => {
    const { uid, guest, holds: writer } = await peers.talk(ann)
    const upload = async (name: string) => {
      const answer = await site.request('POST', `/api/upload?uid=${uid}&name=${name}`, {
        raw: `bytes of ${name}`,
        headers: { cookie: await cookieOf(ann) }
      })
      return (await answer.json()) as { id: string; url: string }
    }
    const [wrong, shared] = [await upload('wrong-price.txt'), await upload('both.txt')]
    const file = ({ id }: { id: string }): Draft => ({ kind: 'file', fileId: id })
    const said = entryIn(await writer.say(send(uid, file(wrong), 'with-file')))
    const twice = entryIn(await writer.say(send(uid, file(shared))))
    await writer.say(send(uid, file(shared)))
    const open = async ({ url }: { url: string }) => (await site.request('GET', url)).status
    expect([await open(wrong), await open(shared)]).toEqual([200, 200])
    await writer.say({ type: 'recall', uid, seq: said.seq })
    await writer.say({ type: 'recall', uid, seq: twice.seq })
    expect([await open(wrong), await open(shared)]).toEqual([404, 200])
    expect(codes(await writer.say(send(uid, file(wrong))))).toEqual(['not-found'])
    expect(entryIn(await writer.say(send(uid, file(wrong), 'with-file')))).toEqual({
      ...said,
      content: { kind: 'void' }
    })
    guest.end()
    const late = await peers.visitor(uid)
    expect(JSON.stringify(late.heard)).not.toContain('wrong-price')
    const row = await site.world.database.read
      .selectFrom('file')
      .select('name')
      .where('id', '=', wrong.id)
      .executeTakeFirst()
    expect(row).toEqual({ name: '' })
    expect(await site.world.services.files.read(wrong.id)).toBeUndefined()
  })

  test('[RV2] [NT1] of a note that is recalled the visitor gets hidden places only, agents that it is gone', async () => {
    const { uid, guest, holds: writer, secret } = await peers.talk(ann)
    const note = entryIn(await writer.say(send(uid, { kind: 'note', text: 'not so kind' })))
    const before = guest.heard.length
    await writer.say({ type: 'recall', uid, seq: note.seq })
    expect(guest.heard.slice(before)).toMatchObject([{ entry: { content: { kind: 'hidden' } } }])
    const late = await peers.visitor(uid)
    const entries = late.heard.flatMap(frame => (frame.type === 'entries' ? frame.entries : []))
    expect(entries.slice(-2).map(({ content }) => content)).toEqual([{ kind: 'hidden' }, { kind: 'hidden' }])
    const page = (await everyWay(uid, secret))['messages.html']!
    expect(page).not.toContain('removed')
    const colleague = await peers.agent(bo, uid)
    expect(JSON.stringify(colleague.heard)).not.toContain('not so kind')
    expect(JSON.stringify(colleague.heard)).toContain('"kind":"void","internal":true')
  })

  test('[RV2] every agent’s inbox forgets it, too, and the conversation’s status is not touched', async () => {
    const { uid, cid, holds: writer } = await peers.talk(ann)
    const colleague = await peers.agent(bo, uid)
    const { seq } = entryIn(await writer.say(send(uid, text('seen in a list'))))
    await peers.settle()
    const before = colleague.heard.length
    await site.clock.advance(30_000)
    await writer.say({ type: 'recall', uid, seq })
    await peers.settle()
    const desk = colleague.heard
      .slice(before)
      .flatMap(frame => (frame.type === 'desk' ? frame.conversations : []))
    expect(desk.at(-1)).toMatchObject({ cid, status: 'active', last: { seq, content: { kind: 'void' } } })
    expect(site.clock.now() - desk.at(-1)!.statusAt!).toBeGreaterThan(29_000)
  })
})
