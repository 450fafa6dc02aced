import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contextOf } from '#server/admin/local'
import { runCommand } from '#server/admin/commands'
import { STAFF_LIMITS } from '#protocol/limits'
import { PERMISSIONS, type Action, type Rank, type Reach } from '#protocol/permissions'
import type { Entry } from '#protocol/entry'
import type { ServerFrame } from '#protocol/server-frame'
import { createAgentSession, type AgentAccount } from '#server/store/agents'
import { codes, createPeers, entryIn, send, text, type Peer } from './peers.ts'
import { createSite, type Site } from './requests.ts'

// Who passes a conversation to whom, who joins in, who is kept out, and who may say so.

let site: Site
let peers: ReturnType<typeof createPeers>
let ann: AgentAccount
let bo: AgentAccount
let lead: AgentAccount
let groupId: string
beforeAll(async () => {
  site = await createSite()
  peers = createPeers(site)
  ann = site.agent
  bo = await site.world.makeAgent('bo')
  lead = await site.world.makeAgent('lea', 'lead')
  groupId = await makeGroup('Teapots')
})
afterAll(() => site.world.close())

async function makeGroup(name: string): Promise<string> {
  const made = (await runCommand(contextOf(site.world.services), 'create-group', {
    sysnum: site.world.company.sysnum,
    name
  })) as { group: string }
  return made.group
}

const cookieOf = async (account: AgentAccount) =>
  `ozc_agent=${await createAgentSession(site.world.database, account, 'test', site.clock.now())}`

const conversation = async (cid: string) =>
  (await site.world.database.read
    .selectFrom('conversation')
    .selectAll()
    .where('cid', '=', cid)
    .executeTakeFirst())!

const told = (frames: ServerFrame[]): Entry[] =>
  frames.flatMap(frame => (frame.type === 'entry' || frame.type === 'ack' ? [frame.entry] : []))

/** The newest that an agent's inbox says of a conversation. */
const summaryIn = ({ heard }: Peer, cid: string) =>
  heard
    .flatMap(frame => (frame.type === 'desk' ? frame.conversations : []))
    .findLast(summary => summary.cid === cid)

