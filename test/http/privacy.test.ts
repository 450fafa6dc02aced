import { unzipSync, strFromU8 } from 'fflate'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createMemoryBus } from '#server/bus/memory'
import { createAgentSession, type AgentAccount } from '#server/store/agents'
import { createRobot, noteUnknown, unknownOf } from '#server/store/robots'
import { entriesAfter } from '#server/store/entries'
import { saveTicket } from '#server/store/tickets'
import { createPeers, entryIn, send, text } from './peers.ts'
import { createSite, ORIGIN, type Site } from './requests.ts'

const CARD = '4111 1111 1111 1111'
const MASKED = '**** **** **** 1111'

const memory = createMemoryBus()
let site: Site
let ann: AgentAccount
let cookie: string
let peers: ReturnType<typeof createPeers>

beforeAll(async () => {
  site = await createSite({ bus: memory.connect() })
  ann = site.agent
  peers = createPeers(site)
  const admin = await site.world.makeAgent('the-admin', 'admin')
  cookie = `ozc_agent=${await createAgentSession(site.world.database, admin, 'test', site.clock.now())}`
})
afterAll(() => site.world.close())
beforeEach(() => masking('off'))

async function ask(method: string, path: string, body?: unknown): Promise<any> {
  const answer = await site.request(method, `/api/v1${path}`, {
    headers: { cookie },
    ...(body === undefined ? {} : { body })
  })
  return await answer.json()
}
const masking = (mode: string) => ask('PATCH', '/privacy', { masking: mode })
const heard = (peer: { heard: unknown[] }) => JSON.stringify(peer.heard)
const storedOf = async (uid: string) =>
  JSON.stringify(await entriesAfter(site.world.database.read, uid, 0, 100))

describe('the settings', () => {
  test('[ADM-privacy] days and masking are set one by one, stay, and are refused by name when they make no sense', async () => {
    expect(await ask('GET', '/privacy')).toMatchObject({ conversations: null, visits: 30, masking: 'off' })
    await ask('PATCH', '/privacy', { conversations: 365, audit: 730 })
    await ask('PATCH', '/privacy', { visits: null })
    expect(await ask('GET', '/privacy')).toMatchObject({ conversations: 365, audit: 730, visits: null })
    for (const days of [0, -1, 1.5, 40_000, '7'])
      expect((await ask('PATCH', '/privacy', { conversations: days })).message).toMatch(/^conversations: /)
    expect((await ask('PATCH', '/privacy', { masking: 'maybe' })).message).toMatch(/^masking: /)
    await ask('PATCH', '/privacy', { conversations: null, audit: null })
  })
})

