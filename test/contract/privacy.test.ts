import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import type { Privacy } from '#protocol/api/privacy'
import type { Content } from '#protocol/entry'
import { contextOf } from '#server/admin/local'
import { erasePerson } from '#server/privacy/erase'
import { entriesAfter } from '#server/store/entries'
import { saveFile } from '#server/store/files'
import { PERSONAL, personalRows, type PersonalRow } from '#server/store/personal'
import { privacyOf, savePrivacy } from '#server/store/privacy'
import { noteUnknown, createRobot } from '#server/store/robots'
import { saveTicket, setTicketStatus } from '#server/store/tickets'
import { findTimeline, saveProfile, createTimeline, uidOfSecret } from '#server/store/timelines'
import { addPoints, joinVisit } from '#server/store/visits'
import { createSecret } from '#server/secrets'
import { createFakeClock } from '#test/kit/clock'
import { startPostgres } from '#test/kit/postgres'
import { createWorld, type World } from '#test/kit/world'

const DAY = 86_400_000

let stop: (() => Promise<void>) | undefined
privacyContract('SQLite', async () => undefined)
privacyContract('PostgreSQL', async () => {
  const postgres = await startPostgres()
  stop = postgres.stop
  return await postgres.createDatabase('privacy')
})
afterAll(() => stop?.())

