import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createMemoryBus } from '#server/bus/memory'
import { createRoster } from '#server/roster'
import { AGENT_SESSION_MS, createAgentSession, endAgentSession, endSessionsOf } from '#server/store/agents'
import { endedBefore, summaryOf } from '#server/store/inbox'
import { companiesToTell, findPushSubscription, listenersOf, savePushSubscription } from '#server/store/push'
import { saveTicket, ticketsOf } from '#server/store/tickets'
import { hashSecret } from '#server/secrets'
import { createFakeClock } from '#test/kit/clock'
import { createWorld, type World } from '#test/kit/world'

/** Who is to be told on a phone, and the lists that go on, on every database. */
export function pushContract(name: string, url: () => Promise<string | undefined>) {
  describe(`push on ${name}`, () => {
    const clock = createFakeClock(1_700_000_000_000)
    let world: World
    beforeAll(async () => {
      const databaseUrl = await url()
      world = await createWorld({ clock, ...(databaseUrl ? { databaseUrl } : {}) })
    })
    afterAll(() => world.close())

    async function listener(name: string, endpoint: string) {
      const agent = await world.makeAgent(name)
      const secret = await createAgentSession(world.database, agent, 'a phone', clock.now())
      const save = (to = endpoint) =>
        savePushSubscription(
          world.database,
          {
            session: hashSecret(secret),
            companyId: agent.companyId,
            agentId: agent.id,
            endpoint: to,
            sealed: `for ${to}`,
            language: 'en'
          },
          clock.now()
        )
      await save()
      const heard = async () =>
        (await listenersOf(world.database, agent.companyId, clock.now())).filter(
          one => one.agentId === agent.id
        )
      return { agent, secret, save, heard }
    }

    test('[WB-inbox] a subscription is one for each session and browser, and goes with the session', async () => {
      const { database, company } = world
      const ann = await listener('ann', 'https://push.example/1')
      await Promise.all([ann.save('https://push.example/2'), ann.save('https://push.example/2')])
      const id = (await ann.heard())[0]!.id
      expect(await findPushSubscription(database, { companyId: company.id, id }, clock.now())).toMatchObject({
        sealed: 'for https://push.example/2'
      })
      expect(await findPushSubscription(database, { companyId: 'other', id }, clock.now())).toBeUndefined()
      expect(await companiesToTell(database, [company.id, 'other'])).toEqual(new Set([company.id]))
      const bob = await listener('bob', 'https://push.example/2')
      expect([await ann.heard(), (await bob.heard()).length]).toEqual([[], 1])
      await ann.save()
      await endAgentSession(database, ann.secret)
      expect(await ann.heard()).toEqual([])
      await endSessionsOf(database, bob.agent.id)
      expect(await bob.heard()).toEqual([])
      expect(await companiesToTell(database, [company.id])).toEqual(new Set())
      const cy = await listener('cy', 'https://push.example/3')
      expect(await listenersOf(database, company.id, clock.now() + AGENT_SESSION_MS)).toEqual([])
      await endSessionsOf(database, cy.agent.id)
    })

    test('[WB-inbox] ended conversations and tickets go on behind each place, none left out, none twice', async () => {
      const { database, company, services } = world
      const cids: string[] = []
      for (let i = 0; i < 7; i++) {
        const uid = await world.makeVisitor()
        const by = { role: 'visitor', id: uid } as const
        const sent = await services.writer.submit({
          companyId: company.id,
          uid,
          intent: { kind: 'send', by, clientId: 'one', content: { kind: 'text', text: `no ${i}` } }
        })
        const cid = sent.ok ? sent.entry!.cid : ''
        await services.writer.submit({ companyId: company.id, uid, intent: { kind: 'end', by, cid } })
        cids.push(cid)
        if (i % 3 === 2) await clock.advance(1_000)
        const blank = {
          name: '',
          email: '',
          phone: '',
          template: '',
          group: '',
          fileId: null,
          fields: {},
          log: []
        }
        const formId = `form-${i}`
        await saveTicket(
          database,
          { ...blank, companyId: company.id, uid, formId, content: `Ticket No ${i}` },
          clock.now()
        )
      }
      const seen: string[] = []
      let place: { at: number; cid?: string } = { at: clock.now() }
      for (;;) {
        const page = await endedBefore(database, company.id, { ...place, limit: 2 })
        seen.push(...page.map(({ cid }) => cid))
        const last = page.at(-1)
        if (!last) break
        place = { at: last.endedAt!, cid: last.cid }
      }
      expect(seen.length).toBe(7)
      expect(seen.toSorted()).toEqual(cids.toSorted())
      expect((await summaryOf(database, company.id, cids[0]!))?.last?.content).toMatchObject({ text: 'no 0' })
      expect(await summaryOf(database, 'other', cids[0]!)).toBeUndefined()

      const told: string[] = []
      let after: string | undefined
      do {
        const page = await ticketsOf(database, company.id, { text: 'ticket no', limit: 3, after })
        told.push(...page.items.map(({ content }) => content))
        after = page.next ?? undefined
      } while (after)
      expect(told).toHaveLength(7)
      expect(new Set(told).size).toBe(7)
      const wild = { text: '_o 1', limit: 3 }
      expect((await ticketsOf(database, company.id, wild)).items).toEqual([])
    })
  })
}

test('[PN1] every process knows who looks at a workbench in another, and forgets it with that process', async () => {
  const clock = createFakeClock(1_700_000_000_000)
  const hub = createMemoryBus()
  const start = (processId: string) => {
    const roster = createRoster({
      bus: hub.connect(),
      clock,
      processId,
      onChange: () => undefined,
      onLost: () => undefined
    })
    roster.start()
    return roster
  }
  const [one, two] = [start('one'), start('two')]
  await clock.advance(500)
  const end = one.come({ role: 'watcher', companyId: 'c', who: 'ann' })
  await clock.advance(500)
  expect([one.isWatching('ann'), two.isWatching('ann'), two.isOnline('ann')]).toEqual([true, true, false])
  end()
  await clock.advance(500)
  expect(two.isWatching('ann')).toBe(false)
  one.come({ role: 'watcher', companyId: 'c', who: 'ann' })
  await clock.advance(500)
  one.close()
  await clock.advance(500)
  expect(two.isWatching('ann')).toBe(false)
  two.close()
})