describe('transfer', () => {
  test('[WB-transfer] to a colleague with a note: the colleague has both, the visitor the name alone', async () => {
    const { uid, cid, guest, holds } = await peers.talk(ann)
    const colleague = await peers.agent(bo, uid)
    const before = guest.heard.length
    await holds.say({ type: 'transfer', uid, cid, agentId: bo.id, note: 'wants a refund' })
    expect(await conversation(cid)).toMatchObject({ status: 'active', agent_id: bo.id })
    expect(told(colleague.heard).map(({ content }) => content)).toEqual([
      { kind: 'note', text: 'wants a refund' },
      { kind: 'assigned', agent: { id: bo.id, name: 'bo' } }
    ])
    expect(told(guest.heard.slice(before)).map(({ content }) => content.kind)).toEqual(['hidden', 'assigned'])
    expect(JSON.stringify(guest.heard)).not.toContain('refund')
  })

  test('[WB-transfer] into a group’s queue: it waits there, everybody sees in which and why, and the visitor is not told the group', async () => {
    const { uid, cid, guest, holds } = await peers.talk(ann)
    const colleague = await peers.agent(bo, uid)
    const before = guest.heard.length
    await holds.say({ type: 'transfer', uid, cid, groupId, note: 'about lids' })
    expect(await conversation(cid)).toMatchObject({
      status: 'queued',
      agent_id: null,
      group_id: groupId,
      avoid_agent_id: ann.id
    })
    expect(summaryIn(colleague, cid)).toMatchObject({ status: 'queued', groupId })
    expect(told(colleague.heard).at(-1)!.content).toEqual({
      kind: 'released',
      group: { id: groupId, name: 'Teapots' }
    })
    const heard = guest.heard.slice(before)
    expect(told(heard).map(({ content }) => content)).toEqual([{ kind: 'hidden' }, { kind: 'released' }])
    expect(JSON.stringify(heard)).not.toContain('Teapots')
    const headers = { cookie: await cookieOf(bo) }
    const why = await site.request('GET', `/api/agent/conversations/${cid}/route`, { headers })
    expect(await why.json()).toEqual({
      groupId,
      route: {
        by: 'transfer',
        from: 'ann',
        looks: [{ to: 'group', id: groupId, saw: 'chosen', so: 'wait' }],
        warnings: []
      }
    })
    const foreign = { cookie: await cookieOf(site.foreignAgent) }
    expect(
      (await site.request('GET', `/api/agent/conversations/${cid}/route`, { headers: foreign })).status
    ).toBe(404)
  })

  test('[WB-transfer] what waits in a queue moves to another group without being taken', async () => {
    const { uid, cid } = await peers.guest()
    const holds = await peers.agent(ann, uid)
    const other = await makeGroup('Cups')
    for (const to of [groupId, other]) {
      await holds.say({ type: 'transfer', uid, cid, groupId: to })
      expect(await conversation(cid)).toMatchObject({ status: 'queued', group_id: to })
    }
  })

  test('[WB-transfer] groups and colleagues of another company, both at once or neither are refused, and nothing is changed or told', async () => {
    const { uid, cid, guest, holds } = await peers.talk(ann)
    const before = [await conversation(cid), guest.heard.length] as const
    const wrong: [object, string][] = [
      [{ groupId: 'nowhere' }, 'not-found'],
      [{ agentId: site.foreignAgent.id }, 'not-found'],
      [{ agentId: bo.id, groupId }, 'bad-frame'],
      [{}, 'bad-frame'],
      [{ agentId: bo.id, note: ' ' }, 'bad-frame']
    ]
    for (const [to, code] of wrong)
      expect(codes(await holds.say({ type: 'transfer', uid, cid, ...to }))).toEqual([code])
    expect([await conversation(cid), guest.heard.length]).toEqual(before)
  })

  test('[WB-transfer] agents are told which groups there are, also new ones', async () => {
    const peer = await peers.agent(ann)
    const name = 'Kettles'
    const id = await makeGroup(name)
    await peers.settle()
    const frames = peer.heard.flatMap(frame => (frame.type === 'agents' ? [frame.groups] : []))
    expect(frames[0]).toContainEqual({ id: groupId, name: 'Teapots', agentIds: [] })
    expect(frames.at(-1)).toContainEqual({ id, name, agentIds: [] })
  })

  test('[WB-transfer] a lead takes over by transferring to themselves; an agent cannot', async () => {
    const { uid, cid, holds } = await peers.talk(ann)
    const other = await peers.agent(bo, uid)
    expect(codes(await other.say({ type: 'transfer', uid, cid, agentId: bo.id }))).toEqual(['forbidden'])
    const leader = await peers.agent(lead, uid)
    await leader.say({ type: 'transfer', uid, cid, agentId: lead.id })
    expect(await conversation(cid)).toMatchObject({ agent_id: lead.id })
    expect(codes(await holds.say(send(uid, text('still mine?'))))).toEqual(['forbidden'])
  })
})

