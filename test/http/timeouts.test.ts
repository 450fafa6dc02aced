import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import type { Timeout } from '#protocol/timeouts'
import { entriesAfter } from '#server/store/entries'
import { createTimeouts } from '#server/timeouts'
import { createFakeClock } from '#test/kit/clock'
import { createDesk, type DeskPerson, type Talk } from '#test/kit/desk'
import { startPostgres } from '#test/kit/postgres'
import { createWorld } from '#test/kit/world'

// Somebody is silent or gone: what the server does, on a real database, by a clock that the test moves.

const SWEEP_MS = 5_000
const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

let postgres: ReturnType<typeof startPostgres> | undefined
let databases = 0
afterAll(async () => (await postgres)?.stop())

async function openPostgres(): Promise<string> {
  postgres ??= startPostgres()
  return await (await postgres).createDatabase(`timeouts_${++databases}`)
}

describe.each([
  ['SQLite', async () => undefined],
  ['PostgreSQL', openPostgres]
] as [string, () => Promise<string | undefined>][])('time-outs on %s', (_name, open) => {
  async function setUp(timeouts: Timeout[], { assign = false } = {}) {
    const clock = createFakeClock(1_700_000_000_000)
    const databaseUrl = await open()
    const world = await createWorld({ clock, ...(databaseUrl ? { databaseUrl } : {}) })
    const desk = await createDesk(world, { clock, capacity: 5 })
    const folder = mkdtempSync(join(tmpdir(), 'openzc-timeouts-'))
    const file = join(folder, 'timeouts.json')
    writeFileSync(file, JSON.stringify(timeouts))
    await desk.command('set-timeouts', { file })
    if (assign) {
      await desk.auto()
      await world.services.assigner.start()
    }
    const stops = [world.services.timeouts.start()]
    const others: ReturnType<typeof createTimeouts>[] = []
    ends.push(async () => {
      for (const stop of stops) stop()
      for (const one of [world.services.timeouts, ...others]) await one.settled()
      await world.services.assigner.close()
      await world.close()
      rmSync(folder, { recursive: true })
    })
    const settled = async () => {
      for (let i = 0; i < 3; i++) {
        for (const one of [world.services.timeouts, ...others]) await one.settled()
        await desk.settle()
      }
    }
    let count = 0
    return {
      world,
      desk,
      /** Another process on the same database, or the next one after a restart. */
      joins() {
        const { services, database } = world
        const other = createTimeouts({
          database,
          hub: services.hub,
          clock,
          report: services.report,
          writer: () => services.writer
        })
        others.push(other)
        stops.push(other.start())
      },
      stops: () => stops.shift()!(),
      async passes(seconds: number) {
        for (let left = seconds * 1_000; left > 0; left -= SWEEP_MS) {
          await clock.advance(Math.min(left, SWEEP_MS))
          await settled()
        }
      },
      async says({ uid }: Talk, by: DeskPerson | 'visitor', text = 'hm') {
        const actor =
          by === 'visitor'
            ? { role: 'visitor' as const, id: uid }
            : { role: 'agent' as const, id: by.id, name: by.name }
        const clientId = `said-${++count}`
        const intent = { kind: 'send', by: actor, clientId, content: { kind: 'text', text } } as const
        await world.services.writer.submit({ companyId: desk.companyId, uid, intent })
      },
      async shown({ uid }: Talk) {
        const entries = await entriesAfter(world.database.read, uid, 0, 100)
        return entries.map(({ by, content }) =>
          content.kind === 'text' ? `${by.role}: ${content.text}` : `${by.role} ${content.kind}`
        )
      }
    }
  }

  const REMIND: Timeout = { when: 'visitor-silent', afterS: 60, do: 'remind' }
  const END: Timeout = { when: 'visitor-silent', afterS: 180, do: 'end' }

  test('[DSK-timeout] a silent visitor is reminded once, then the conversation ends', async () => {
    const { desk, says, passes, shown } = await setUp([REMIND, END])
    const ann = await desk.agent('ann')
    const talk = await desk.asks()
    desk.watches(talk.uid, () => {})
    desk.comes(ann)
    await says(talk, ann, 'Which kettle?')
    await passes(55)
    expect((await shown(talk)).at(-1)).toBe('agent: Which kettle?')
    await passes(60)
    const lines = await shown(talk)
    expect(lines.at(-1)).toBe('system: Are you still there? Write to us when you want to go on.')
    expect(lines.filter(one => one.startsWith('system: Are you'))).toHaveLength(1)
    await passes(70)
    expect((await shown(talk)).at(-1)).toBe('system ended')
    expect(await desk.rowOf(talk.cid)).toMatchObject({ status: 'ended' })
  })

  test('[DSK-timeout] an answer begins the time anew, and the next silence has its own reminder', async () => {
    const { desk, says, passes, shown } = await setUp([REMIND, END])
    const ann = await desk.agent('ann')
    const talk = await desk.asks()
    await says(talk, ann, 'Which kettle?')
    await passes(100)
    await says(talk, 'visitor', 'The blue one')
    await passes(300)
    expect((await shown(talk)).at(-1)).toBe('visitor: The blue one')
    await says(talk, ann, 'And the size?')
    await passes(70)
    expect((await shown(talk)).filter(one => one.startsWith('system: Are you'))).toHaveLength(2)
  })

  test('[DSK-timeout] reminders are in the visitor’s language, or in the company’s words', async () => {
    const { desk, world, says, passes, shown } = await setUp([
      REMIND,
      { when: 'visitor-silent', afterS: 90, do: 'remind', text: 'Tea is waiting.' }
    ])
    const ann = await desk.agent('ann')
    const talk = await desk.asks()
    await world.database.write
      .updateTable('timeline')
      .set({ profile: JSON.stringify({ page: { language: 'zh-CN' }, device: { language: 'de' } }) })
      .where('uid', '=', talk.uid)
      .execute()
    await says(talk, ann, '哪一款？')
    await passes(70)
    expect((await shown(talk)).at(-1)).toBe('system: 请问您还在吗？需要继续时请直接回复。')
    await passes(30)
    expect((await shown(talk)).at(-1)).toBe('system: Tea is waiting.')
  })

  test('[DSK-timeout] a silent agent loses the conversation to a colleague, after the visitor was asked for patience', async () => {
    const { desk, passes, shown } = await setUp(
      [
        { when: 'agent-silent', afterS: 60, do: 'remind' },
        { when: 'agent-silent', afterS: 120, do: 'reassign' }
      ],
      { assign: true }
    )
    const ann = await desk.agent('ann')
    desk.comes(ann)
    await desk.settle()
    const talk = await desk.asks()
    desk.watches(talk.uid, () => {})
    await desk.settle()
    expect(await desk.holder(talk)).toBe('ann')
    desk.comes(await desk.agent('bo'))
    await passes(70)
    expect((await shown(talk)).at(-1)).toContain('Thank you for your patience')
    await passes(60)
    expect(await desk.holder(talk)).toBe('bo')
  })

  test('[DSK-timeout] an agent whose connection is lost for long loses the conversation; a short break is nothing', async () => {
    const { desk, passes } = await setUp([{ when: 'agent-gone', afterS: 60, do: 'reassign' }], {
      assign: true
    })
    const [ann, bo] = [await desk.agent('ann'), await desk.agent('bo')]
    const leave = desk.comes(ann)
    await desk.settle()
    const talk = await desk.asks()
    desk.watches(talk.uid, () => {})
    await desk.settle()
    desk.comes(bo)
    await passes(120)
    leave()
    await passes(30)
    const again = desk.comes(ann)
    await passes(120)
    expect(await desk.holder(talk)).toBe('ann')
    again()
    await passes(80)
    expect(await desk.holder(talk)).toBe('bo')
  })

  test('[DSK-timeout] a visitor who has gone leaves no conversation behind; one who comes back in time keeps it', async () => {
    const { desk, passes, shown } = await setUp([{ when: 'visitor-gone', afterS: 60, do: 'end' }])
    const [goes, stays] = [await desk.asks(), await desk.asks()]
    const leave = desk.watches(goes.uid, () => {})
    const leaves = desk.watches(stays.uid, () => {})
    await passes(120)
    leave()
    leaves()
    await passes(40)
    desk.watches(stays.uid, () => {})
    await passes(40)
    expect((await shown(goes)).at(-1)).toBe('system ended')
    expect(await desk.rowOf(stays.cid)).toMatchObject({ status: 'queued' })
  })

  test('[DSK-timeout] [TO1] a process that starts anew goes on from what is stored, and reminds of nothing twice', async () => {
    const { desk, says, passes, shown, stops, joins } = await setUp([REMIND, END])
    const ann = await desk.agent('ann')
    const talk = await desk.asks()
    await says(talk, ann, 'Which kettle?')
    await passes(70)
    stops()
    joins()
    await passes(60)
    expect((await shown(talk)).filter(one => one.startsWith('system: Are you'))).toHaveLength(1)
    await passes(60)
    expect((await shown(talk)).at(-1)).toBe('system ended')
  })

  test('[DSK-timeout] [TO1] nobody is gone while the server was', async () => {
    const { desk, passes, stops, joins } = await setUp([{ when: 'visitor-gone', afterS: 60, do: 'end' }])
    const talk = await desk.asks()
    const leave = desk.watches(talk.uid, () => {})
    await passes(20)
    stops()
    leave()
    await passes(600)
    joins()
    await passes(30)
    expect(await desk.rowOf(talk.cid)).toMatchObject({ status: 'queued' })
    await passes(60)
    expect(await desk.rowOf(talk.cid)).toMatchObject({ status: 'ended' })
  })

  test('[DSK-timeout] [TO2] of several processes one ends it, and one reminder is said', async () => {
    const { desk, says, passes, shown, joins } = await setUp([REMIND, END])
    joins()
    joins()
    const ann = await desk.agent('ann')
    const talk = await desk.asks()
    await says(talk, ann, 'Which kettle?')
    await passes(300)
    const lines = await shown(talk)
    expect(lines.filter(one => one.startsWith('system: Are you'))).toHaveLength(1)
    expect(lines.filter(one => one === 'system ended')).toHaveLength(1)
  })

  test('[DSK-timeout] [TO2] what was decided on an older state of the timeline is refused', async () => {
    const { world, desk } = await setUp([])
    const talk = await desk.asks()
    const by = { role: 'system', id: 'system', lead: true } as const
    const submit = (ifHead: number) =>
      world.services.writer.submit({
        companyId: desk.companyId,
        uid: talk.uid,
        intent: { kind: 'end', by, cid: talk.cid },
        ifHead
      })
    expect(await submit(1)).toMatchObject({ ok: false, code: 'conflict' })
    expect(await submit(2)).toMatchObject({ ok: true })
  })
})
