import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contextOf } from '#server/admin/local'
import { erasePerson } from '#server/privacy/erase'
import { personalRows } from '#server/store/personal'
import { privacyOf, savePrivacy } from '#server/store/privacy'
import { createTrackerApp, deleteTrackerApp, type TrackerApp } from '#server/store/tracker-apps'
import {
  addEvents,
  filteredOf,
  joinTrail,
  meetPerson,
  receivedEvents,
  trailOf,
  unionidOf,
  type Ids,
  type NewEvent
} from '#server/store/trail'
import { createFakeClock } from '#test/kit/clock'
import { createWorld, type World } from '#test/kit/world'

const DAY = 86_400_000

/** What every database has to do with trajectories of mini programs. */
export function trailContract(name: string, url: () => Promise<string | undefined>) {
  describe(`trajectories of mini programs on ${name}`, () => {
    const clock = createFakeClock(1_700_000_000_000)
    let world: World
    let companyId: string
    let app: TrackerApp
    let count = 0

    beforeAll(async () => {
      const databaseUrl = await url()
      world = await createWorld({ clock, ...(databaseUrl ? { databaseUrl } : {}) })
      companyId = world.company.id
      app = (await bind('wx-a'))!
    })
    afterAll(() => world.close())

    const bind = (appId: string) =>
      createTrackerApp(
        world.database,
        {
          companyId,
          appId,
          name: 'Tea',
          companyToken: 'token',
          appkey: `key ${++count}`,
          sealedSecret: null,
          products: true,
          orders: true,
          events: true
        },
        clock.now()
      )
    const event = (ids: Ids, name = `e${++count}`): NewEvent => ({
      companyId,
      app: app.id,
      key: name,
      ids,
      card: { type: 'event', app: 'Tea', name, properties: {} },
      at: clock.now() + count
    })
    const add = (...events: NewEvent[]) =>
      addEvents(world.database, { events, misfits: [], now: clock.now() })
    const join = (uid: string, ids: Ids, verified = false) =>
      joinTrail(world.database, { uid, companyId, ids, verified }, clock.now())
    const shown = async (uid: string) => (await trailOf(world.database, uid)).map(({ card }) => card!.name)

    test('[QD-answer] the same event, told again, at once or by several writers, is stored once', async () => {
      const events = Array.from({ length: 150 }, (_, n) => event({ qid: `q${n % 7}` }))
      const stored = await Promise.all([
        add(...events),
        add(...events.toReversed()),
        add(...events.slice(50), ...events.slice(50))
      ])
      expect(stored.flat()).toHaveLength(150)
      expect(new Set(stored.flat().map(({ point }) => point.id)).size).toBe(150)
      expect((await receivedEvents(world.database, app.id, { limit: 200 })).items).toHaveLength(150)
    })

    test('[TR-join] what is told while a conversation begins is joined, whichever was first', async () => {
      const uids = await Promise.all(Array.from({ length: 10 }, () => world.makeVisitor()))
      await Promise.all(
        uids.flatMap((uid, n) => [
          ...Array.from({ length: 5 }, (_, m) =>
            add(event({ qid: `race${n}`, user_id: `u${n}` }, `race ${n} ${m}`))
          ),
          join(uid, { user_id: `u${n}` }),
          add(event({ qid: `race${n}` }, `race ${n} nameless`))
        ])
      )
      for (const [n, uid] of uids.entries())
        expect((await shown(uid)).toSorted()).toEqual(
          [...Array.from({ length: 5 }, (_, m) => `race ${n} ${m}`), `race ${n} nameless`].toSorted()
        )
    })

    test('[TR-join] the newest conversation under a name has what was told, unless an earlier one was proved', async () => {
      const [first, second, proved, last] = await Promise.all(
        Array.from({ length: 4 }, () => world.makeVisitor())
      )
      await add(event({ user_id: 'shared' }, 'shared'))
      expect(await join(first!, { user_id: 'shared' })).toBe(true)
      expect(await join(first!, { user_id: 'shared' })).toBe(false)
      expect(await join(second!, { user_id: 'shared' })).toBe(true)
      expect([await shown(first!), await shown(second!)]).toEqual([[], ['shared']])
      expect(await join(proved!, { user_id: 'shared' }, true)).toBe(true)
      expect(await join(last!, { user_id: 'shared' })).toBe(false)
      await add(event({ user_id: 'shared', qid: 'elsewhere' }, 'elsewhere'))
      expect(await shown(proved!)).toEqual(['shared', 'elsewhere'])
    })

    test('[TR-join] a device leads to who used it without a name, not to other names on it', async () => {
      const uid = await world.makeVisitor()
      await add(event({ qid: 'device' }, 'nameless'), event({ qid: 'device', user_id: 'other' }, 'other'))
      await join(uid, { qid: 'device' })
      expect(await shown(uid)).toEqual(['nameless'])
    })

    test('[UD-wire] what the platform says of an openid is known from then on', async () => {
      expect(await unionidOf(world.database, companyId, 'o-1')).toBe(undefined)
      for (let n = 0; n < 2; n++)
        await meetPerson(world.database, { companyId, ids: { openid: 'o-1', unionid: 'u-1' } }, clock.now())
      expect(await unionidOf(world.database, companyId, 'o-1')).toBe('u-1')
      expect(await unionidOf(world.database, 'another company', 'o-1')).toBe(undefined)
    })

    test('[QD-meta] what did not fit is counted by event and property', async () => {
      const misfit = { app: app.id, event: 'buy', property: 'age' }
      await Promise.all(
        Array.from({ length: 5 }, () =>
          addEvents(world.database, {
            events: [],
            misfits: [misfit, misfit, { ...misfit, property: 'city' }],
            now: clock.now()
          })
        )
      )
      const found = await filteredOf(world.database, app.id)
      expect(found.map(one => [one.property, one.count]).toSorted()).toEqual([
        ['age', 10],
        ['city', 5]
      ])
    })

    test('[TR-join] what is erased of a person goes, and an export has it', async () => {
      const [uid, other] = await Promise.all([world.makeVisitor(), world.makeVisitor()])
      await add(event({ user_id: 'erase-me' }, 'private'), event({ user_id: 'stays' }, 'of another'))
      await join(uid!, { user_id: 'erase-me' })
      await join(other!, { user_id: 'stays' })
      const records = []
      for await (const rows of personalRows(world.database, uid!)) records.push(...rows)
      expect(records.filter(({ record }) => record === 'trail_event')).toMatchObject([
        { card: { name: 'private' } }
      ])
      expect(records.map(({ record }) => record)).toEqual(
        expect.arrayContaining(['trail_person', 'known_id'])
      )
      await erasePerson(contextOf(world.services), companyId, uid!)
      for (const table of ['trail_event', 'trail_person', 'known_id'] as const) {
        const rows = JSON.stringify(await world.database.read.selectFrom(table).selectAll().execute())
        expect(rows).not.toMatch(/private|erase-me/)
      }
      expect(await shown(other!)).toEqual(['of another'])
    })

    test('[QD-meta] what is too old goes by itself, more than a portion of it', async () => {
      await add(...Array.from({ length: 450 }, (_, n) => event({ qid: `old${n}` }, `old ${n}`)))
      await clock.advance(10 * DAY)
      await add(event({ qid: 'fresh' }, 'fresh'))
      await savePrivacy(world.database, companyId, {
        ...(await privacyOf(world.database, companyId)),
        visits: 5
      })
      await world.services.retention.sweep()
      const left = await world.database.read.selectFrom('trail_event').select('key').execute()
      expect(left).toEqual([{ key: 'fresh' }])
      expect(await world.database.read.selectFrom('trail_person').select('qid').execute()).toEqual([
        { qid: 'fresh' }
      ])
      expect(await world.database.read.selectFrom('known_id').selectAll().execute()).toEqual([])
    })

    test('[QD-meta] a mini program is bound once, and goes with what it has told', async () => {
      expect(await bind('wx-a')).toBe(undefined)
      const other = (await bind('wx-b'))!
      await addEvents(world.database, {
        events: [{ ...event({ qid: 'x' }), app: other.id }],
        misfits: [{ app: other.id, event: 'a', property: 'b' }],
        now: clock.now()
      })
      await deleteTrackerApp(world.database, other)
      expect((await receivedEvents(world.database, other.id, { limit: 10 })).items).toEqual([])
    })
  })
}
