import type { Database } from './db.ts'

/** Agents are there until then unless their process says so again: so those of a process that died are gone by themselves. */
export async function saySoFor(
  { write }: Database,
  {
    processId,
    companyId,
    agentIds,
    until
  }: { processId: string; companyId: string; agentIds: string[]; until: number }
): Promise<void> {
  if (agentIds.length === 0) return
  await write
    .insertInto('agent_presence')
    .values(
      agentIds.map(agentId => ({ agent_id: agentId, process_id: processId, company_id: companyId, until }))
    )
    .onConflict(conflict => conflict.columns(['agent_id', 'process_id']).doUpdateSet({ until }))
    .execute()
}

/** Without `agentIds`: all of the process. */
export async function takeBackFor(
  { write }: Database,
  processId: string,
  agentIds?: string[]
): Promise<void> {
  if (agentIds?.length === 0) return
  const all = write.deleteFrom('agent_presence').where('process_id', '=', processId)
  await (agentIds ? all.where('agent_id', 'in', agentIds) : all).execute()
}

/** What processes that died have left. */
export async function forgetGone({ write }: Database, before: number): Promise<void> {
  await write.deleteFrom('agent_presence').where('until', '<', before).execute()
}