describe('masking', () => {
  test('[ADM-privacy] stored masked: nothing else is kept or told, and the ack is the stored entry', async () => {
    await masking('stored')
    const { uid, guest, holds } = await peers.talk(ann, 'hello')
    const ack = entryIn(await guest.say(send(uid, text(`my card is ${CARD}`), 'with-card')))
    expect(ack.content).toEqual({ kind: 'text', text: `my card is ${MASKED}` })
    expect(heard(holds)).toContain(MASKED)
    const again = entryIn(await guest.say(send(uid, text(`my card is ${CARD}`), 'with-card')))
    expect(again).toEqual(ack)
    const note = await holds.say(send(uid, { kind: 'note', text: `wrote ${CARD}` }))
    expect(entryIn(note).content).toEqual({ kind: 'note', text: `wrote ${MASKED}` })
    const answer = entryIn(await holds.say(send(uid, text('order 2026112112345678, 13800138000'))))
    expect(answer.content).toEqual({ kind: 'text', text: 'order 2026112112345678, 13800138000' })
    expect((await storedOf(uid)) + heard(guest) + heard(holds)).not.toContain(CARD)
  })

  test('[ADM-privacy] shown masked: agents and the inbox see it masked, live and later; the visitor’s own copy is whole', async () => {
    await masking('shown')
    const { uid, guest, holds } = await peers.talk(ann, 'hello')
    const ack = entryIn(await guest.say(send(uid, text(`my card is ${CARD}`))))
    expect(ack.content).toEqual({ kind: 'text', text: `my card is ${CARD}` })
    const later = await peers.agent(ann, uid)
    await later.say({ type: 'history', uid, before: 10_000 })
    const inbox = await peers.agent(ann)
    for (const one of [holds, later, inbox]) expect(heard(one)).not.toContain(CARD)
    for (const one of [holds, later]) expect(heard(one)).toContain(MASKED)
    expect(heard(await peers.visitor(uid))).toContain(CARD)
    const own = entryIn(await holds.say(send(uid, text(`is it ${CARD}?`))))
    expect(own.content).toEqual({ kind: 'text', text: `is it ${MASKED}?` })
    expect(heard(guest)).toContain(`is it ${CARD}?`)
  })

  test('[ADM-privacy] a sender who does not follow gets one ack, with their own reading of the message', async () => {
    await masking('shown')
    const { uid } = await peers.talk(ann, 'hello')
    const alone = peers.connect()
    await alone.say({ type: 'hello', protocol: 1, token: peers.tokenOf(uid), follow: [] })
    const frames = await alone.say(send(uid, text(CARD)))
    expect(frames.filter(({ type }) => type === 'ack').length).toBe(1)
    expect(entryIn(frames).content).toEqual({ kind: 'text', text: CARD })
  })

  test('[ADM-privacy] what is being typed shows no long number while masking is on', async () => {
    const { uid, guest, holds } = await peers.talk(ann, 'hello')
    const typed = async () => {
      const from = holds.heard.length
      await guest.say({ type: 'typing', uid, on: true, text: 'card 4111 1111 11' })
      return holds.heard.slice(from).find(({ type }) => type === 'typing')
    }
    expect(await typed()).toMatchObject({ text: 'card 4111 1111 11' })
    for (const mode of ['shown', 'stored']) {
      await masking(mode)
      expect(await typed()).toMatchObject({ text: 'card **** **** **' })
    }
  })

  test('[ADM-privacy] a message left is stored or shown masked, by whatever was set', async () => {
    const leave = async (mode: string) => {
      await masking(mode)
      const { company } = site.world
      const form = new URLSearchParams({
        form: `${mode.padEnd(24, '0').replace(/[^0-9a-v]/g, '0')}`,
        content: `refund to ${CARD}`,
        email: 'ding@example.com'
      })
      await site.request('POST', `/chat/h5/v2/leavemessage.html?sysnum=${company.sysnum}`, {
        raw: form.toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' }
      })
      const row = await site.world.database.read
        .selectFrom('ticket')
        .select('content')
        .orderBy('id', 'desc')
        .executeTakeFirstOrThrow()
      const listed = await site.request('GET', '/api/agent/tickets?status=open', { headers: { cookie } })
      const { tickets } = (await listed.json()) as { tickets: { content: string }[] }
      return [row.content, tickets[0]!.content]
    }
    expect(await leave('off')).toEqual([`refund to ${CARD}`, `refund to ${CARD}`])
    await site.clock.advance(1)
    expect(await leave('shown')).toEqual([`refund to ${CARD}`, `refund to ${MASKED}`])
    await site.clock.advance(1)
    expect(await leave('stored')).toEqual([`refund to ${MASKED}`, `refund to ${MASKED}`])
  })

  test('[ADM-privacy] a webhook is told of it masked', async () => {
    await masking('shown')
    const { database, services, company } = site.world
    await ask('POST', '/webhooks', {
      name: 'Shop',
      url: 'https://shop.example/hook',
      events: ['message.created', 'ticket.created']
    })
    const { uid, guest } = await peers.talk(ann, 'hello')
    await guest.say(send(uid, text(`my card is ${CARD}`)))
    await services.webhooks.look()
    await services.webhooks.ticketCreated({
      companyId: company.id,
      id: 'ticket',
      uid,
      name: '',
      email: '',
      phone: '',
      content: CARD
    })
    const calls = await database.read.selectFrom('delivery').select('payload').execute()
    const told = calls.map(({ payload }) => payload).join('')
    expect(told).toContain(`my card is ${MASKED}`)
    expect(told).not.toContain(CARD)
  })

  test('[ADM-privacy] another process hears of the setting', async () => {
    await masking('stored')
    const { masking: here } = site.world.services
    expect(await here.modeOf(site.world.company.id)).toBe('stored')
    // As written by a process that could tell nobody
    await site.world.database.write.updateTable('company').set({ privacy: '{"masking":"shown"}' }).execute()
    expect(await here.modeOf(site.world.company.id)).toBe('stored')
    memory.connect().publish('privacy', site.world.company.id)
    await expect.poll(() => here.modeOf(site.world.company.id)).toBe('shown')
  })
})

/** Somebody with a conversation, a file and a message left. */
async function known() {
  const { database, company } = site.world
  const talk = await peers.talk(ann, 'a private word')
  const { uid } = talk
  const picture = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64'
  )
  const uploaded = await site.request('POST', `/api/upload?uid=${uid}&name=private.png`, {
    headers: { ...site.bearer(uid), 'content-type': 'image/png' },
    raw: picture
  })
  const { id: fileId, url } = (await uploaded.json()) as { id: string; url: string }
  await talk.guest.say(send(uid, { kind: 'image', fileId }))
  await saveTicket(
    database,
    {
      companyId: company.id,
      uid,
      formId: `form of ${uid}`,
      name: '',
      email: 'private@example.com',
      phone: '',
      content: 'a private matter',
      template: '',
      group: '',
      fileId: null,
      fields: {},
      log: []
    },
    site.clock.now()
  )
  return { ...talk, fileId, url }
}

