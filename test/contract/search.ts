import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Content } from '#protocol/entry'
import { contextOf } from '#server/admin/local'
import { erasePerson } from '#server/privacy/erase'
import { savePrivacy, privacyOf } from '#server/store/privacy'
import { changeCustomer } from '#server/store/customers'
import { findTimeline, saveProfile } from '#server/store/timelines'
import { claimCursor, indexEntries } from '#server/store/search'
import type { AgentAccount } from '#server/store/agents'
import { createFakeClock } from '#test/kit/clock'
import { createWorld, type World } from '#test/kit/world'

const DAY = 86_400_000

/** What is found, and what is not any more, on every database. */
export function searchContract(name: string, url: () => Promise<string | undefined>) {
  describe(`search on ${name}`, () => {
    const clock = createFakeClock(1_700_000_000_000)
    let world: World
    let companyId: string
    let ann: AgentAccount
    let count = 0

    beforeAll(async () => {
      const databaseUrl = await url()
      world = await createWorld({ clock, ...(databaseUrl ? { databaseUrl } : {}) })
      companyId = world.company.id
      ann = await world.makeAgent('ann')
    })
    afterAll(() => world.close())
    beforeEach(() => clock.advance(1_000))

    const text = (words: string): Content => ({ kind: 'text', text: words })
    async function says(uid: string, content: Content, { by = 'visitor', of = companyId, channel = 1 } = {}) {
      const sender =
        by === 'visitor'
          ? { role: 'visitor' as const, id: uid }
          : { role: 'agent' as const, id: ann.id, name: 'Ann' }
      const outcome = await world.services.writer.submit({
        companyId: of,
        uid,
        intent: { kind: 'send', by: sender, clientId: `c${++count}`, content, channel }
      })
      if (!outcome.ok || !outcome.entry) throw new Error(outcome.ok ? 'nothing' : outcome.why)
      return outcome.entry
    }
    async function find(words: string, more: object = {}) {
      await world.services.search.look()
      const found = await world.services.search.find({
        companyId,
        words,
        of: 'messages',
        isMasked: false,
        limit: 20,
        ...more
      })
      return found.items.map(({ snippet }) => snippet.map(part => part.text).join(''))
    }
    const people = (words: string, more: object = {}) => find(words, { of: 'visitors', ...more })
    const accept = (uid: string, cid: string) =>
      world.services.writer.submit({
        companyId,
        uid,
        intent: { kind: 'accept', by: { role: 'agent', id: ann.id, name: 'Ann' }, cid }
      })
    const rowsOf = async (uid: string) =>
      await world.database.read.selectFrom('search_doc').select('seq').where('uid', '=', uid).execute()

    test('[WB-report] messages in Chinese and English are found, the newest first, notes and names of goods, too', async () => {
      const uid = await world.makeVisitor()
      const { cid } = await says(uid, text('我的订单还没有发货'))
      await clock.advance(10)
      await says(uid, text('Where is my refund for the teapot?'))
      await accept(uid, cid)
      await says(uid, { kind: 'note', text: '客户的订单在仓库' }, { by: 'agent' })
      await says(uid, { kind: 'card', card: { type: 'product', title: 'Longjing 龙井 2026' } })
      expect(await find('订单')).toEqual(['客户的订单在仓库', '我的订单还没有发货'])
      expect(await find('发货 订单')).toEqual(['我的订单还没有发货'])
      expect(await find('REFUND teap')).toEqual(['Where is my refund for the teapot?'])
      expect(await find('龙井')).toEqual(['Longjing 龙井 2026'])
      expect(await find('单订')).toEqual([])
      expect(await find('fund')).toEqual([])
      expect(await find('" OR * -- \' ) NEAR(')).toEqual([])
    })

    test('[WB-report] visitors are found by their name and by what their page says, as it is now', async () => {
      const uid = await world.makeVisitor()
      await says(uid, text('hello'))
      const claims = { tel: '13812345678', params: '{"orderId":"SF77001","note":"礼盒装"}' }
      await saveProfile(world.database, uid, { name: '欧阳明', claims }, clock.now())
      expect(await people('欧阳')).toEqual(['欧阳明'])
      expect(await people('138123')).toEqual(['13812345678'])
      expect(await people('sf77001 礼盒')).toEqual(['{"orderId":"SF77001","note":"礼盒装"}'])
      expect(await find('sf77001')).toEqual([])
      await saveProfile(world.database, uid, { name: '欧阳明', claims: { params: '{}' } }, clock.now())
      expect(await people('sf77001')).toEqual([])
      await changeCustomer(world.database, { companyId, uid }, before => ({
        ...before,
        remark: 'prefers oolong'
      }))
      expect(await people('oolong')).toEqual(['prefers oolong'])
    })

    test('[WB-report] nothing of another company is found, whatever the words', async () => {
      const foreign = await world.makeCompany(`${'0'.repeat(29)}${name.length}99`, 'Foreign')
      const uid = await world.makeVisitor(foreign.id)
      await says(uid, text('a word of theirs 秘密'), { of: foreign.id })
      await saveProfile(world.database, uid, { name: 'Theirs' }, clock.now())
      expect(await find('秘密')).toEqual([])
      expect(await people('theirs')).toEqual([])
      expect(await find('秘密', { companyId: foreign.id })).toHaveLength(1)
      expect(await people('theirs', { companyId: foreign.id })).toHaveLength(1)
    })

    test('[WB-report] time, agent and channel narrow what is found; pages follow one another without a gap', async () => {
      const [one, two] = [await world.makeVisitor(), await world.makeVisitor()]
      for (const [n, uid] of [one, two, one, two, one].entries()) {
        await clock.advance(1_000)
        await says(uid, text(`paging ${n}`), { channel: uid === one ? 1 : 2 })
      }
      const { cid } = await says(one, text('paging last'))
      await accept(one, cid)
      expect(await find('paging', { channel: 2 })).toEqual(['paging 3', 'paging 1'])
      expect(await find('paging', { agent: ann.id })).toHaveLength(4)
      expect(await find('paging', { from: clock.now() })).toEqual(['paging last', 'paging 4'])
      expect(await find('paging', { to: clock.now() - 3_000 })).toEqual(['paging 0'])
      const seen: string[] = []
      for (let after: number | undefined; ;) {
        const page = await world.services.search.find({
          companyId,
          words: 'paging',
          of: 'messages',
          isMasked: false,
          limit: 4,
          after
        })
        seen.push(...page.items.map(({ snippet }) => snippet.map(part => part.text).join('')))
        if (page.next === null) break
        after = page.next
      }
      expect(seen).toEqual([5, 4, 3, 2, 1, 0].map(n => (n === 5 ? 'paging last' : `paging ${n}`)))
    })

    test('[WB-report] what is recalled is found no more, and its words are gone from the index', async () => {
      const uid = await world.makeVisitor()
      const { cid } = await says(uid, text('hi'))
      await accept(uid, cid)
      const entry = await says(uid, text('recalledword 撤回'), { by: 'agent' })
      expect(await find('recalledword')).toHaveLength(1)
      const outcome = await world.services.writer.submit({
        companyId,
        uid,
        intent: { kind: 'recall', by: { role: 'agent', id: ann.id, name: 'Ann' }, seq: entry.seq } as never
      })
      expect(outcome).toMatchObject({ ok: true })
      expect(await find('recalledword')).toEqual([])
      expect(await rowsOf(uid)).not.toContainEqual({ seq: entry.seq })
      expect(await words('recalledword')).toBe(0)
    })

    /** How often a word is in the index itself. */
    async function words(word: string): Promise<number> {
      const { read } = world.database
      if (world.database.kind === 'postgres') {
        const { rows } = await sql<{ n: number }>`
          select count(*) as n from search_doc where tokens::text like ${`%${word}%`}`.execute(read)
        return Number(rows[0]!.n)
      }
      const { rows } = await sql<{ n: number }>`
        select count(*) as n from search_words where tokens like ${`%${word}%`}`.execute(read)
      return Number(rows[0]!.n)
    }

    test('[WB-report] what is recalled between being read and being written is not written', async () => {
      const uid = await world.makeVisitor()
      const { cid } = await says(uid, text('hi'))
      await accept(uid, cid)
      const entry = await says(uid, text('betweenword'), { by: 'agent' })
      const { database } = world
      const cursor = (await claimCursor(database, companyId, clock.now() + 10 * DAY))!
      const running = indexEntries(
        {
          ...database,
          // It has read by then
          write: new Proxy(database.write, {
            get(target, property) {
              if (property !== 'transaction') return Reflect.get(target, property) as unknown
              return () => ({
                execute: async (work: never) => {
                  await database.write
                    .updateTable('entry')
                    .set({ content: '{"kind":"void"}' })
                    .where('id', '=', entry.id)
                    .execute()
                  return await database.write.transaction().execute(work)
                }
              })
            }
          })
        },
        companyId,
        { cursor, now: clock.now() }
      )
      expect(await running).toBeGreaterThan(cursor)
      expect(await words('betweenword')).toBe(0)
      await database.write.updateTable('search_cursor').set({ claimed_until: 0 }).execute()
    })

    test('[WB-report] two that look at once write everything once', async () => {
      const uid = await world.makeVisitor()
      for (let n = 0; n < 120; n++) await says(uid, text(`twice ${n}`))
      await Promise.all([world.services.search.look(), world.services.search.look()])
      await world.services.search.look()
      expect((await rowsOf(uid)).length).toBe(120)
    })

    test('[ADM-privacy] of an erased visitor nothing is found, neither words nor name', async () => {
      const uid = await world.makeVisitor()
      await saveProfile(
        world.database,
        uid,
        { name: 'Erasable', claims: { params: 'erasableparam' } },
        clock.now()
      )
      await says(uid, text('erasableword'))
      expect(await find('erasableword')).toHaveLength(1)
      expect(await people('erasable')).toHaveLength(1)
      await says(uid, text('erasableword not found yet'))
      await erasePerson(contextOf(world.services), companyId, uid)
      expect(await find('erasableword')).toEqual([])
      expect(await people('erasable')).toEqual([])
      expect(await words('erasable')).toBe(0)
      expect(await rowsOf(uid)).toEqual([])
    })

    test('[ADM-privacy] what is too old is found no more', async () => {
      const uid = await world.makeVisitor()
      await saveProfile(world.database, uid, { name: 'Oldname' }, clock.now())
      const { cid } = await says(uid, text('oldword'))
      await world.services.writer.submit({
        companyId,
        uid,
        intent: { kind: 'end', by: { role: 'visitor', id: uid }, cid }
      })
      expect(await find('oldword')).toHaveLength(1)
      expect(await people('oldname')).toHaveLength(1)
      const privacy = await privacyOf(world.database, companyId)
      await savePrivacy(world.database, companyId, { ...privacy, conversations: 30 })
      await clock.advance(31 * DAY)
      await world.services.retention.sweep()
      await savePrivacy(world.database, companyId, privacy)
      expect((await findTimeline(world.database, uid))!.profile).toEqual({})
      expect(await rowsOf(uid)).toEqual([])
      expect(await find('oldword')).toEqual([])
      expect(await people('oldname')).toEqual([])
    })

    test('[ADM-privacy] a number that is shown masked is not found by itself, and what is around it is shown masked', async () => {
      const uid = await world.makeVisitor()
      await says(uid, text('maskedword 4111 1111 1111 1111'))
      expect(await find('maskedword', { isMasked: true })).toEqual(['maskedword **** **** **** 1111'])
      expect(await find('maskedword 4111', { isMasked: true })).toEqual([])
      expect(await find('maskedword 4111')).toHaveLength(1)
    })
  })
}
