import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { assign } from '#server/store/assign'
import { commitBatch } from '#server/store/commit'
import { createCompany } from '#server/store/companies'
import { openDatabase, type Database } from '#server/store/db'
import { createGroup, saveDeskSettings } from '#server/store/groups'
import { migrate } from '#server/store/migrate'
import { createTimeline } from '#server/store/timelines'
import type { Db } from '#server/store/schema'
import { createRandom } from '#test/kit/random'

const AGENTS = 500
const GROUPS = 20
const WAITING = 2_000

export type Times = { waits: number[]; served: number[] }

/**
 * Looks at a big desk in a real database: when somebody comes and everybody is busy, and when an agent has become free. The commit of
 * what caused it is not counted, that of the look is.
 */
export async function lookAtDesk(looks: number): Promise<Times> {
  const folder = mkdtempSync(join(tmpdir(), 'openzc-bench-'))
  const database = await openDatabase(join(folder, 'openzc.sqlite'))
  try {
    await migrate(database.write)
    return await measure(database, looks)
  } finally {
    await database.close()
    rmSync(folder, { recursive: true })
  }
}

async function measure(database: Database, looks: number): Promise<Times> {
  const { id: companyId } = await createCompany(database, { sysnum: '1'.repeat(32), name: 'Big' }, Date.now())
  await saveDeskSettings(database, companyId, { assign: 'auto', vipLevels: [] })
  await database.write.transaction().execute(tx => fill(tx, companyId))
  for (let i = 0; i < GROUPS; i++)
    await createGroup(
      database,
      companyId,
      { id: `group-${i}`, name: `Group ${i}`, hours: null, queueMode: 'in-turn', queueLimit: null },
      Date.now()
    )
  const look = async () => {
    const startedAt = performance.now()
    const { done } = await assign(database, { companyId, now: Date.now() })
    return { ms: performance.now() - startedAt, done }
  }
  const random = createRandom(1)
  const comes = () => asks(database, companyId, `group-${random.int(GROUPS)}`)
  for (let i = 0; i < WAITING; i++) await comes()
  // The first looks give places to all of them
  for (let more = true; more;) more = (await assign(database, { companyId, now: Date.now() })).more
  const times: Times = { waits: [], served: [] }
  for (let i = 0; i < looks; i++) {
    await comes()
    times.waits.push((await look()).ms)
    await endsOne(database, companyId, random.int(AGENTS))
    const { ms, done } = await look()
    if (done.length !== 1) throw new Error(`${done.length} were served instead of one`)
    times.served.push(ms)
  }
  return times
}

/** Everybody has one conversation, and takes no more. */
async function fill(tx: Db, companyId: string) {
  const now = Date.now()
  for (let i = 0; i < AGENTS; i++) {
    const id = agentId(i)
    await tx
      .insertInto('agent')
      .values({
        id,
        company_id: companyId,
        email: `${id}@example.com`,
        name: `Agent ${i}`,
        role: 'agent',
        password_hash: null,
        status: 'online',
        created_at: now,
        disabled_at: null,
        capacity: 1
      })
      .execute()
    await tx
      .insertInto('group_member')
      .values({ company_id: companyId, group_id: `group-${i % GROUPS}`, agent_id: id })
      .execute()
    await tx
      .insertInto('agent_presence')
      .values({ agent_id: id, process_id: 'bench', company_id: companyId, until: now + 3_600_000 })
      .execute()
  }
}

const agentId = (i: number) => `agent-${String(i).padStart(3, '0')}`
let count = 0

async function asks(database: Database, companyId: string, groupId: string) {
  const now = Date.now()
  const uid = await createTimeline(database, { companyId, secret: `secret ${++count}` }, now)
  await database.write
    .updateTable('timeline')
    .set({ profile: JSON.stringify({ claims: { groupid: groupId } }) })
    .where('uid', '=', uid)
    .execute()
  const by = { role: 'visitor' as const, id: uid }
  const content = { kind: 'text' as const, text: 'hello' }
  const intent = { kind: 'send' as const, by, clientId: 'one', content }
  await commitBatch(database, [{ companyId, uid, intent }], now)
}

async function endsOne(database: Database, companyId: string, from: number) {
  const held = await database.read
    .selectFrom('conversation')
    .select(['uid', 'cid', 'agent_id'])
    .where('company_id', '=', companyId)
    .where('status', '=', 'active')
    .where('agent_id', '>=', agentId(from))
    .limit(1)
    .executeTakeFirstOrThrow()
  const intent = {
    kind: 'end' as const,
    by: { role: 'agent' as const, id: held.agent_id!, rank: 'lead' as const },
    cid: held.cid
  }
  await commitBatch(database, [{ companyId, uid: held.uid, intent }], Date.now())
}
