import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import * as v from 'valibot'
import { OPERATIONS, type OperationName } from '#protocol/api/operations'
import { carryOut } from '#server/api/carry-out'
import type { Services } from '#server/services'
import { agentByEmail, agentRecordsOf } from '#server/store/agents'
import { companyBySysnum } from '#server/store/companies'
import { DEMO_SYSNUM } from './commands.ts'

const FILE = fileURLToPath(new URL('../../demo/company.json', import.meta.url))
const Steps = v.array(
  v.object({
    operation: v.picklist(Object.keys(OPERATIONS) as OperationName[]),
    given: v.record(v.string(), v.unknown())
  })
)
const ADMIN = 'admin@demo.example'
/** Whoever the first step makes: there once all of it was done, or begun. */
const FIRST = 'cai@demo.example'

/** What `npm start` shows beyond the plain demo company: groups, hours, fields, labels, a template. Each step is an operation of the API. */
export async function furnishDemo(services: Services) {
  const { database, config } = services
  const company = await companyBySysnum(database, DEMO_SYSNUM)
  const admin = await agentByEmail(database, ADMIN)
  if (!company || !admin || (await agentByEmail(database, FIRST))) return
  const caller = {
    companyId: company.id,
    kind: 'agent',
    id: admin.id,
    name: admin.name,
    role: 'admin',
    scopes: null
  } as const
  const origin = config.publicOrigin ?? `http://${config.host}:${config.port}`
  for (const { operation: name, given } of v.parse(Steps, JSON.parse(await readFile(FILE, 'utf8')))) {
    const agents = new Map((await agentRecordsOf(database, company.id)).map(one => [one.email, one.id]))
    await carryOut(services, { name, caller, given: withIds(given, agents), origin })
  }
}

/** The file names agents by their address, whose ids are made anew each time; who is being made keeps it. */
function withIds(given: Record<string, unknown>, agents: ReadonlyMap<string, string>) {
  const text = JSON.stringify(given, (name, value: unknown) =>
    name !== 'email' && typeof value === 'string' ? (agents.get(value) ?? value) : value
  )
  return JSON.parse(text) as Record<string, unknown>
}
