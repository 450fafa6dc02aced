import type { Receipt } from '#protocol/desk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Op, Outcome } from '#server/store/commit'
import { commitBatch } from '#server/store/commit'
import { entriesAfter, entriesBefore } from '#server/store/entries'
import { blockedOf, isBlocked } from '#server/store/blocks'
import { changesAfter, inboxOf, routeOf, summariesOf } from '#server/store/inbox'
import { forgetPoints } from '#server/store/retention'
import { createReply, findReply, removeReply, repliesOf, saveReply } from '#server/store/replies'
import { LIMITS } from '#protocol/limits'
import { addEnquiry, addPoints, joinVisit, pointsOf } from '#server/store/visits'
import { findTicket, saveTicket, setTicketAnswer, setTicketStatus, ticketsOf } from '#server/store/tickets'
import {
  createRobot,
  faqsOf,
  findRobot,
  noteUnknown,
  putFaqs,
  robotsOf,
  saveRobot,
  unknownOf,
  type Faq
} from '#server/store/robots'
import { advanceReceipts, findTimeline, saveProfile } from '#server/store/timelines'
import {
  agentOfSession,
  createAgentSession,
  createSignInLink,
  setPassword,
  useSignInLink
} from '#server/store/agents'
import { createFakeClock } from '#test/kit/clock'
import { createWorld, type World } from '#test/kit/world'