describe('colleagues who are invited in', () => {
  test('[IV1] a guest writes as the holder does, who goes on holding it; the visitor hears of neither coming nor going', async () => {
    const { uid, cid, guest, holds } = await peers.talk(ann)
    const other = await peers.agent(bo, uid)
    expect(codes(await other.say(send(uid, text('may I?'))))).toEqual(['forbidden'])
    const before = guest.heard.length
    await holds.say({ type: 'add-agent', uid, cid, agentId: bo.id })
    expect(summaryIn(other, cid)).toMatchObject({ agentId: ann.id, guests: [bo.id] })
    expect(told(guest.heard.slice(before)).map(({ content }) => content.kind)).toEqual(['hidden'])
    expect(entryIn(await other.say(send(uid, text('hello from me, too'))))).toMatchObject({
      by: { name: 'bo' }
    })
    expect(entryIn(await holds.say(send(uid, text('and me'))))).toMatchObject({ by: { name: 'ann' } })
    // Messages reach a guest's inbox like the holder's
    await guest.say(send(uid, text('so many')))
    await peers.settle()
    expect(summaryIn(other, cid)).toMatchObject({ last: { content: { text: 'so many' } }, unread: 2 })
    await holds.say({ type: 'remove-agent', uid, cid, agentId: bo.id })
    expect(codes(await other.say(send(uid, text('again?'))))).toEqual(['forbidden'])
    expect(summaryIn(other, cid)!.guests ?? []).toEqual([])
  })

  test('[IV2] guests go by themselves, and what they may not is refused', async () => {
    const { uid, cid, holds } = await peers.talk(ann)
    await holds.say({ type: 'add-agent', uid, cid, agentId: bo.id })
    const other = await peers.agent(bo, uid)
    for (const frame of [
      { type: 'end' },
      { type: 'release' },
      { type: 'transfer', agentId: bo.id },
      { type: 'add-agent', agentId: lead.id },
      { type: 'remove-agent', agentId: lead.id }
    ])
      expect([frame.type, codes(await other.say({ uid, cid, ...frame }))]).toEqual([
        frame.type,
        ['forbidden']
      ])
    expect(codes(await other.say({ type: 'block', uid, reason: 'x' }))).toEqual(['forbidden'])
    expect(codes(await other.say({ type: 'remove-agent', uid, cid, agentId: bo.id }))).toEqual([])
    expect(await conversation(cid)).toMatchObject({ agent_id: ann.id, guests: '', status: 'active' })
  })

  test('[IV3] a guest to whom it is passed holds it; back in the queue or ended it has no guests', async () => {
    const { uid, cid, holds } = await peers.talk(ann)
    await holds.say({ type: 'add-agent', uid, cid, agentId: bo.id })
    await holds.say({ type: 'add-agent', uid, cid, agentId: lead.id })
    await holds.say({ type: 'transfer', uid, cid, agentId: bo.id })
    expect(await conversation(cid)).toMatchObject({ agent_id: bo.id, guests: lead.id })
    const other = await peers.agent(bo, uid)
    await other.say({ type: 'release', uid, cid })
    expect(await conversation(cid)).toMatchObject({ status: 'queued', guests: '' })
    expect(codes(await other.say({ type: 'add-agent', uid, cid, agentId: lead.id }))).toEqual(['conflict'])
  })

  test('[IV1] at most so many are invited', async () => {
    const { uid, cid, holds } = await peers.talk(ann)
    const many = await Promise.all(
      Array.from({ length: STAFF_LIMITS.guests + 1 }, (_, i) => site.world.makeAgent(`many-${i}`))
    )
    const refused = []
    for (const { id } of many)
      refused.push(...codes(await holds.say({ type: 'add-agent', uid, cid, agentId: id })))
    expect(refused).toEqual(['conflict'])
  })
})

describe('blocked visitors', () => {
  const blocked = async (account: AgentAccount) => {
    const answer = await site.request('GET', '/api/agent/blocked', {
      headers: { cookie: await cookieOf(account) }
    })
    return ((await answer.json()) as { visitors: { uid: string }[] }).visitors
  }

  test('[BL1] what is open ends, nothing more is taken on any way, no conversation begins, and the visitor is not told why', async () => {
    const { uid, cid, guest, holds, secret } = await peers.talk(ann)
    const before = guest.heard.length
    await holds.say({ type: 'block', uid, reason: 'threatens us' })
    expect(told(guest.heard.slice(before)).map(({ content }) => content.kind)).toEqual(['hidden', 'ended'])
    expect(await conversation(cid)).toMatchObject({ status: 'ended' })
    expect(codes(await guest.say(send(uid, text('let me in'))))).toEqual(['visitor-blocked'])
    expect(codes(await guest.say(send(uid, { kind: 'rating', score: 1 })))).toEqual(['visitor-blocked'])
    const upload = await site.request('POST', `/api/upload?uid=${uid}&name=a.txt`, {
      raw: 'x',
      headers: site.bearer(uid)
    })
    expect([upload.status, ((await upload.json()) as { code: string }).code]).toEqual([
      403,
      'visitor-blocked'
    ])
    const heard = holds.heard.length
    await guest.say({ type: 'typing', uid, on: true, text: 'you will see' })
    expect(holds.heard.slice(heard)).toEqual([])
    // The page without scripts
    const path = `/chat/h5/index.html?sysnum=${site.world.company.sysnum}`
    const cookie = `ozc_${site.world.company.sysnum}=${secret}`
    const page = await (await site.request('GET', path, { headers: { cookie } })).text()
    const form = new FormData()
    form.append('form', /name="form" value="([^"]+)"/.exec(page)![1]!)
    form.append('text', 'by another way')
    const posted = await site.request('POST', path, { raw: form, headers: { cookie } })
    expect(posted.status).toBe(403)
    expect(await posted.text()).toContain('You cannot send messages here at present')
    const open = await site.world.database.read
      .selectFrom('conversation')
      .select('cid')
      .where('uid', '=', uid)
      .where('ended_at', 'is', null)
      .execute()
    expect(open).toEqual([])
    expect(JSON.stringify(guest.heard)).not.toContain('threatens')
  })

  test('[BL2] for a time it ends by itself, and it is undone from the list', async () => {
    const { uid, guest, holds } = await peers.talk(ann)
    await holds.say({ type: 'block', uid, reason: 'calm down', forMs: 3_600_000 })
    expect(await blocked(bo)).toContainEqual(
      expect.objectContaining({ uid, reason: 'calm down', byName: 'ann', until: expect.any(Number) })
    )
    expect(await blocked(site.foreignAgent)).toEqual([])
    expect(codes(await guest.say(send(uid, text('sorry'))))).toEqual(['visitor-blocked'])
    await site.clock.advance(3_600_000)
    expect((await blocked(bo)).map(one => one.uid)).not.toContain(uid)
    entryIn(await guest.say(send(uid, text('better now'))))

    const again = await peers.talk(ann)
    await again.holds.say({ type: 'block', uid: again.uid, reason: '' })
    expect(await blocked(bo)).toContainEqual(expect.objectContaining({ uid: again.uid, until: null }))
    expect(summaryIn(again.holds, again.cid)).toMatchObject({ blockedUntil: null })
    await again.holds.say({ type: 'unblock', uid: again.uid })
    expect((await blocked(bo)).map(one => one.uid)).not.toContain(again.uid)
    entryIn(await again.guest.say(send(again.uid, text('thanks'))))
    await peers.settle()
    expect(summaryIn(again.holds, again.cid)!.blockedUntil).toBeUndefined()
  })

  test('[BL1] staff still writes to somebody who is blocked', async () => {
    const { uid, guest, holds } = await peers.talk(ann)
    await holds.say({ type: 'block', uid, reason: '' })
    const said = entryIn(await holds.say(send(uid, text('one last word'))))
    expect(told(guest.heard)).toContainEqual(said)
  })
})

