import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Content, Entry } from '#protocol/entry'
import { createId } from '#protocol/ids'
import { createApp } from '#server/app'
import { createMemoryBus } from '#server/bus/memory'
import { present } from '#server/present'
import { entriesAfter } from '#server/store/entries'
import { findFile, saveFile } from '#server/store/files'
import { inboxOf } from '#server/store/inbox'
import { acceptMembership, membershipsOf } from '#server/store/platforms'
import { findTimeline } from '#server/store/timelines'
import { createFakeClock } from '#test/kit/clock'
import { createDesk, settle, type Desk, type DeskPerson, type Talk } from '#test/kit/desk'
import { createWorld, type World } from '#test/kit/world'

/** Conversations between the companies of a platform, on every database. */
export function platformContract(name: string, url: () => Promise<string | undefined>) {
  describe(`platforms on ${name}`, () => {
    const clock = createFakeClock(Date.parse('2026-01-05T12:00:00Z'))
    let world: World

    beforeAll(async () => {
      const databaseUrl = await url()
      world = await createWorld({ clock, ...(databaseUrl ? { databaseUrl } : {}) })
      await world.services.assigner.start()
    })
    afterAll(async () => {
      await world.services.assigner.close()
      await world.close()
    })

    const desks: Desk[] = []
    let codes = 0
    async function open() {
      const desk = await createDesk(world, { clock, capacity: 1 })
      desks.push(desk)
      await desk.auto()
      return desk
    }
    afterEach(async () => {
      for (const desk of desks.splice(0)) await desk.command('set-desk', { assign: 'manual' })
      await settle(world)
    })

    async function joins(desk: Desk) {
      for (const { platformId } of await membershipsOf(world.database, desk.companyId))
        await acceptMembership(world.database, { platformId, companyId: desk.companyId }, clock.now())
      await desk.command('set-desk', {})
    }

    /** A main account and two shops, all of which have accepted. */
    async function platform() {
      const [main, shop, rival] = [await open(), await open(), await open()]
      const code = `union-${++codes}`
      await main.command('platform-create', { code, name: 'Mall', customer: 'mall' })
      await shop.command('platform-invite', { code, customer: 'shop' })
      await rival.command('platform-invite', { code, customer: 'rival' })
      for (const one of [main, shop, rival]) await joins(one)
      const mia = await main.agent('mia', 5)
      return { main, shop, rival, code, mia }
    }

    const settled = () => settle(world)
    const entriesOf = (uid: string) => entriesAfter(world.database.read, uid, 0, 200)
    const textOf = ({ by, content }: Entry) =>
      content.kind === 'text' ? `${by.role}: ${content.text}` : content.kind
    const shown = async (uid: string) => (await entriesOf(uid)).map(textOf)
    const talksOf = async ({ companyId }: Desk) => await inboxOf(world.database, companyId)
    const mirrorIn = async (desk: Desk): Promise<Talk> => {
      const [newest] = await talksOf(desk)
      return { uid: newest!.uid, cid: newest!.cid }
    }
    let count = 0
    const says = (
      desk: Desk,
      { uid }: Pick<Talk, 'uid'>,
      by: DeskPerson | 'visitor',
      what: string | Content
    ) =>
      world.services.writer.submit({
        companyId: desk.companyId,
        uid,
        intent: {
          kind: 'send',
          by: by === 'visitor' ? { role: 'visitor', id: uid } : { role: 'agent', id: by.id, name: by.name },
          clientId: `said-${++count}`,
          content: typeof what === 'string' ? { kind: 'text', text: what } : what
        }
      })
    const dense = async (uid: string) => {
      const seqs = (await entriesOf(uid)).map(({ seq }) => seq)
      expect(seqs).toEqual(seqs.map((_, i) => i + 1))
    }

    test('[DSK-platform] [RCV-platform] all of a shop’s visitors go to the main account, and both see one conversation', async () => {
      const { main, shop, code, mia } = await platform()
      main.comes(mia)
      const sam = await shop.agent('sam')
      shop.comes(sam)
      await settled()
      const claims = {
        platformUnionCode: code,
        flowType: '1',
        realname: 'Wu',
        groupid: 'g1',
        partnerid: 'p1'
      }
      const talk = await shop.asks(claims)
      await settled()
      const mirror = await mirrorIn(main)
      expect(mirror.uid).not.toBe(talk.uid)
      expect(await main.holder(mirror)).toBe('mia')
      await says(main, mirror, mia, 'How can I help?')
      await says(shop, talk, 'visitor', 'Where is my parcel?')
      await settled()
      const lines = ['visitor: hello', 'agent: How can I help?', 'visitor: Where is my parcel?']
      for (const uid of [talk.uid, mirror.uid])
        expect((await shown(uid)).filter(line => line.includes(': '))).toEqual(lines)
      const said = (await entriesOf(talk.uid)).find(({ by }) => by.role === 'agent')!
      expect(said.by).toMatchObject({ id: `~${main.companyId}`, name: 'mia' })
      for (const uid of [talk.uid, mirror.uid]) await dense(uid)
      expect(await shop.rowOf(talk.cid)).toMatchObject({ status: 'active', agent_id: `~${main.companyId}` })
      // Only what was sent for this conversation, and nothing of the shop's own desk
      expect((await findTimeline(world.database, mirror.uid))?.profile.claims).toEqual({ realname: 'Wu' })
      expect(await shop.traceOf(talk)).toMatchObject({
        by: 'platform',
        looks: [{ to: 'company', id: 'Desk', saw: 'member', so: 'refer' }]
      })
    })

    test('[DSK-platform] flowType 2 overflows when all are busy, 3 when nobody is there, 0 never', async () => {
      const { main, shop, code, mia } = await platform()
      main.comes(mia)
      const sam = await shop.agent('sam')
      await settled()
      const asks = async (flowType: string) => {
        const talk = await shop.asks({ platformUnionCode: code, flowType })
        await settled()
        return (await shop.rowOf(talk.cid)).agent_id
      }
      const main_ = `~${main.companyId}`
      expect([await asks('0'), await asks('2'), await asks('3')]).toEqual([null, null, main_])
      shop.comes(sam)
      await settled()
      // The first two were waiting for somebody to come
      expect([await asks('3'), await asks('2')]).toEqual([null, main_])
    })

    test('[RCV-platform] a company and its group that are named are those, by the customerCode or the sysnum', async () => {
      const { shop, rival, code } = await platform()
      const [ray, roy] = [await rival.agent('ray'), await rival.agent('roy')]
      for (const one of [ray, roy]) rival.comes(one)
      await rival.command('create-group', { name: 'Toys', id: 'toys', add: roy.email })
      await rival.command('create-group', { name: 'Books', id: 'books', add: ray.email })
      const named = { platformUnionCode: code, flowType: '1', flowGroupId: 'toys' }
      await shop.asks({ ...named, flowCompanyId: 'rival' })
      await settled()
      const mirror = await mirrorIn(rival)
      expect(await rival.holder(mirror)).toBe('roy')
      expect(await rival.traceOf(mirror)).toMatchObject({ by: 'platform', looks: [{ id: 'toys' }] })
      await shop.asks({ ...named, flowCompanyId: rival.sysnum, flowGroupId: 'books' })
      await settled()
      expect(await rival.holder(await mirrorIn(rival))).toBe('ray')
    })

    test('[DSK-platform] ids that are no members are ignored, and the conversation says so', async () => {
      const { main, shop, code, mia } = await platform()
      const stranger = await open()
      main.comes(mia)
      const looksOf = async (claims: Record<string, string>) => {
        const talk = await shop.asks({ flowType: '1', ...claims })
        await settled()
        expect((await shop.rowOf(talk.cid)).agent_id).toBe(null)
        return (await shop.traceOf(talk))!.looks.at(-1)
      }
      const skipped = { saw: 'unknown', so: 'skip' }
      expect(await looksOf({ platformUnionCode: 'nothing' })).toEqual({
        to: 'platform',
        id: 'nothing',
        ...skipped
      })
      for (const id of [stranger.companyId, stranger.sysnum, shop.companyId, 'x'])
        expect(await looksOf({ platformUnionCode: code, flowCompanyId: id })).toEqual({
          to: 'company',
          id,
          ...skipped
        })
      expect(await talksOf(stranger)).toEqual([])
    })

    test('[DSK-platform] who was only invited, or has left, neither gives nor gets; what is under way goes back', async () => {
      const [main, shop] = [await open(), await open()]
      const code = `union-${++codes}`
      await main.command('platform-create', { code, name: 'Mall', customer: 'mall' })
      await shop.command('platform-invite', { code, customer: 'shop' })
      await joins(shop)
      const mia = await main.agent('mia', 5)
      main.comes(mia)
      const claims = { platformUnionCode: code, flowType: '1' }
      const early = await shop.asks(claims)
      await settled()
      expect((await shop.rowOf(early.cid)).agent_id).toBe(null)
      await joins(main)
      const talk = await shop.asks(claims)
      await settled()
      const mirror = await mirrorIn(main)
      expect(await main.holder(mirror)).toBe('mia')
      await shop.command('platform-remove', { code })
      await settled()
      expect(await shop.rowOf(talk.cid)).toMatchObject({ status: 'queued', agent_id: null })
      expect(await main.rowOf(mirror.cid)).toMatchObject({ status: 'ended' })
      await says(shop, talk, 'visitor', 'Between us')
      await settled()
      expect(await shown(mirror.uid)).not.toContain('visitor: Between us')
      expect(await says(main, mirror, mia, 'Hello again?')).toMatchObject({ ok: false, code: 'conflict' })
    })

    test('[DSK-platform] what was said before goes along, notes stay, and a file becomes the other company’s own', async () => {
      const { main, shop, code, mia } = await platform()
      const sam = await shop.agent('sam')
      const uid = await shop.visitor()
      const fileId = createId(clock.now())
      const file = {
        id: fileId,
        companyId: shop.companyId,
        uid,
        uploadedBy: uid,
        name: 'bill.pdf',
        type: 'application/pdf'
      }
      await saveFile(world.database, { ...file, size: 3, width: null, height: null }, clock.now())
      await world.services.files.save(fileId, Buffer.from('pdf'))
      shop.comes(sam)
      await settled()
      const talk = await shop.asks({}, uid)
      await settled()
      await says(shop, talk, 'visitor', {
        kind: 'file',
        file: { id: fileId, name: 'bill.pdf', type: 'application/pdf', size: 3, url: '' }
      })
      await says(shop, talk, sam, 'I am new here')
      await says(shop, talk, sam, { kind: 'note', text: 'difficult' })
      await world.database.write
        .updateTable('timeline')
        .set({ profile: JSON.stringify({ claims: { platformUnionCode: code, flowType: '1' } }) })
        .where('uid', '=', uid)
        .execute()
      main.comes(mia)
      await shop.releases(talk, sam)
      await settled()
      const mirror = await mirrorIn(main)
      const entries = await entriesOf(mirror.uid)
      expect(entries.filter(({ clientId }) => clientId).map(textOf)).toEqual([
        'visitor: hello',
        'file',
        'system: I am new here'
      ])
      const content = entries.find(one => one.content.kind === 'file')!.content as Extract<
        Content,
        { kind: 'file' }
      >
      const copy = (await findFile(world.database, content.file.id))!
      expect(copy).toMatchObject({ companyId: main.companyId, uid: mirror.uid, name: 'bill.pdf' })
      expect(copy.id).not.toBe(fileId)
      await world.services.files.remove(fileId)
      expect((await world.services.files.read(copy.id))?.size).toBe(3)
      const entry = entries.find(one => one.content.kind === 'file')!
      const { tokens } = world.services
      expect(
        JSON.stringify(present(entry, { role: 'agent', masked: false }, tokens, clock.now()))
      ).not.toContain(fileId)
    })

    test('[DSK-platform] either side ends it, the rating reaches both, and nothing is carried after that', async () => {
      const { main, shop, code, mia } = await platform()
      main.comes(mia)
      const claims = { platformUnionCode: code, flowType: '1' }
      const talk = await shop.asks(claims)
      await settled()
      const mirror = await mirrorIn(main)
      await says(main, mirror, mia, 'Bye')
      await main.ends(mirror, mia)
      await settled()
      expect(await shop.rowOf(talk.cid)).toMatchObject({ status: 'ended' })
      expect((await shown(talk.uid)).slice(-2)).toEqual(['agent: Bye', 'ended'])
      await says(shop, talk, 'visitor', { kind: 'rating', score: 5 } as Content)
      await settled()
      expect((await shown(mirror.uid)).at(-1)).toBe('rating')
      expect(await says(main, mirror, mia, 'One more thing')).toMatchObject({ ok: false, code: 'conflict' })

      const again = await shop.asks(claims, talk.uid)
      await settled()
      const second = await mirrorIn(main)
      expect(second.uid).not.toBe(mirror.uid)
      expect((await shown(second.uid)).filter(line => line.includes('Bye'))).toEqual([])
      const by = { role: 'visitor', id: talk.uid } as const
      await world.services.writer.submit({
        companyId: shop.companyId,
        uid: talk.uid,
        intent: { kind: 'end', by, cid: again.cid }
      })
      await settled()
      expect(await main.rowOf(second.cid)).toMatchObject({ status: 'ended' })
      expect((await entriesOf(second.uid)).at(-1)!.content).toEqual({ kind: 'ended', by: 'visitor' })
    })

    test('[DSK-platform] a lead of the shop takes it back; what the other was told was sent still arrives', async () => {
      const { main, shop, code, mia } = await platform()
      main.comes(mia)
      const talk = await shop.asks({ platformUnionCode: code, flowType: '1' })
      await settled()
      const mirror = await mirrorIn(main)
      const lea = await shop.agent('lea')
      const lead = { role: 'agent' as const, id: lea.id, name: lea.name, rank: 'lead' as const }
      // In one turn: neither has been carried when the other is stored
      const done = await Promise.all([
        world.services.writer.submit({
          companyId: shop.companyId,
          uid: talk.uid,
          intent: {
            kind: 'transfer',
            by: lead,
            cid: talk.cid,
            to: { kind: 'agent', id: lea.id, name: 'lea' }
          }
        }),
        says(main, mirror, mia, 'Already on it')
      ])
      expect(done.map(({ ok }) => ok)).toEqual([true, true])
      await settled()
      expect(await shop.holder(talk)).toBe('lea')
      expect(await main.rowOf(mirror.cid)).toMatchObject({ status: 'ended' })
      expect(await shown(talk.uid)).toContain('agent: Already on it')
      await says(shop, talk, 'visitor', 'Secret')
      await says(shop, talk, lea, 'Between us')
      await settled()
      expect((await shown(mirror.uid)).join()).not.toMatch(/Secret|Between us/)
    })

    test('[DSK-platform] what is recalled there is void here, too; typing and reading are seen across', async () => {
      const { main, shop, code, mia } = await platform()
      main.comes(mia)
      const talk = await shop.asks({ platformUnionCode: code, flowType: '1' })
      await settled()
      const mirror = await mirrorIn(main)
      const sent = await says(main, mirror, mia, 'Oops')
      await settled()
      const seq = sent.ok ? sent.entry!.seq : 0
      const heard: string[] = []
      const gone = shop.watches(talk.uid, text => heard.push(text))
      world.services.referrals.typing({
        type: 'typing',
        uid: mirror.uid,
        role: 'agent',
        on: true,
        name: 'mia'
      })
      expect(heard.join()).toContain('"typing"')
      expect(world.services.hub.isOnline(mirror.uid)).toBe(true)
      world.services.receipts.advance(mirror.uid, 'agent', { read: 2 })
      world.services.receipts.advance(talk.uid, 'visitor', { read: 99 })
      for (let i = 0; i < 3; i++) {
        await world.services.receipts.drain()
        await settled()
      }
      expect((await findTimeline(world.database, talk.uid))!.receipts.agent.read).toBe(2)
      expect((await findTimeline(world.database, mirror.uid))!.receipts.visitor.read).toBe(seq)
      const by = { role: 'agent' as const, id: mia.id, name: mia.name }
      await world.services.writer.submit({
        companyId: main.companyId,
        uid: mirror.uid,
        intent: { kind: 'recall', by, seq, now: clock.now() }
      })
      await settled()
      expect(JSON.stringify(await entriesOf(talk.uid))).not.toContain('Oops')
      gone()
      await settled()
      expect(world.services.hub.isOnline(mirror.uid)).toBe(false)
    })

    test('[DSK-platform] two processes carry everything once and in order, also after one has died in between', async () => {
      const { main, shop, code, mia } = await platform()
      main.comes(mia)
      const talk = await shop.asks({ platformUnionCode: code, flowType: '1' })
      await settled()
      const mirror = await mirrorIn(main)
      const { services } = world
      const other = createApp({
        config: services.config,
        database: world.database,
        bus: createMemoryBus().connect(),
        files: services.files,
        masterKey: Buffer.alloc(32, 7),
        clock,
        report: services.report,
        assets: { find: () => undefined, text: () => '<script>__OPENZC_PAGE__</script>' },
        gatherMs: 0
      }).services
      // Stored by a process that dies before it has carried anything
      for (let i = 0; i < 5; i++)
        await other.writer.submit({
          companyId: shop.companyId,
          uid: talk.uid,
          intent: {
            kind: 'send',
            by: { role: 'visitor', id: talk.uid },
            clientId: `other-${i}`,
            content: { kind: 'text', text: `line ${i}` }
          }
        })
      services.referrals.look()
      other.referrals.look()
      for (let i = 5; i < 10; i++) await says(shop, talk, 'visitor', `line ${i}`)
      await Promise.all([settled(), other.referrals.settled()])
      await settled()
      const lines = (await shown(mirror.uid)).filter(line => line.includes('line'))
      expect(lines).toEqual(Array.from({ length: 10 }, (_, i) => `visitor: line ${i}`))
      for (const uid of [talk.uid, mirror.uid]) await dense(uid)
      await other.writer.drain()
      await other.reports.close()
    })
  })
}