describe('one person’s data', () => {
  test('[ADM-privacy] a person is found by the visitor’s id, and nobody by another company’s', async () => {
    const { uid } = await known()
    const { items } = await ask('GET', `/people?person=${uid}`)
    expect(items).toMatchObject([
      { id: uid, partnerid: null, counts: { conversations: 1, messages: 2, files: 1, tickets: 1 } }
    ])
    expect((await ask('GET', `/people?person=${site.foreignUid}`)).items).toEqual([])
  })

  test('[ADM-privacy] an export is a ZIP with everything and the files, for ten minutes, and is written down', async () => {
    const { uid, fileId, url: fileUrl } = await known()
    const { url } = await ask('POST', `/people/${uid}/export`, {})
    const get = (path: string) => site.request('GET', path)
    const path = url.slice(ORIGIN.length)
    const answer = await get(path)
    expect(answer.headers.get('content-type')).toBe('application/zip')
    const files = unzipSync(new Uint8Array(await answer.arrayBuffer()))
    const lines = strFromU8(files['data.jsonl']!).trim().split('\n')
    const rows = lines.map(line => JSON.parse(line) as { record: string })
    expect(new Set(rows.map(({ record }) => record))).toEqual(
      new Set(['timeline', 'credential', 'conversation', 'entry', 'file', 'ticket'])
    )
    expect(lines.join()).toContain('a private word')
    const picture = Buffer.from(await (await get(fileUrl)).arrayBuffer())
    expect(Buffer.from(files[`files/${fileId}-private.png`]!)).toEqual(picture)

    expect((await get(path.replace(uid, site.otherUid))).status).toBe(404)
    expect((await get(path.replace(/\w(?=\/[^/]*$)/, '_'))).status).toBe(404)
    await site.clock.advance(10 * 60_000 + 1)
    expect((await get(path)).status).toBe(404)
    const { items } = await ask('GET', '/audit?action=exportPerson')
    expect(items[0]).toMatchObject({ action: 'exportPerson', target: uid, by: { name: 'the-admin' } })
  })

  test('[ADM-privacy] erased: the visitor and agents who are there see it at once, later ones too, and the file is gone', async () => {
    const { uid, cid, guest, holds, url } = await known()
    const earlier = (await entriesAfter(site.world.database.read, uid, 0, 100)).length
    await ask('POST', `/people/${uid}/erase`, {})
    await peers.settle()
    for (const one of [guest, holds])
      expect(one.heard.findLast(({ type }) => type === 'entry')).toMatchObject({
        entry: { cid, content: { kind: 'erased', upTo: earlier } }
      })
    expect(holds.heard.findLast(({ type }) => type === 'profile')).toMatchObject({ profile: {} })
    const desk = holds.heard.findLast(frame => frame.type === 'desk')
    expect(desk).toMatchObject({ conversations: [{ cid, status: 'ended', name: '' }] })
    for (const one of [await peers.visitor(uid), await peers.agent(ann, uid)])
      expect(JSON.stringify(one.heard.filter(frame => 'uid' in frame))).not.toMatch(/private/)
    expect((await site.request('GET', url)).status).toBe(404)
    const { items } = await ask('GET', '/audit?action=erasePerson')
    expect(items[0]).toMatchObject({ target: uid, given: JSON.stringify({ visitor: uid }) })
    expect((await ask('GET', `/people?person=${uid}`)).items[0].counts).toMatchObject({
      messages: 0,
      files: 0,
      tickets: 0
    })
  })

  test('[ADM-privacy] in the inbox the earlier conversations of the person lose their words and name, too', async () => {
    const { uid, guest, holds } = await peers.talk(ann, 'an earlier private word')
    await guest.say({ type: 'profile', profile: { name: 'Private Ding' } })
    const first = holds.heard.findLast(({ type }) => type === 'entry') as { entry: { cid: string } }
    await holds.say({ type: 'end', uid, cid: first.entry.cid })
    await guest.say(send(uid, text('a later private word')))
    const inbox = await peers.agent(ann)
    expect(heard(inbox)).toContain('an earlier private word')
    const from = inbox.heard.length
    await ask('POST', `/people/${uid}/erase`, {})
    await peers.settle()
    const told = inbox.heard.slice(from).flatMap(frame => (frame.type === 'desk' ? frame.conversations : []))
    expect(told.filter(one => one.uid === uid).length).toBe(2)
    expect(JSON.stringify(told)).not.toMatch(/private/i)
  })

  test('[ADM-privacy] what a robot wrote down of the person’s questions is gone, masked or not', async () => {
    await masking('shown')
    const { database, company } = site.world
    const robot = await createRobot(database, { companyId: company.id, name: 'Robot' }, site.clock.now())
    const note = (words: string) =>
      noteUnknown(database, { id: robot.id, companyId: company.id }, words, site.clock.now())
    const { uid, guest } = await peers.talk(ann, 'can I pay in gold')
    await guest.say(send(uid, text(`why was ${CARD} refused`)))
    await note('can I pay in gold')
    await note(`why was ${MASKED} refused`)
    await note('of somebody else')
    await ask('POST', `/people/${uid}/erase`, {})
    expect((await unknownOf(database, robot, 10)).map(({ words }) => words)).toEqual(['of somebody else'])
  })
})
