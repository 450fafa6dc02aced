import { afterAll, beforeAll, expect, test } from 'vitest'
import { furnishDemo } from '#server/admin/demo-company'
import { DEMO_SYSNUM, runCommand } from '#server/admin/commands'
import { contextOf } from '#server/admin/local'
import { carryOut } from '#server/api/carry-out'
import type { OperationName } from '#protocol/api/operations'
import { companyBySysnum } from '#server/store/companies'
import { createFakeClock } from '#test/kit/clock'
import { createWorld } from '#test/kit/world'

// What `npm start` shows: the demo company with all that the shop's page “try this” speaks of.

let world: Awaited<ReturnType<typeof createWorld>>

beforeAll(async () => {
  world = await createWorld({ clock: createFakeClock(1_800_000_000_000), sysnum: `${'0'.repeat(31)}2` })
})
afterAll(() => world.close())

async function ask(name: OperationName, given = {}) {
  const company = await companyBySysnum(world.database, DEMO_SYSNUM)
  const caller = {
    companyId: company!.id,
    kind: 'agent',
    id: 'x',
    name: 'x',
    role: 'admin',
    scopes: null
  } as const
  return await carryOut(world.services, { name, caller, given, origin: 'http://chat.example' })
}

const list = async (name: OperationName) => ((await ask(name)) as { items: Record<string, unknown>[] }).items

test('the demo company has groups, agents, a robot, fields, labels and a template, once however often it starts', async () => {
  for (let start = 0; start < 2; start++) {
    await runCommand(contextOf(world.services), 'demo-link', {})
    await furnishDemo(world.services)
  }
  const agents = (await list('listAgents')).filter(({ role }) => role !== 'admin')
  const groups = await list('listGroups')
  expect([agents.length, groups.map(({ id }) => id)]).toEqual([5, ['sales', 'service']])
  expect(groups.map(({ agentIds }) => (agentIds as string[]).length)).toEqual([4, 4])
  expect((await list('listChannels')).map(({ number, robot, mode }) => [number, robot, mode])).toEqual([
    [1, 1, 2],
    [2, 1, 2],
    [3, 1, 3]
  ])
  for (const [what, count] of [
    ['listLabels', 3],
    ['listCustomerFields', 2],
    ['listSummaryFields', 2],
    ['listTicketFields', 3],
    ['listTicketTemplates', 1]
  ] as const)
    expect([what, (await list(what)).length]).toEqual([what, count])
  const { rules } = (await ask('getRules')) as { rules: { to: { id: string } }[] }
  expect(rules.map(({ to }) => to.id)).toEqual([agents.find(({ name }) => name === 'Bo')!['id'], 'sales'])
})
