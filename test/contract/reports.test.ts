import { afterAll, expect, test } from 'vitest'
import { createFakeClock } from '#test/kit/clock'
import { startPostgres } from '#test/kit/postgres'
import { createWorld } from '#test/kit/world'
import { figuresOf } from '#server/reports/figures'

const HOUR = 3_600_000
/** Four in the morning of the second of October in Shanghai. */
const START = Date.UTC(2026, 9, 1, 20)

let stop: (() => Promise<void>) | undefined
afterAll(() => stop?.())

const DATABASES = {
  SQLite: async () => undefined,
  PostgreSQL: async () => {
    const postgres = await startPostgres()
    stop = postgres.stop
    return await postgres.createDatabase('reports')
  }
}

for (const [name, urlOf] of Object.entries(DATABASES))
  test(`[WB-report] ${name}: counts by day of a time zone, by agent, group and channel, of the own company alone`, async () => {
    const databaseUrl = await urlOf()
    const clock = createFakeClock(START)
    const world = await createWorld({ clock, ...(databaseUrl ? { databaseUrl } : {}) })
    const { services, company } = world
    const foreign = await world.makeCompany('0'.repeat(31) + '9', 'Foreign')
    const agent = await world.makeAgent('ann')
    const by = { role: 'agent' as const, id: agent.id, name: 'ann' }

    async function talk(uid: string, companyId: string, answers: boolean) {
      const submit = (intent: Parameters<typeof services.writer.submit>[0]['intent']) =>
        services.writer.submit({ companyId, uid, intent })
      const visitor = { role: 'visitor' as const, id: uid }
      const text = (words: string) => ({ kind: 'text' as const, text: words })
      const first = await submit({
        kind: 'send',
        by: visitor,
        clientId: 'one',
        content: text('Hi'),
        ...(answers ? { channel: 2 } : {})
      })
      if (!first.ok || !first.entry) throw new Error('not stored')
      const { cid } = first.entry
      if (!answers) return
      await clock.advance(60_000)
      await submit({ kind: 'accept', by, cid })
      await clock.advance(30_000)
      await submit({ kind: 'send', by, clientId: 'two', content: text('Hello') })
      await clock.advance(210_000)
      await submit({ kind: 'end', by, cid })
      await submit({
        kind: 'send',
        by: visitor,
        clientId: 'rated',
        cid,
        content: { kind: 'rating', score: 4 }
      })
    }

    await talk(await world.makeVisitor(), company.id, true)
    await talk(await world.makeVisitor(), company.id, false)
    await talk(await world.makeVisitor(foreign.id), foreign.id, false)
    await clock.advance(24 * HOUR)
    await talk(await world.makeVisitor(), company.id, false)

    const read = (
      by: 'day' | 'agent' | 'group' | 'channel',
      from = '2026-10-01',
      to = '2026-10-03',
      timeZone = 'Asia/Shanghai'
    ) => services.reports.read({ companyId: company.id, from, to, by, timeZone })
    const days = await read('day')
    expect(days.rows.map(({ key, conversations }) => [key, conversations])).toEqual([
      ['2026-10-01', 0],
      ['2026-10-02', 2],
      ['2026-10-03', 1]
    ])
    expect(days.rows[1]).toMatchObject({
      messages: 4,
      answered: 1,
      firstAnswerMs: 90_000,
      handlingMs: 240_000,
      waitMs: 60_000,
      queued: 2,
      abandoned: 0,
      rated: 1,
      score: 4,
      byRobot: 0
    })
    expect((await read('day', '2026-10-01', '2026-10-01', 'UTC')).all.conversations).toBe(2)
    const agents = await read('agent')
    expect(agents.rows.map(({ key, conversations }) => [key, conversations])).toEqual([
      ['', 2],
      [agent.id, 1]
    ])
    expect((await read('group')).rows).toHaveLength(1)
    const channels = await read('channel')
    expect(channels.rows.map(({ key, conversations, answered }) => [key, conversations, answered])).toEqual([
      ['', 2, 0],
      ['2', 1, 1]
    ])
    await world.close()
  })

test('[WB-report] a robot has solved what ended without anybody having been asked for', () => {
  const one = {
    startedAt: 0,
    endedAt: 1,
    queuedAt: null,
    servedAt: null,
    agentId: null,
    groupId: null,
    robotId: 'r',
    channel: null,
    messages: 2,
    answeredAt: null,
    score: null
  }
  const figures = figuresOf([one, { ...one, queuedAt: 1 }, { ...one, endedAt: null }])
  expect(figures).toMatchObject({ byRobot: 3, solvedByRobot: 1, abandoned: 1, score: null, waitMs: null })
})