function privacyContract(name: string, url: () => Promise<string | undefined>) {
  describe(`privacy on ${name}`, () => {
    const clock = createFakeClock(1_700_000_000_000)
    let world: World
    let companyId: string
    let count = 0

    beforeAll(async () => {
      const databaseUrl = await url()
      world = await createWorld({ clock, ...(databaseUrl ? { databaseUrl } : {}) })
      companyId = world.company.id
    })
    afterAll(() => world.close())

    const contents = async (uid: string) =>
      (await entriesAfter(world.database.read, uid, 0, 1_000)).map(({ content }) => content)
    const kinds = async (uid: string) => (await contents(uid)).map(({ kind }) => kind)

    async function say(uid: string, content: Content) {
      const outcome = await world.services.writer.submit({
        companyId,
        uid,
        intent: { kind: 'send', by: { role: 'visitor', id: uid }, clientId: `c${++count}`, content }
      })
      if (!outcome.ok) throw new Error(outcome.why)
      return outcome.entry!
    }
    const end = (uid: string, cid: string) =>
      world.services.writer.submit({
        companyId,
        uid,
        intent: { kind: 'end', by: { role: 'system', id: 'system' }, cid }
      })
    const answer = (uid: string, text: string) =>
      world.services.writer.submit({
        companyId,
        uid,
        intent: {
          kind: 'send',
          by: { role: 'agent', id: 'a', name: 'Ann', rank: 'admin' },
          clientId: `c${++count}`,
          content: { kind: 'text', text }
        }
      })
    const keep = async (given: Partial<Privacy>) =>
      savePrivacy(world.database, companyId, {
        ...(await privacyOf(world.database, companyId)),
        conversations: null,
        visits: null,
        tickets: null,
        deliveries: null,
        audit: null,
        ...given
      })

    async function upload(uid: string): Promise<Extract<Content, { kind: 'file' }>> {
      const id = `f${String(++count).padStart(23, '0')}`
      const file = { id, name: 'passport.pdf', type: 'application/pdf', size: 3 }
      await saveFile(
        world.database,
        { ...file, companyId, uid, uploadedBy: uid, width: null, height: null },
        clock.now()
      )
      await world.services.files.save(id, Buffer.from('abc'))
      return { kind: 'file', file: { ...file, url: '' } }
    }
    const bytesOf = async (id: string) => (await world.services.files.read(id))?.size

    async function ticket(uid: string, fileId: string | null = null) {
      const id = await saveTicket(
        world.database,
        {
          companyId,
          uid,
          formId: `form-${++count}`,
          name: 'Ding',
          email: 'ding@example.com',
          phone: '',
          content: 'Where is my kettle?',
          template: '',
          group: '',
          fileId,
          fields: {},
          log: []
        },
        clock.now()
      )
      return id!
    }

    test('[ADM-privacy] everything that belongs to a visitor is in the table that export and erasure read', async () => {
      const { read } = world.database
      const found =
        world.database.kind === 'sqlite'
          ? await sql<{ name: string }>`
              select m.name from sqlite_master m, pragma_table_info(m.name) c
              where m.type = 'table' and c.name = 'uid'`.execute(read)
          : await sql<{ name: string }>`
              select table_name as name from information_schema.columns
              where column_name = 'uid' and table_schema = current_schema()`.execute(read)
      expect(found.rows.map(({ name }) => name).toSorted()).toEqual(Object.keys(PERSONAL).toSorted())
    })

    test('[ADM-privacy] what is too old goes from ended conversations, and leaves a timeline without a hole', async () => {
      const uid = await world.makeVisitor()
      const picture = await upload(uid)
      const { cid } = await say(uid, { kind: 'text', text: 'an old secret' })
      await say(uid, picture)
      await say(uid, { kind: 'rating', score: 4, comment: 'old words' }).catch(() => {})
      await answer(uid, 'an old answer')
      await end(uid, cid)
      await saveProfile(world.database, uid, { name: 'Ding' }, clock.now())
      const openUid = await world.makeVisitor()
      await say(openUid, { kind: 'text', text: 'still open' })
      await clock.advance(10 * DAY)
      const later = await say(uid, { kind: 'text', text: 'something new' })
      await end(uid, later.cid)

      await keep({ conversations: 30 })
      await clock.advance(20 * DAY - 1_000)
      await world.services.retention.sweep()
      expect(JSON.stringify(await contents(uid))).toContain('an old secret')

      await clock.advance(2 * 3_600_000)
      await world.services.retention.sweep()
      const left = await contents(uid)
      expect(JSON.stringify(left)).not.toMatch(/old secret|old words|old answer|passport/)
      expect(JSON.stringify(left)).toContain('something new')
      expect(left.filter(({ kind }) => kind === 'void').length).toBe(3)
      const entries = await entriesAfter(world.database.read, uid, 0, 100)
      expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, i) => i + 1))
      expect(await bytesOf(picture.file.id)).toBe(undefined)
      expect((await findTimeline(world.database, uid))!.profile).toEqual({})
      expect(JSON.stringify(await contents(openUid))).toContain('still open')
    })

    test('[ADM-privacy] what staff writes after the end keeps the conversation until that is too old as well', async () => {
      await keep({ conversations: null })
      const uid = await world.makeVisitor()
      const { cid } = await say(uid, { kind: 'text', text: 'a question' })
      await end(uid, cid)
      await keep({ conversations: 5 })
      await clock.advance(4 * DAY)
      await answer(uid, 'a late answer')
      await clock.advance(2 * DAY)
      await world.services.retention.sweep()
      expect(JSON.stringify(await contents(uid))).toContain('a question')
      await clock.advance(4 * DAY)
      await world.services.retention.sweep()
      expect(JSON.stringify(await contents(uid))).not.toMatch(/question|answer/)
      // Emptied, and written to once more
      await answer(uid, 'a later answer')
      await clock.advance(6 * DAY)
      await world.services.retention.sweep()
      expect(JSON.stringify(await contents(uid))).not.toMatch(/later answer/)
    })

    test(
      '[ADM-privacy] more than a portion goes, of every kind that is kept for a time',
      { timeout: 120_000 },
      async () => {
        const { database, services } = world
        const uid = await world.makeVisitor()
        let cid = ''
        const lines = Array.from({ length: 230 }, (_, i) => say(uid, { kind: 'text', text: `line ${i}` }))
        for (const entry of await Promise.all(lines)) cid = entry.cid
        await end(uid, cid)
        await Promise.all(
          Array.from({ length: 60 }, async () => {
            const other = await world.makeVisitor()
            await end(other, (await say(other, { kind: 'text', text: 'short' })).cid)
          })
        )
        await database.write
          .insertInto('audit')
          .values(
            Array.from({ length: 250 }, (_, i) => ({
              id: `0${String(count * 1_000 + i).padStart(23, '0')}`,
              company_id: companyId,
              at: clock.now(),
              by_kind: 'agent' as const,
              by_id: 'a',
              by_name: 'Ann',
              action: 'x',
              target: '',
              given: '{}'
            }))
          )
          .execute()
        for (let i = 0; i < 3; i++)
          await services.deliveries.add({ companyId, kind: 'mail', ref: 'r', payload: { to: 'x' } })
        await database.write.updateTable('delivery').set({ state: 'failed', done_at: clock.now() }).execute()
        await addPoints(
          database,
          Array.from({ length: 220 }, (_, i) => ({
            visitId: `v${i % 110}`,
            companyId,
            kind: 'view' as const,
            pages: { page: { url: 'https://shop.example/' } },
            at: clock.now()
          }))
        )
        const [open, closed] = [await ticket(uid), await ticket(uid, (await upload(uid)).file.id)]
        await setTicketStatus(database, closed, 'closed')
        await keep({ conversations: 1, visits: 1, tickets: 1, deliveries: 1, audit: 1 })
        await clock.advance(DAY + 1)
        await services.retention.sweep()

        expect(await kinds(uid)).not.toContain('text')
        const rows = async (table: 'audit' | 'delivery' | 'visit' | 'track_point') =>
          (await database.read.selectFrom(table).selectAll().where('company_id', '=', companyId).execute())
            .length
        for (const table of ['audit', 'delivery', 'visit', 'track_point'] as const)
          expect([table, await rows(table)]).toEqual([table, 0])
        const tickets = await database.read.selectFrom('ticket').select('id').where('uid', '=', uid).execute()
        expect(tickets).toEqual([{ id: open }])
        const texts = await database.read
          .selectFrom('conversation')
          .select('cid')
          .where('company_id', '=', companyId)
          .where('status', '=', 'ended')
          .where('cleared_at', 'is', null)
          .execute()
        expect(texts).toEqual([])
      }
    )

    test('[ADM-privacy] one process at a time looks at a company, and once an hour', async () => {
      const uid = await world.makeVisitor()
      await keep({ conversations: 1 })
      await world.services.retention.sweep()
      await end(uid, (await say(uid, { kind: 'text', text: 'waits for the hour' })).cid)
      await clock.advance(3_500_000)
      await world.services.retention.sweep()
      const claims = await Promise.all(
        Array.from({ length: 5 }, () => world.services.retention.sweep().then(() => true))
      )
      expect(claims.length).toBe(5)
      expect(await kinds(uid)).toContain('text')
    })

    /** A visitor of whom there is everything that is stored. */
    async function known(partnerid: string) {
      const { database } = world
      const secret = createSecret()
      const uid = await createTimeline(database, { companyId, secret, partnerid }, clock.now())
      await saveProfile(database, uid, { name: 'Ding', claims: { tel: '13800138000' } }, clock.now())
      const file = await upload(uid)
      await say(uid, { kind: 'text', text: 'where is my private kettle' })
      const { cid } = await say(uid, file)
      await answer(uid, 'with a private neighbour')
      await end(uid, cid)
      await say(uid, { kind: 'rating', score: 5, comment: 'private praise' })
      await addPoints(database, [
        {
          visitId: `of ${uid}`,
          companyId,
          kind: 'view',
          pages: { page: { url: 'https://shop.example/private' } },
          at: clock.now()
        }
      ])
      await joinVisit(database, { visitId: `of ${uid}`, companyId, uid })
      const id = await ticket(uid)
      await world.services.deliveries.add({
        companyId,
        kind: 'mail',
        ref: id,
        payload: { text: 'private mail' }
      })
      await world.services.deliveries.add({
        companyId,
        kind: 'hook',
        ref: 'hook',
        payload: { data: { visitor: uid, entry: 'private call' } }
      })
      const robot = await createRobot(database, { companyId, name: 'Robot' }, clock.now())
      await noteUnknown(database, { id: robot.id, companyId }, 'where is my private kettle', clock.now())
      return { uid, secret, file, robot }
    }

    const erase = (uid: string) => erasePerson(contextOf(world.services), companyId, uid)

    /** All that is in the database, as text. */
    async function everything(): Promise<string> {
      const tables = [...Object.keys(PERSONAL), 'delivery', 'robot_unknown', 'audit'] as const
      const texts = []
      for (const table of tables)
        texts.push(
          JSON.stringify((await sql`select * from ${sql.table(table)}`.execute(world.database.read)).rows)
        )
      return texts.join('\n')
    }

    test('[ADM-privacy] an export holds everything that is stored of a person, and nothing of another', async () => {
      const { uid } = await known('export-me')
      await known('another-one')
      const rows: PersonalRow[] = []
      for await (const portion of personalRows(world.database, uid)) rows.push(...portion)
      const counts = Object.groupBy(rows, ({ record }) => record)
      expect(Object.fromEntries(Object.entries(counts).map(([kind, all]) => [kind, all.length]))).toEqual({
        timeline: 1,
        credential: 1,
        conversation: 1,
        entry: 7,
        file: 1,
        ticket: 1,
        track_point: 1,
        visit: 1,
        delivery: 2
      })
      expect(counts.timeline![0]).toMatchObject({ partnerid: 'export-me', profile: { name: 'Ding' } })
      expect(counts.entry![1]).toMatchObject({
        seq: 2,
        content: { kind: 'text', text: 'where is my private kettle' }
      })
      expect(JSON.stringify(rows)).not.toMatch(/another-one|hash|company/i)
    })

    test('[ADM-privacy] erasing leaves empty places and counts; once more is no harm', async () => {
      const { uid, secret, file } = await known('erase-me')
      const { cid } = await say(uid, { kind: 'text', text: 'a private conversation that is open' })
      const before = await entriesAfter(world.database.read, uid, 0, 100)
      expect(await erase(uid)).toEqual({ conversations: 2, messages: 5, files: 1, tickets: 1, visits: 1 })

      // The other visitors of these tests have such words, too
      expect(await everything()).not.toContain('erase-me')
      for (const other of await othersThan(uid)) await erase(other)
      expect(await everything()).not.toMatch(/private|Ding|13800138000|passport/)
      expect(await bytesOf(file.file.id)).toBe(undefined)
      expect(await uidOfSecret(world.database, companyId, secret, { partnerid: 'erase-me' })).toBe(undefined)

      const after = await entriesAfter(world.database.read, uid, 0, 100)
      expect(after.map(({ seq }) => seq)).toEqual(after.map((_, i) => i + 1))
      expect(after.slice(0, before.length).map(({ id }) => id)).toEqual(before.map(({ id }) => id))
      expect(after.slice(before.length).map(({ content }) => content)).toEqual([
        { kind: 'ended', by: 'system' },
        { kind: 'erased', upTo: before.length }
      ])
      expect(after.find(({ content }) => content.kind === 'rating')!.content).toEqual({
        kind: 'rating',
        score: 5
      })
      expect(after.at(-1)!.cid).toBe(cid)
      expect(await erase(uid)).toEqual({ conversations: 2, messages: 0, files: 0, tickets: 0, visits: 0 })
      expect(await entriesAfter(world.database.read, uid, 0, 100)).toEqual(after)
    })

    async function othersThan(uid: string) {
      const rows = await world.database.read
        .selectFrom('timeline')
        .select('uid')
        .where('company_id', '=', companyId)
        .where('uid', '<>', uid)
        .execute()
      return rows.map(row => row.uid)
    }

    test('[ADM-privacy] a retry of a message that was erased gets the empty place back, and who writes on is kept', async () => {
      const uid = await world.makeVisitor()
      const sent = await say(uid, { kind: 'text', text: 'once' })
      await erase(uid)
      const again = await world.services.writer.submit({
        companyId,
        uid,
        intent: {
          kind: 'send',
          by: { role: 'visitor', id: uid },
          clientId: sent.clientId!,
          content: { kind: 'text', text: 'once' }
        }
      })
      expect(again).toMatchObject({
        ok: true,
        repeated: true,
        entry: { seq: sent.seq, content: { kind: 'void' } }
      })
      await say(uid, { kind: 'text', text: 'afterwards' })
      expect(JSON.stringify(await contents(uid))).toContain('afterwards')
      await erase(uid)
      expect(JSON.stringify(await contents(uid))).not.toContain('afterwards')
    })

    test('[ADM-privacy] nobody of another company is exported or erased', async () => {
      const foreign = await world.makeCompany(`${'0'.repeat(30)}${name.length}9`, 'Foreign')
      const uid = await world.makeVisitor(foreign.id)
      await expect(erase(uid)).rejects.toMatchObject({ code: 'not-found' })
    })
  })
}
