import type { Member } from '#server/hub'
import { contextOf } from '#server/admin/local'
import { runCommand, type CommandName } from '#server/admin/commands'
import type { Op, Outcome } from '#server/store/commit'
import type { Trace } from '#server/desk/route'
import { createId } from '#protocol/ids'
import type { FakeClock } from './clock.ts'
import type { World } from './world.ts'

/** A company in a world, for tests of who serves whom. */
export type Desk = Awaited<ReturnType<typeof createDesk>>
export type DeskPerson = { id: string; email: string; name: string }
export type Talk = { uid: string; cid: string }

export async function createDesk(
  world: World,
  { clock, capacity = 1 }: { clock: FakeClock; capacity?: number }
) {
  const { services, database } = world
  const command = (name: CommandName, args: Record<string, string>) =>
    runCommand(contextOf(services), name, args)
  const { company, sysnum } = (await command('create-company', { name: 'Desk' })) as {
    company: string
    sysnum: string
  }
  let count = 0

  const submit = (uid: string, intent: Op['intent']): Promise<Outcome> =>
    services.writer.submit({ companyId: company, uid, intent })
  const rowOf = (cid: string) =>
    database.read.selectFrom('conversation').selectAll().where('cid', '=', cid).executeTakeFirstOrThrow()
  const actor = ({ id, name }: DeskPerson) => ({ role: 'agent' as const, id, name })

  return {
    companyId: company,
    sysnum,
    command: (name: CommandName, args: Record<string, string> = {}) => command(name, { sysnum, ...args }),
    /** Nobody is asked which group should answer, unless the test says so. */
    auto: (more: Record<string, string> = { 'ask-group': 'off' }) =>
      command('set-desk', { sysnum, assign: 'auto', ...more }),
    async agent(name: string, most = capacity): Promise<DeskPerson> {
      const email = `${name}-${sysnum.slice(0, 12)}@example.com`
      const { agent } = await command('create-agent', { sysnum, email, name })
      await command('set-capacity', { email, capacity: String(most) })
      return { id: String(agent), email, name }
    },
    /** Connects an agent; returns the leave. `heard` gets the frames. */
    comes: ({ id }: DeskPerson, heard: (text: string) => void = () => {}) =>
      services.hub.join(member('agent', id, company, heard)),
    /** Connects a visitor who follows what is said. */
    watches(uid: string, heard: (text: string) => void) {
      const one = member('visitor', uid, company, heard)
      const leave = services.hub.join(one)
      services.hub.follow(one, uid)
      return leave
    },
    visitor: () => world.makeVisitor(company),
    /** A visitor who writes; a new one without `uid`. */
    async asks(claims: Record<string, string> = {}, uid?: string): Promise<Talk> {
      const who = uid ?? (await world.makeVisitor(company))
      await database.write
        .updateTable('timeline')
        .set({ profile: JSON.stringify({ claims }) })
        .where('uid', '=', who)
        .execute()
      const outcome = await submit(who, {
        kind: 'send',
        by: { role: 'visitor', id: who },
        clientId: `m${++count}`,
        content: { kind: 'text', text: 'hello' }
      })
      if (!outcome.ok) throw new Error(outcome.why)
      return { uid: who, cid: outcome.entry!.cid }
    },
    ends: ({ uid, cid }: Talk, by: DeskPerson) => submit(uid, { kind: 'end', by: actor(by), cid }),
    releases: ({ uid, cid }: Talk, by: DeskPerson) => submit(uid, { kind: 'release', by: actor(by), cid }),
    transfers: ({ uid, cid }: Talk, by: DeskPerson, to: DeskPerson) =>
      submit(uid, { kind: 'transfer', by: actor(by), cid, to: { kind: 'agent', id: to.id, name: to.name } }),
    takes: ({ uid, cid }: Talk, by: DeskPerson) => submit(uid, { kind: 'accept', by: actor(by), cid }),
    rowOf,
    async holder({ cid }: Talk): Promise<string | null> {
      const { agent_id } = await rowOf(cid)
      const agent = await database.read
        .selectFrom('agent')
        .select('name')
        .where('id', '=', agent_id ?? '')
        .executeTakeFirst()
      return agent?.name ?? null
    },
    async traceOf({ cid }: Talk): Promise<(Trace & { leave?: string }) | null> {
      const { route } = await rowOf(cid)
      return route === null ? null : (JSON.parse(route) as Trace & { leave?: string })
    },
    settle: () => settle(world),
    /** In small steps: what takes real time is done at about the time when it is due. */
    async passes(ms: number) {
      for (let left = ms; left > 0; left -= 1_000) {
        await clock.advance(Math.min(left, 1_000))
        await settle(world)
      }
    },
    /** Until visitors have heard where they stand; on a slow machine that takes longer. */
    async news() {
      for (let i = 0; i < 5; i++) {
        await settle(world)
        await clock.advance(1_000)
      }
      await settle(world)
    }
  }
}

/** What agents and visitors of a company do with a certain process. */
export const inProcess = ({ services, makeVisitor }: World, companyId: string) => ({
  comes: (id: string) => services.hub.join(member('agent', id, companyId, () => {})),
  async asks(): Promise<Talk> {
    const uid = await makeVisitor(companyId)
    const outcome = await services.writer.submit({
      companyId,
      uid,
      intent: {
        kind: 'send',
        by: { role: 'visitor', id: uid },
        clientId: 'one',
        content: { kind: 'text', text: 'hello' }
      }
    })
    if (!outcome.ok) throw new Error(outcome.why)
    return { uid, cid: outcome.entry!.cid }
  }
})

/** Until the assigner has nothing more to do. */
export async function settle({ services }: World) {
  for (let i = 0; i < 5; i++) {
    await services.writer.drain()
    await services.assigner.settled()
    await services.queueNews.settled()
    await services.greeter.drain()
    await services.referrals.settled()
    await new Promise(resolve => setImmediate(resolve))
  }
}

const member = (
  role: Member['role'],
  who: string,
  companyId: string,
  heard: (text: string) => void
): Member => ({
  id: createId(0),
  role,
  who,
  companyId,
  deliver: heard,
  close: () => {},
  recheck: () => {}
})
