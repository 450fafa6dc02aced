import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { changesAfter } from '#server/store/inbox'
import { entriesAfter } from '#server/store/entries'
import { tellProfile } from '#server/profiles'
import { findTimeline } from '#server/store/timelines'
import { createFakeClock } from '#test/kit/clock'
import { createDesk, inProcess, settle, type Desk, type Talk } from '#test/kit/desk'
import { createWorld, type World } from '#test/kit/world'

/** Who gets whom, on every database. `url` gives an empty database, or undefined for SQLite. */
export function assignerContract(name: string, url: () => Promise<string | undefined>) {
  describe(`assigner on ${name}`, () => {
    // A Monday, noon in London
    const clock = createFakeClock(Date.parse('2026-01-05T12:00:00Z'))
    let world: World
    let other: World

    beforeAll(async () => {
      const databaseUrl = await url()
      const given = databaseUrl ? { databaseUrl } : {}
      world = await createWorld({ clock, ...given })
      other = await createWorld({ clock, sysnum: '0'.repeat(31) + '2', ...given })
      await world.services.assigner.start()
    })
    afterAll(async () => {
      for (const one of [world, other]) {
        await one.services.assigner.close()
        await one.close()
      }
    })

    const desks: Desk[] = []
    async function open(options: { capacity?: number } = {}) {
      const desk = await createDesk(world, { clock, ...options })
      desks.push(desk)
      return desk
    }
    // What a test leaves behind is not to be worked on during the next
    afterEach(async () => {
      for (const desk of desks.splice(0)) await desk.command('set-desk', { assign: 'manual' })
      await settle(world)
    })

    test('[DSK-assign] a company that has not said so assigns nobody; agents take by hand', async () => {
      const desk = await open()
      const ann = await desk.agent('ann')
      desk.comes(ann)
      const talk = await desk.asks()
      await desk.settle()
      expect([await desk.holder(talk), await desk.traceOf(talk)]).toEqual([null, null])
      expect(await desk.takes(talk, ann)).toMatchObject({ ok: true })
    })

    test('[QU5] who comes gets the least busy agent at once, in the timeline and in the desk log', async () => {
      const desk = await open({ capacity: 2 })
      await desk.auto()
      const [ann, bo] = [await desk.agent('ann'), await desk.agent('bo')]
      for (const one of [ann, bo]) desk.comes(one)
      await desk.settle()
      const heard: string[] = []
      const uid = await desk.visitor()
      desk.watches(uid, text => heard.push(text))
      const talks = [await desk.asks({}, uid)]
      await desk.settle()
      for (let i = 0; i < 3; i++) {
        await clock.advance(1_000)
        talks.push(await desk.asks())
        await desk.settle()
      }
      const holders = await Promise.all(talks.map(desk.holder))
      expect(holders.slice(0, 2).toSorted()).toEqual(['ann', 'bo'])
      expect(holders.slice(2)).toEqual(holders.slice(0, 2))
      const entries = await entriesAfter(world.database.read, uid, 0, 10)
      expect(entries.map(({ content }) => content.kind)).toEqual(['started', 'text', 'assigned'])
      expect(entries.at(-1)).toMatchObject({
        by: { role: 'system' },
        content: { agent: { name: holders[0] } }
      })
      expect(heard.filter(text => text.includes('"kind":"assigned"')).length).toBe(1)
      const changes = await changesAfter(world.database, desk.companyId, 0, 100)
      expect(changes.map(({ deskSeq }) => deskSeq)).toEqual(changes.map((_, i) => i + 1))
      expect(await desk.traceOf(talks[0]!)).toEqual({
        by: 'any',
        looks: [{ to: 'group', id: desk.companyId, saw: 'free', so: 'serve' }],
        warnings: []
      })
    })

    test('[QU6, QU7] whoever waits gets the agent who becomes free, in turn; nobody is given more than fits', async () => {
      const desk = await open()
      await desk.auto()
      const ann = await desk.agent('ann', 2)
      desk.comes(ann)
      const talks: Talk[] = []
      for (let i = 0; i < 4; i++) {
        talks.push(await desk.asks())
        await clock.advance(10)
      }
      await desk.settle()
      const holders = () => Promise.all(talks.map(desk.holder))
      expect(await holders()).toEqual(['ann', 'ann', null, null])
      await desk.ends(talks[1]!, ann)
      await desk.settle()
      expect((await holders())[2]).toBe('ann')
      expect((await holders())[3]).toBe(null)
      const bo = await desk.agent('bo', 5)
      await desk.transfers(talks[0]!, ann, bo)
      await desk.settle()
      expect(await holders()).toEqual(['bo', 'ann', 'ann', 'ann'])
    })

    test('[QU7] an agent who comes, is back from a break, or may take more is given what waits', async () => {
      const desk = await open()
      await desk.auto()
      const ann = await desk.agent('ann')
      const talks = [await desk.asks(), await desk.asks(), await desk.asks()]
      const held = async () => (await Promise.all(talks.map(desk.holder))).filter(Boolean).length
      await desk.settle()
      expect(await held()).toBe(0)
      expect(await desk.traceOf(talks[0]!)).toMatchObject({ leave: 'offline' })
      const leave = desk.comes(ann)
      await desk.settle()
      expect(await held()).toBe(1)
      await desk.command('set-capacity', { email: ann.email, capacity: '2' })
      await desk.settle()
      expect(await held()).toBe(2)
      leave()
      await desk.settle()
      await desk.command('set-capacity', { email: ann.email, capacity: '3' })
      await desk.settle()
      expect(await held()).toBe(2)
    })

    test('[QU8] whoever is given back goes to another agent, never to the same by itself, and before those who came later', async () => {
      const desk = await open()
      await desk.auto()
      const ann = await desk.agent('ann')
      desk.comes(ann)
      const first = await desk.asks()
      await desk.settle()
      await clock.advance(1_000)
      const second = await desk.asks()
      await desk.releases(first, ann)
      await desk.settle()
      expect([await desk.holder(first), await desk.holder(second)]).toEqual([null, 'ann'])
      const bo = await desk.agent('bo')
      desk.comes(bo)
      await desk.settle()
      expect(await desk.holder(first)).toBe('bo')
    })

    test('[QU5] whoever comes again gets the agent of the last time, when that one is free', async () => {
      const desk = await open({ capacity: 2 })
      await desk.auto()
      const agents = [await desk.agent('ann'), await desk.agent('bo'), await desk.agent('cy')]
      for (const one of agents) desk.comes(one)
      const first = await desk.asks()
      await desk.settle()
      const name = await desk.holder(first)
      const holder = agents.find(one => one.name === name)!
      await desk.ends(first, holder)
      await clock.advance(1_000)
      // The busiest of all now
      await desk.asks({ agentid: holder.id })
      await desk.settle()
      const again = await desk.asks({}, first.uid)
      await desk.settle()
      expect(await desk.holder(again)).toBe(name)
    })

    test('[RCV-transfer_action, DSK-overflow] a page’s chain is walked, and the conversation says why it is where it is', async () => {
      const desk = await open()
      await desk.auto()
      const [ann, bo] = [await desk.agent('ann'), await desk.agent('bo')]
      await desk.command('create-group', { name: 'VIP', id: 'vip', add: ann.email })
      await desk.command('create-group', { name: 'All', id: 'all', add: bo.email })
      desk.comes(bo)
      const chain = [
        { actionType: 'to_group', optionId: '3', deciId: 'vip', spillId: '4' },
        { actionType: 'to_group', optionId: '4', deciId: 'all' }
      ]
      const talk = await desk.asks({ transfer_action: JSON.stringify(chain) })
      await desk.settle()
      expect(await desk.holder(talk)).toBe('bo')
      expect(await desk.rowOf(talk.cid)).toMatchObject({ group_id: 'all' })
      expect(await desk.traceOf(talk)).toEqual({
        by: 'transfer_action',
        looks: [
          { to: 'group', id: 'vip', saw: 'offline', so: 'next' },
          { to: 'group', id: 'all', saw: 'free', so: 'serve' }
        ],
        warnings: []
      })
    })

    test('[RCV-agent] who asks for one agent waits for that one; with agent_mode_flag 1 also when nobody else is busy', async () => {
      const desk = await open()
      await desk.auto()
      const [ann, bo] = [await desk.agent('ann'), await desk.agent('bo')]
      desk.comes(bo)
      const [only, any] = [
        await desk.asks({ agentid: ann.id, agent_mode_flag: '1' }),
        await desk.asks({ agentid: ann.id, agent_mode_flag: '0' })
      ]
      await desk.settle()
      expect([await desk.holder(only), await desk.holder(any)]).toEqual([null, 'bo'])
      expect(await desk.traceOf(only)).toMatchObject({ by: 'agentid', leave: 'offline' })
      desk.comes(ann)
      await desk.settle()
      expect(await desk.holder(only)).toBe('ann')
      const next = await desk.asks({ agentid: ann.id })
      await desk.settle()
      expect(await desk.rowOf(next.cid)).toMatchObject({ wanted_agent_id: ann.id, group_id: null })
      await desk.ends(any, bo)
      await desk.settle()
      expect(await desk.holder(next)).toBe(null)
      await desk.ends(only, ann)
      await desk.settle()
      expect(await desk.holder(next)).toBe('ann')
    })

    test('[RCV-vip] the queue’s mode decides who is next, and counts anew when it changes', async () => {
      const desk = await open()
      await desk.auto()
      await desk.command('set-desk', { vip: 'Gold,Silver' })
      const ann = await desk.agent('ann')
      await desk.command('create-group', { name: 'One', id: 'one', mode: 'named-first', add: ann.email })
      desk.comes(ann)
      const held = await desk.asks()
      await desk.settle()
      const plain = await desk.asks()
      await clock.advance(10)
      const silver = await desk.asks({ is_vip: '1', vip_level: 'Silver' })
      await clock.advance(10)
      const gold = await desk.asks({ is_vip: '1', vip_level: 'Gold' })
      await clock.advance(10)
      const named = await desk.asks({ queueFirst: 'true' })
      await desk.settle()
      const order = async () => {
        const rows = await world.database.read
          .selectFrom('conversation')
          .select('cid')
          .where('company_id', '=', desk.companyId)
          .where('status', '=', 'queued')
          .orderBy('queue_rank')
          .orderBy('queued_at')
          .execute()
        return rows.map(({ cid }) => cid)
      }
      expect(await order()).toEqual([named, plain, silver, gold].map(({ cid }) => cid))
      await desk.command('set-group', { group: 'one', mode: 'vip' })
      await desk.settle()
      expect(await order()).toEqual([gold, silver, plain, named].map(({ cid }) => cid))
      await desk.ends(held, ann)
      await desk.settle()
      expect(await desk.holder(gold)).toBe('ann')
    })

    test('[DSK-hours] outside a group’s hours nobody is assigned; when it opens, the next round does', async () => {
      const desk = await open()
      await desk.auto()
      const ann = await desk.agent('ann')
      const opens = Math.ceil(clock.now() / 60_000) * 60_000 + 60_000
      const week = Array.from({ length: 7 }, () => [
        { from: wallTime(opens), to: wallTime(opens - 3_600_000) }
      ])
      const hours = JSON.stringify({ timeZone: 'Europe/London', week })
      await clock.advance(opens - 2_500 - clock.now())
      await desk.command('create-group', { name: 'Day', id: 'day', hours, add: ann.email })
      desk.comes(ann)
      const talk = await desk.asks()
      await desk.settle()
      expect([await desk.holder(talk), (await desk.traceOf(talk))?.leave]).toEqual([null, 'closed'])
      await desk.passes(6_000)
      expect(await desk.holder(talk)).toBe('ann')
    })

    test('[DSK-queue] beyond the limit of a queue a message is left; with room it is in the queue', async () => {
      const desk = await open()
      await desk.auto()
      const ann = await desk.agent('ann')
      await desk.command('create-group', { name: 'One', id: 'one', limit: '1', add: ann.email })
      desk.comes(ann)
      const talks: Talk[] = []
      for (let i = 0; i < 3; i++) {
        talks.push(await desk.asks())
        await clock.advance(10)
      }
      await desk.settle()
      const leave = await Promise.all(talks.map(async one => (await desk.traceOf(one))?.leave))
      expect(leave).toEqual([undefined, undefined, 'full'])
      await desk.ends(talks[0]!, ann)
      await desk.settle()
      await desk.passes(3_000)
      expect(await desk.holder(talks[1]!)).toBe('ann')
      expect((await desk.traceOf(talks[2]!))?.leave).toBe(undefined)
    })

    test('[DSK-queue, PR2] who waits hears the place and the time, when either changes, again after coming back, and 0 at the end', async () => {
      const desk = await open()
      await desk.auto()
      const [ann, bo] = [await desk.agent('ann', 2), await desk.agent('bo')]
      await desk.command('create-group', { name: 'One', id: 'one', mode: 'named-first', add: ann.email })
      const leave = desk.comes(ann)
      desk.comes(bo)
      const held = [await desk.asks(), await desk.asks()]
      await desk.settle()
      const uid = await desk.visitor()
      const heard: string[] = []
      const listen = () =>
        desk.watches(uid, text => {
          const { type, place, waitMs } = JSON.parse(text) as { type: string; place: number; waitMs: number }
          if (type === 'queue') heard.push(`${place} ${waitMs / 60_000} min`)
        })
      const hangUp = listen()
      const look = async () => {
        await desk.news()
        return heard.splice(0)
      }
      await desk.asks()
      await clock.advance(10)
      const talk = await desk.asks({}, uid)
      expect(await look()).toEqual(['2 5 min'])
      // Who comes behind changes nothing; who comes before does
      await desk.asks()
      expect(await look()).toEqual([])
      await desk.asks({ queueFirst: '1' })
      expect(await look()).toEqual(['3 7.5 min'])
      hangUp()
      const stop = listen()
      world.services.queueNews.tellAnew(desk.companyId, uid)
      expect(await look()).toEqual(['3 7.5 min'])
      for (const one of held) await desk.ends(one, ann)
      expect(await look()).toEqual(['1 2.5 min'])
      leave()
      expect(await look()).toEqual(['0 0 min'])
      expect(await desk.holder(talk)).toBe(null)
      stop()
    })

    test('[DSK-queue] the time is that of the group’s last conversations, from the answer to the end', async () => {
      const desk = await open()
      await desk.auto()
      const ann = await desk.agent('ann')
      desk.comes(ann)
      for (let i = 0; i < 5; i++) {
        const talk = await desk.asks()
        await desk.settle()
        await desk.passes(4_000)
        await desk.ends(talk, ann)
        await desk.settle()
      }
      const uid = await desk.visitor()
      const heard: string[] = []
      desk.watches(uid, text => text.includes('"queue"') && heard.push(text))
      await desk.asks()
      await desk.settle()
      await desk.asks({}, uid)
      await desk.news()
      expect(heard).toEqual([JSON.stringify({ type: 'queue', uid, place: 1, waitMs: 4_000 })])
    })

    test('[DSK-queue] of a company that does not assign nobody hears of places', async () => {
      const desk = await open()
      const uid = await desk.visitor()
      const heard: string[] = []
      desk.watches(uid, text => heard.push(text))
      await desk.asks({}, uid)
      world.services.queueNews.tellAnew(desk.companyId, uid)
      await desk.settle()
      await clock.advance(5_000)
      expect(heard.filter(text => text.includes('"queue"'))).toEqual([])
    })

    test('[RCV-group] what the page says later about who should answer counts for who still waits', async () => {
      const desk = await open()
      await desk.auto()
      const [ann, bo] = [await desk.agent('ann'), await desk.agent('bo')]
      await desk.command('create-group', { name: 'A', id: 'a', add: ann.email })
      await clock.advance(1)
      await desk.command('create-group', { name: 'B', id: 'b', add: bo.email })
      const talk = await desk.asks({ groupid: 'a' })
      desk.comes(bo)
      await desk.settle()
      expect(await desk.holder(talk)).toBe(null)
      const timeline = await findTimeline(world.database, talk.uid)
      await tellProfile(world.services, timeline!, { claims: { groupid: 'b' } })
      await desk.settle()
      expect(await desk.holder(talk)).toBe('bo')
    })

    test('[AS3] an agent counts as there with whichever process, and not for longer than a dead process’s word', async () => {
      const desk = await open()
      await desk.auto()
      const ann = await desk.agent('ann')
      await world.database.write
        .insertInto('agent_presence')
        .values({
          agent_id: ann.id,
          process_id: 'elsewhere',
          company_id: desk.companyId,
          until: clock.now() + 10_000
        })
        .execute()
      const talk = await desk.asks()
      await desk.settle()
      expect(await desk.holder(talk)).toBe('ann')
      await desk.ends(talk, ann)
      await clock.advance(20_000)
      const late = await desk.asks()
      await desk.settle()
      expect([await desk.holder(late), (await desk.traceOf(late))?.leave]).toEqual([null, 'offline'])
    })

    test('[AS3] who stays connected stays there, however long', async () => {
      const desk = await open()
      await desk.auto()
      const ann = await desk.agent('ann')
      desk.comes(ann)
      await desk.passes(20_000)
      const talk = await desk.asks()
      await desk.settle()
      expect(await desk.holder(talk)).toBe('ann')
    })

    test('[AS2] whom a process that died has left between, another gives an agent in its next round', async () => {
      if (world.database.kind === 'sqlite') return
      const desk = await open()
      await desk.auto()
      const ann = await desk.agent('ann')
      desk.comes(ann)
      await desk.settle()
      // Stored by a process whose assigner never ran
      const talk = await inProcess(other, desk.companyId).asks()
      await desk.settle()
      expect(await desk.holder(talk)).toBe(null)
      await clock.advance(2_100)
      await settle(world)
      expect(await desk.holder(talk)).toBe('ann')
    })

    test('[AS1] what another process has done to the staff meanwhile counts', async () => {
      if (world.database.kind === 'sqlite') return
      const desk = await createDesk(world, { clock })
      desks.push(desk)
      await desk.auto()
      const ann = await desk.agent('ann')
      const [here, there] = [world, other].map(one => inProcess(one, desk.companyId))
      await other.services.assigner.start()
      const leave = there!.comes(ann.id)
      await settle(other)
      const served = await here!.asks()
      await settle(world)
      expect(await desk.holder(served)).toBe('ann')
      await desk.ends(served, ann)
      await settle(world)
      leave()
      await settle(other)
      const left = await there!.asks()
      await settle(other)
      expect((await desk.traceOf(left))?.leave).toBe('offline')
      here!.comes(ann.id)
      await settle(world)
      expect(await desk.holder(left)).toBe('ann')
    })
  })
}

const wallTime = (at: number) => new Date(at).toISOString().slice(11, 16)