describe('the table of permissions', () => {
  const WISHES: {
    [A in Exclude<Action, 'shared-replies' | 'summary'>]: (at: { uid: string; cid: string }) => object
  } = {
    note: ({ uid }) => send(uid, { kind: 'note', text: 'x' }),
    recall: ({ uid }) => ({ type: 'recall', uid, seq: 4 }),
    release: at => ({ type: 'release', ...at }),
    transfer: at => ({ type: 'transfer', ...at, agentId: lead.id }),
    'add-agent': at => ({ type: 'add-agent', ...at, agentId: lead.id }),
    'remove-agent': at => ({ type: 'remove-agent', ...at, agentId: lead.id }),
    end: at => ({ type: 'end', ...at }),
    block: ({ uid }) => ({ type: 'block', uid, reason: '' }),
    unblock: ({ uid }) => ({ type: 'unblock', uid })
  }
  const RANKS: Rank[] = ['agent', 'lead', 'admin']

  for (const [action, reach] of Object.entries(PERMISSIONS) as [Action, Record<Rank, Reach>][]) {
    // By other ways than the socket: replies.test.ts and customers.test.ts
    if (action === 'shared-replies' || action === 'summary') continue
    for (const rank of RANKS) {
      for (const isOwn of [true, false]) {
        const isAllowed = reach[rank] === 'any' || (reach[rank] === 'own' && isOwn)
        test(`[WB-transfer] ${action}: ${rank}, ${isOwn ? 'own' : 'a colleague’s'}: ${isAllowed ? 'done' : 'refused'}`, async () => {
          const me = await site.world.makeAgent(`${action}-${rank}-${isOwn}`, rank)
          const { uid, cid, holds } = await peers.talk(isOwn ? me : ann)
          await holds.say(send(uid, text('to be recalled')))
          if (action === 'remove-agent') await holds.say({ type: 'add-agent', uid, cid, agentId: lead.id })
          if (action === 'unblock') await holds.say({ type: 'block', uid, reason: '' })
          const peer = isOwn ? holds : await peers.agent(me, uid)
          const before = await site.world.database.read
            .selectFrom('timeline')
            .select('head_seq')
            .where('uid', '=', uid)
            .executeTakeFirst()
          expect(codes(await peer.say(WISHES[action]({ uid, cid })))).toEqual(isAllowed ? [] : ['forbidden'])
          const after = await site.world.database.read
            .selectFrom('timeline')
            .select('head_seq')
            .where('uid', '=', uid)
            .executeTakeFirst()
          expect(after!.head_seq > before!.head_seq).toBe(isAllowed)
        })
      }
    }
  }
})
