import { createFakeClock } from '#test/kit/clock'
import { createWorld, type WorldOptions } from '#test/kit/world'
import { createAgentSession } from '#server/store/agents'
import { hashPassword } from '#server/passwords'
import { setPassword } from '#server/store/agents'

export const ORIGIN = 'http://chat.test'

/** A world with two companies, and requests as a browser on a page of the server would make them. */
export async function createSite(options: Partial<WorldOptions> = {}) {
  const clock = createFakeClock(1_700_000_000_000)
  const world = await createWorld({ ...options, clock })
  const foreign = await world.makeCompany('0'.repeat(31) + '2', 'Foreign')
  const agent = await world.makeAgent('ann')
  const foreignAgent = await world.makeAgent('eve', 'admin', foreign.id)
  const uid = await world.makeVisitor()
  const otherUid = await world.makeVisitor()
  const foreignUid = await world.makeVisitor(foreign.id)
  const cookieOf = async (one: typeof agent) =>
    `ozc_agent=${await createAgentSession(world.database, one, 'test', clock.now())}`

  async function request(
    method: string,
    path: string,
    options: { body?: unknown; raw?: BodyInit; headers?: Record<string, string> } = {}
  ) {
    const body = options.raw ?? (options.body === undefined ? undefined : JSON.stringify(options.body))
    return await world.http.app.request(`${ORIGIN}${path}`, {
      method,
      headers: { ...(method === 'GET' ? {} : { origin: ORIGIN }), ...options.headers },
      ...(body === undefined ? {} : { body })
    })
  }

  return {
    clock,
    world,
    foreign,
    agent,
    foreignAgent,
    uid,
    otherUid,
    foreignUid,
    request,
    cookie: await cookieOf(agent),
    foreignCookie: await cookieOf(foreignAgent),
    bearer: (who: string, companyId = world.company.id) => ({
      authorization: `Bearer ${world.services.tokens.forVisitor({ uid: who, companyId }, clock.now())}`
    }),
    withPassword: async (password: string) =>
      setPassword(world.database, agent.id, await hashPassword(password))
  }
}

export type Site = Awaited<ReturnType<typeof createSite>>

/** Rows of every table: what a refused request must leave as it was. */
export async function countRows({ world }: Site): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const table of [
    'company',
    'channel',
    'agent',
    'agent_session',
    'sign_in_link',
    'timeline',
    'credential',
    'conversation',
    'entry',
    'file',
    'handover',
    'visit',
    'track_point',
    'ticket',
    'api_key',
    'audit',
    'agent_group',
    'group_member',
    'reply',
    'push_subscription',
    'delivery'
  ] as const) {
    const row = await world.database.read
      .selectFrom(table)
      .select(eb => eb.fn.countAll<number>().as('count'))
      .executeTakeFirst()
    counts[table] = Number(row?.count)
  }
  return counts
}