/** What every database has to keep. `url` gives an empty database, or undefined for SQLite. */
export function storeContract(name: string, url: () => Promise<string | undefined>) {
  describe(`store on ${name}`, () => {
    const clock = createFakeClock(1_700_000_000_000)
    let world: World
    let second: World

    beforeAll(async () => {
      const databaseUrl = await url()
      world = await createWorld({ clock, ...(databaseUrl ? { databaseUrl } : {}) })
      second = await createWorld({
        clock,
        sysnum: '0'.repeat(31) + '2',
        ...(databaseUrl ? { databaseUrl } : {})
      })
    })
    afterAll(async () => {
      await world.close()
      await second.close()
    })

    const send = (uid: string, clientId: string, text = clientId): Op => ({
      companyId: world.company.id,
      uid,
      intent: { kind: 'send', by: { role: 'visitor', id: uid }, clientId, content: { kind: 'text', text } }
    })
    const stored = (uid: string) => entriesAfter(world.database.read, uid, 0, 1_000)
    const texts = async (uid: string) =>
      (await stored(uid)).flatMap(({ content }) => (content.kind === 'text' ? [content.text] : []))

    test('[ST1] gives a dense seq under 50 parallel sends', async () => {
      const uid = await world.makeVisitor()
      await Promise.all(
        Array.from({ length: 50 }, (_, i) => world.services.writer.submit(send(uid, `p${i}`)))
      )
      const entries = await stored(uid)
      expect(entries.map(entry => entry.seq)).toEqual(Array.from({ length: 51 }, (_, i) => i + 1))
      expect(entries[0]!.content.kind).toBe('started')
    })

    /** An agent who holds a conversation of this visitor, and what they do. */
    async function served(uid: string) {
      const by = { role: 'agent', id: `agent of ${uid}`, name: 'Ann' } as const
      const act = (intent: Op['intent']): Promise<Outcome> =>
        world.services.writer.submit({ companyId: world.company.id, uid, intent })
      const begun = await world.services.writer.submit(send(uid, 'first'))
      const cid = begun.ok ? begun.entry!.cid : ''
      await act({ kind: 'accept', by, cid })
      const rows = async () => (await summariesOf(world.database, [cid]))[0]!
      return { by, cid, act, rows }
    }

    test('[RV1] a recalled message is void for good, its retry too, and what is last in an inbox is it', async () => {
      const uid = await world.makeVisitor()
      const { by, act, rows } = await served(uid)
      const says = (clientId: string) =>
        act({ kind: 'send', by, clientId, content: { kind: 'text', text: clientId } })
      const said = await says('slip')
      const seq = said.ok ? said.entry!.seq : 0
      const recall = { kind: 'recall', by, seq, now: clock.now() } as const
      const [once, twice] = await Promise.all([act(recall), act(recall)])
      expect([once, twice].map(outcome => outcome.ok && outcome.entries.length).sort()).toEqual([0, 1])
      const entries = await stored(uid)
      expect(entries[seq - 1]).toMatchObject({ seq, clientId: 'slip', content: { kind: 'void' } })
      expect(entries.at(-1)).toMatchObject({ seq: seq + 1, content: { kind: 'recalled', seq } })
      expect(await says('slip')).toMatchObject({
        ok: true,
        repeated: true,
        entry: { content: { kind: 'void' } }
      })
      expect((await rows()).last).toMatchObject({ seq, content: { kind: 'void' } })
      const changes = await changesAfter(world.database, world.company.id, 0, 10_000)
      expect(changes.findLast(change => change.uid === uid)!.kind).toBe('status')
    })

    test('[IV1] [IV4] guests, groups and blocks are what the next one finds', async () => {
      const uid = await world.makeVisitor()
      const { by, cid, act, rows } = await served(uid)
      const agent = { id: 'guest', name: 'Bo' }
      await act({ kind: 'add-agent', by, cid, agent })
      expect(await rows()).toMatchObject({ guests: ['guest'], agentId: by.id })
      await act({ kind: 'transfer', by, cid, to: { kind: 'group', id: 'g1', name: 'Teapots' }, note: 'n' })
      const queued = await rows()
      expect(queued).toMatchObject({ status: 'queued', agentId: null, groupId: 'g1' })
      expect(queued.guests).toBeUndefined()
      expect(await routeOf(world.database, world.company.id, cid)).toMatchObject({
        groupId: 'g1',
        route: { by: 'transfer', from: 'Ann' }
      })
      expect(await routeOf(world.database, second.company.id, cid)).toBeUndefined()
      const now = clock.now()
      for (const until of [Infinity, now + 5_000]) {
        await act({ kind: 'block', by, until, reason: 'spam' })
        const found = await blockedOf(world.database, world.company.id, { now, limit: 10 })
        expect(found).toContainEqual(
          expect.objectContaining({
            uid,
            until: until === Infinity ? null : until,
            reason: 'spam',
            by: by.id
          })
        )
        expect(await isBlocked(world.database, uid, now)).toBe(true)
        expect(await world.services.writer.submit(send(uid, `no ${until}`))).toMatchObject({
          ok: false,
          code: 'visitor-blocked'
        })
      }
      expect(await isBlocked(world.database, uid, now + 5_000)).toBe(false)
      await act({ kind: 'unblock', by })
      expect(await blockedOf(second.database, second.company.id, { now, limit: 10 })).toEqual([])
      expect(await world.services.writer.submit(send(uid, 'again'))).toMatchObject({ ok: true })
    })

    test('[WB-talk] canned replies are the agent’s own or the company’s', async () => {
      const [ann, bo] = [await world.makeAgent('replies-ann'), await world.makeAgent('replies-bo')]
      const owner = ({ id }: typeof ann) => ({ companyId: world.company.id, agentId: id })
      const draft = { isShared: false, folder: 'f', shortcut: 's', title: 't', body: 'b' }
      const own = (await createReply(world.database, owner(ann), draft, 1))!
      const shared = (await createReply(world.database, owner(ann), { ...draft, isShared: true }, 1))!
      const ids = async (agent: typeof ann) =>
        (await repliesOf(world.database, owner(agent))).map(({ id }) => id).sort()
      expect([await ids(ann), await ids(bo)]).toEqual([[own, shared].sort(), [shared]])
      await saveReply(world.database, owner(ann), { ...draft, id: own, body: 'other' }, 2)
      expect(await findReply(world.database, owner(ann), own)).toEqual({ ...draft, id: own, body: 'other' })
      await removeReply(world.database, second.company.id, own)
      await removeReply(world.database, world.company.id, shared)
      expect([await ids(ann), await ids(bo)]).toEqual([[own], []])
    })

    test('[LM3] a form is one ticket, listed newest first and to its own company alone', async () => {
      const uid = await world.makeVisitor()
      const leave = (formId: string, content: string, at: number) =>
        saveTicket(
          world.database,
          {
            companyId: world.company.id,
            uid,
            formId,
            name: '',
            email: 'a@b.example',
            phone: '',
            content,
            template: '',
            group: '',
            fileId: null,
            fields: {},
            log: []
          },
          at
        )
      await Promise.all([leave('f1', 'older', 1_000), leave('f1', 'older', 1_000)])
      await leave('f2', 'newer', 2_000)
      const list = async (status: 'open' | 'closed', { company } = world) =>
        (await ticketsOf(world.database, company.id, { status, limit: 10 })).items.map(
          ({ content }) => content
        )
      expect(await list('open')).toEqual(['newer', 'older'])
      const { items, next } = await ticketsOf(world.database, world.company.id, { status: 'open', limit: 1 })
      const [newer] = items
      expect(next).toBe(newer!.id)
      expect(newer).toMatchObject({ uid, createdAt: 2_000, answer: null, answeredAt: null })
      await setTicketAnswer(world.database, newer!.id, { text: 'yes', by: 'ann' }, 3_000)
      await setTicketStatus(world.database, newer!.id, 'closed')
      expect([await list('open'), await list('closed')]).toEqual([['older'], ['newer']])
      expect(await findTicket(world.database, world.company.id, newer!.id)).toMatchObject({
        answer: 'yes',
        answeredAt: 3_000
      })
      expect(await list('open', second)).toEqual([])
      expect(await findTicket(world.database, second.company.id, newer!.id)).toBeUndefined()
    })

    const makeRobot = (name: string, company = world.company) =>
      createRobot(world.database, { companyId: company.id, name }, clock.now())
    const entry = (code: string, rest: Partial<Faq> = {}): Faq => ({
      code,
      question: `${code}?`,
      phrasings: [],
      answer: `${code}!`,
      group: '',
      isGuide: false,
      ...rest
    })

    test('[BOT-faq] robots are numbered for each company, and nobody sees another company’s', async () => {
      const [one, two] = [await makeRobot('One'), await makeRobot('Two')]
      const other = await world.makeCompany('0'.repeat(31) + '3', 'Other')
      const theirs = await makeRobot('Theirs', other)
      expect([one.number, two.number, theirs.number]).toEqual([1, 2, 1])
      expect(await robotsOf(world.database, world.company.id)).toEqual([one, two])
      expect(await findRobot(world.database, other.id, 1)).toEqual(theirs)
      expect(await findRobot(world.database, other.id, 2)).toBeUndefined()
      const settings = { thresholds: { answer: 0.9, second: 0.5, suggest: 0.1 }, manualAfter: 3 }
      await saveRobot(world.database, { id: one.id, name: 'Uno', settings })
      expect(await findRobot(world.database, world.company.id, 1)).toEqual({
        ...one,
        name: 'Uno',
        settings,
        revision: 1
      })
    })

    test('[BOT-import] entries are added in their order, and a known one is replaced in its place', async () => {
      const robot = await makeRobot('Importer')
      const many = Array.from({ length: 120 }, (_, i) => entry(`n${i}`))
      await putFaqs(world.database, robot, many, clock.now())
      const changed = entry('n3', {
        question: '多久发货',
        phrasings: ['几天发', '啥时候发'],
        answer: '明天',
        group: '配送',
        isGuide: true
      })
      const after = (await findRobot(world.database, world.company.id, robot.number))!
      await putFaqs(world.database, robot, [changed, entry('last', { group: '订单' })], clock.now())
      const stored = await faqsOf(world.database, robot)
      expect(stored.map(({ code }) => code)).toEqual([...many.map(({ code }) => code), 'last'])
      expect(stored[3]).toEqual({ ...changed, id: stored[3]!.id, groupNumber: 1 })
      expect(stored.at(-1)).toMatchObject({ group: '订单', groupNumber: 2 })
      expect(stored[0]).toMatchObject({ ...many[0], groupNumber: null })
      const last = (await findRobot(world.database, world.company.id, robot.number))!
      expect(after.revision).toBeGreaterThan(robot.revision)
      expect(last.revision).toBeGreaterThan(after.revision)
    })

    test('[BOT-faq] of unknown questions the newest thousand are kept, by how often they were asked', async () => {
      const robot = await makeRobot('Learner')
      const note = (words: string, at: number) => noteUnknown(world.database, robot, words, at)
      await Promise.all([note('often', 5_000), note('often', 5_001), note('often', 5_002)])
      for (let i = 0; i < 1_001; i++) await note(`q${i}`, i)
      const all = await unknownOf(world.database, robot, 2_000)
      expect(all.length).toBe(1_000)
      expect(all.slice(0, 2)).toMatchObject([
        { words: 'often', asked: 3 },
        { words: 'q1000', asked: 1 }
      ])
      expect(all.at(-1)).toEqual({ words: 'q2', asked: 1, askedAt: 2 })
    })

    test('[BOT-import] two imports at once make no group and no entry twice', async () => {
      const robot = await makeRobot('Raced')
      const put = (answer: string) =>
        putFaqs(
          world.database,
          robot,
          ['a', 'b', 'c'].map(code => entry(code, { answer, group: code === 'c' ? 'C' : 'AB' })),
          clock.now()
        )
      await Promise.all([put('one'), put('two')])
      const stored = await faqsOf(world.database, robot)
      expect(stored.map(({ code, group }) => [code, group])).toEqual([
        ['a', 'AB'],
        ['b', 'AB'],
        ['c', 'C']
      ])
      expect(new Set(stored.map(({ answer }) => answer)).size).toBe(1)
    })

    test('[ST1] gives a dense desk_seq over all timelines of a company', async () => {
      const uids = await Promise.all([world.makeVisitor(), world.makeVisitor(), world.makeVisitor()])
      await Promise.all(
        uids.flatMap(uid => ['a', 'b', 'c'].map(id => world.services.writer.submit(send(uid, id))))
      )
      const changes = await changesAfter(world.database, world.company.id, 0, 10_000)
      expect(changes.map(change => change.deskSeq)).toEqual(changes.map((_, i) => i + 1))
    })

    test('[ST3] returns the stored entry for a repeated clientId, in the same batch and a year later', async () => {
      const uid = await world.makeVisitor()
      const twice = await commitBatch(
        world.database,
        [send(uid, 'same', 'first'), send(uid, 'same', 'second')],
        clock.now()
      )
      await clock.advance(365 * 86_400_000)
      const [later] = await commitBatch(world.database, [send(uid, 'same', 'third')], clock.now())
      expect([...twice, later!].map(entryOf)).toEqual([
        entryOf(twice[0]!),
        entryOf(twice[0]!),
        entryOf(twice[0]!)
      ])
      expect(await texts(uid)).toEqual(['first'])
    })

    test('[ST3] stores once what two processes get at the same time', async () => {
      if (world.database.kind === 'sqlite') return
      const uid = await world.makeVisitor()
      const op = send(uid, 'raced')
      await Promise.all(
        [world, second, world, second].map(one => commitBatch(one.database, [op], clock.now()))
      )
      expect(await texts(uid)).toEqual(['raced'])
    })

    test('[ST2] two processes at once leave no gap and no deadlock', async () => {
      if (world.database.kind === 'sqlite') return
      const uids = await Promise.all(Array.from({ length: 6 }, () => world.makeVisitor()))
      const batches = Array.from({ length: 40 }, (_, i) =>
        uids.toSorted(() => (i % 2 ? 1 : -1)).map((uid, j) => send(uid, `x${i}-${j}`))
      )
      await Promise.all(
        batches.map((batch, i) => commitBatch((i % 2 ? world : second).database, batch, clock.now()))
      )
      for (const uid of uids)
        expect((await stored(uid)).map(entry => entry.seq)).toEqual(
          Array.from({ length: 41 }, (_, i) => i + 1)
        )
      const changes = await changesAfter(world.database, world.company.id, 0, 10_000)
      expect(changes.map(change => change.deskSeq)).toEqual(changes.map((_, i) => i + 1))
    })

    test('[ST4] a refused intent changes nothing and leaves its neighbours alone', async () => {
      const uid = await world.makeVisitor()
      const stranger: Op = { ...send(uid, 'stranger'), companyId: second.company.id }
      const outcomes = await commitBatch(
        world.database,
        [send(uid, 'one'), stranger, send(uid, 'two')],
        clock.now()
      )
      expect(outcomes.map(outcome => outcome.ok)).toEqual([true, false, true])
      expect(await texts(uid)).toEqual(['one', 'two'])
    })

    test('[QU1] of two agents who accept at once, one holds the conversation and one is told', async () => {
      const [ann, bo] = [await world.makeAgent('ann'), await world.makeAgent('bo')]
      const uid = await world.makeVisitor()
      await world.services.writer.submit(send(uid, 'hello'))
      const cid = (await stored(uid))[0]!.cid
      const accept = (id: string, name: string): Op => ({
        companyId: world.company.id,
        uid,
        intent: { kind: 'accept', by: { role: 'agent', id, name }, cid }
      })
      const outcomes = await Promise.all([
        commitBatch(world.database, [accept(ann.id, 'ann')], clock.now()),
        commitBatch(world.database, [accept(bo.id, 'bo')], clock.now())
      ])
      expect(
        outcomes
          .flat()
          .map(outcome => outcome.ok)
          .sort()
      ).toEqual([false, true])
      const [summary] = (await inboxOf(world.database, world.company.id)).filter(one => one.cid === cid)
      expect(summary).toMatchObject({ status: 'active', unread: 1, last: { content: { text: 'hello' } } })
    })

    test('[WB-inbox] says since when a conversation is as it is: waiting counts anew when it was given back', async () => {
      const ann = await world.makeAgent(`ann-${clock.now()}`)
      const uid = await world.makeVisitor()
      const by = { role: 'agent' as const, id: ann.id, name: 'ann' }
      const commit = (op: Op) => commitBatch(world.database, [op], clock.now())
      const statusAt = async () =>
        (await inboxOf(world.database, world.company.id)).find(one => one.uid === uid)?.statusAt
      const startedAt = clock.now()
      await commit(send(uid, 'one'))
      const { cid } = (await stored(uid))[0]!
      const act = (kind: 'accept' | 'release' | 'end'): Op => ({
        companyId: world.company.id,
        uid,
        intent: { kind, by, cid }
      })
      await clock.advance(60_000)
      await commit(send(uid, 'still waiting'))
      expect(await statusAt()).toBe(startedAt)
      for (const kind of ['accept', 'release', 'end'] as const) {
        await clock.advance(60_000)
        await commit(act(kind))
        await clock.advance(60_000)
        if (kind !== 'end') await commit(send(uid, `after ${kind}`))
        expect([kind, await statusAt()]).toEqual([kind, clock.now() - 60_000])
      }
    })

    test('[WB-inbox] says how a visitor can be reached, as far as the page has told', async () => {
      const uid = await world.makeVisitor()
      await commitBatch(world.database, [send(uid, 'hello')], clock.now())
      const summary = async () =>
        (await inboxOf(world.database, world.company.id)).find(one => one.uid === uid)
      expect(await summary()).toMatchObject({ name: '', phone: '', email: '' })
      const claims = { tel: '138-0013-8000', email: 'x'.repeat(2_000), vip: '1' }
      await saveProfile(world.database, uid, { name: 'Ding', claims }, clock.now())
      expect(await summary()).toMatchObject({ name: 'Ding', phone: '138-0013-8000', email: 'x'.repeat(200) })
    })

    test('[TL1] reads forward from a seq and backward before one', async () => {
      const uid = await world.makeVisitor()
      await commitBatch(
        world.database,
        Array.from({ length: 9 }, (_, i) => send(uid, `m${i}`)),
        clock.now()
      )
      const seqs = (entries: { seq: number }[]) => entries.map(entry => entry.seq)
      expect(seqs(await entriesAfter(world.database.read, uid, 7, 2))).toEqual([8, 9])
      expect(seqs(await entriesBefore(world.database.read, uid, 4, 2))).toEqual([2, 3])
    })

    test('[RC1] a receipt moves forward only, never past the head, and read implies delivered', async () => {
      const uid = await world.makeVisitor()
      await commitBatch(world.database, [send(uid, 'one'), send(uid, 'two')], clock.now())
      const advance = async (upTo: Receipt) =>
        (await advanceReceipts(world.database, [{ uid, role: 'agent', upTo }]))[0]?.receipt
      expect(await advance({ delivered: 0, read: 2 })).toEqual({
        delivered: 2,
        read: 2
      })
      expect(await advance({ delivered: 1, read: 0 })).toBeUndefined()
      expect(await advance({ delivered: 0, read: 1_000 })).toEqual({
        delivered: 3,
        read: 3
      })
      expect((await findTimeline(world.database, uid))?.receipts.agent).toEqual({ delivered: 3, read: 3 })
    })

    test('a one-time link works once, and not after a day', async () => {
      const agent = await world.makeAgent('link')
      const link = await createSignInLink(world.database, agent, clock.now())
      expect(await useSignInLink(world.database, link, clock.now())).toBe(agent.id)
      expect(await useSignInLink(world.database, link, clock.now())).toBeUndefined()
      const old = await createSignInLink(world.database, agent, clock.now() - 86_400_001)
      expect(await useSignInLink(world.database, old, clock.now())).toBeUndefined()
    })

    test('a new password ends the sessions of the account (CVE-2021-3740)', async () => {
      const agent = await world.makeAgent('renewed')
      const secret = await createAgentSession(world.database, agent, 'test', clock.now())
      expect((await agentOfSession(world.database, secret, clock.now()))?.id).toBe(agent.id)
      await setPassword(world.database, agent.id, 'argon2id$x$y')
      expect(await agentOfSession(world.database, secret, clock.now())).toBeUndefined()
    })

    const point = (visitId: string, at: number, url = 'https://shop.example/') => ({
      visitId,
      companyId: world.company.id,
      kind: 'view' as const,
      pages: { page: { url } },
      at
    })

    test('[VS2] of a visit the newest points are kept; what comes after a pause is a landing', async () => {
      const uid = await world.makeVisitor()
      const { database, company } = world
      const start = clock.now()
      for (let i = 0; i < 3; i++)
        await addPoints(
          database,
          Array.from({ length: 70 }, (_, n) => point('visit-a', start + i * 70 + n))
        )
      await addPoints(database, [point('visit-a', start + LIMITS.visitPauseMs + 1_000)])
      const rows = await database.read
        .selectFrom('track_point')
        .select(['n', 'kind'])
        .where('visit_id', '=', 'visit-a')
        .orderBy('n')
        .execute()
      expect(rows.length).toBe(LIMITS.pointsKept)
      expect([rows[0]!.n, rows.at(-1)!.n]).toEqual([12, 211])
      expect(rows.at(-1)!.kind).toBe('landing')
      expect(rows.filter(({ kind }) => kind === 'landing').length).toBe(1)
      expect(await pointsOf(database, uid)).toEqual([])

      expect(await joinVisit(database, { visitId: 'visit-a', companyId: company.id, uid })).toBe(true)
      const points = await pointsOf(database, uid)
      expect(points.length).toBe(LIMITS.pointsShown)
      expect(points.at(-1)).toMatchObject({ id: 'visit-a.211', kind: 'landing' })
      expect(await joinVisit(database, { visitId: 'visit-a', companyId: 'another', uid })).toBe(false)
      expect(await joinVisit(database, { visitId: 'unknown', companyId: company.id, uid })).toBe(false)
    })

    test('[VS2] points in parallel get a place each', async () => {
      await Promise.all(
        Array.from({ length: 8 }, (_, i) =>
          addPoints(world.database, [point('visit-p', clock.now() + i), point('visit-q', clock.now() + i)])
        )
      )
      const rows = await world.database.read
        .selectFrom('track_point')
        .select('n')
        .where('visit_id', '=', 'visit-p')
        .orderBy('n')
        .execute()
      expect(rows.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    })

    test('[VS2] a conversation takes the points of its visit with it, once, and old points are forgotten', async () => {
      const uid = await world.makeVisitor()
      const { database, company } = world
      const at = clock.now() + 10 * LIMITS.visitPauseMs
      await addPoints(database, [point('visit-b', at - 2 * LIMITS.visitPauseMs, 'https://shop.example/old')])
      await addPoints(database, [point('visit-b', at, 'https://shop.example/tea')])
      expect(await addEnquiry(database, { uid, cid: 'cid-b', at })).toBe(undefined)
      await joinVisit(database, { visitId: 'visit-b', companyId: company.id, uid })
      expect(await addEnquiry(database, { uid, cid: 'cid-b', at })).toMatchObject({
        kind: 'enquiry',
        cid: 'cid-b',
        page: { url: 'https://shop.example/tea' }
      })
      expect(await addEnquiry(database, { uid, cid: 'cid-b', at })).toBe(undefined)
      expect((await pointsOf(database, uid)).map(({ kind, cid }) => [kind, cid])).toEqual([
        ['landing', undefined],
        ['landing', 'cid-b'],
        ['enquiry', 'cid-b']
      ])
      expect(await addEnquiry(database, { uid, cid: 'late', at: at + LIMITS.visitPauseMs })).toBe(undefined)

      while (await forgetPoints(database, company.id, at));
      expect((await pointsOf(database, uid)).length).toBe(2)
      while (await forgetPoints(database, company.id, at + 1));
      expect(await pointsOf(database, uid)).toEqual([])
    })

    test('[QU4] what staff writes after the end is the last message of the conversation that has ended', async () => {
      const uid = await world.makeVisitor()
      const by = { role: 'agent' as const, id: 'agent', name: 'Ann' }
      const act = (intent: Op['intent']) =>
        world.services.writer.submit({ companyId: world.company.id, uid, intent })
      const first = await world.services.writer.submit(send(uid, 'question'))
      const { cid } = first.ok ? first.entry! : { cid: '' }
      await act({ kind: 'end', by: { ...by, rank: 'lead' }, cid })
      await act({ kind: 'send', by, clientId: 'later', content: { kind: 'text', text: 'later' } })
      const summary = (await inboxOf(world.database, world.company.id)).find(one => one.cid === cid)
      expect(summary).toMatchObject({ status: 'ended', last: { content: { text: 'later' } } })
      await world.services.writer.submit(send(uid, 'again'))
      const summaries = (await inboxOf(world.database, world.company.id)).filter(one => one.uid === uid)
      expect(summaries.map(({ status, last }) => [status, last?.content])).toEqual([
        ['queued', { kind: 'text', text: 'again' }],
        ['ended', { kind: 'text', text: 'later' }]
      ])
    })
  })
}

const entryOf = (outcome: Outcome) =>
  outcome.ok ? `${outcome.entry?.seq} ${outcome.entry?.id}` : outcome.code
