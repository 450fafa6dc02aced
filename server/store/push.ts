import type { AgentStatus } from '#protocol/desk'
import { createId } from '#protocol/ids'
import { hashSecret } from '#server/secrets'
import type { Database } from './db.ts'

/** A browser that an agent is signed in with and wants to be told at. */
export type PushSubscription = {
  id: string
  companyId: string
  agentId: string
  sealed: string
  language: string
}

export type NewPushSubscription = Pick<PushSubscription, 'companyId' | 'agentId' | 'sealed' | 'language'> & {
  session: string
  endpoint: string
}

/** The one of this session from now on; whoever had the same browser before has it no more. */
export async function savePushSubscription(
  { write }: Database,
  { session, endpoint, companyId, agentId, sealed, language }: NewPushSubscription,
  now: number
): Promise<void> {
  const row = {
    id: createId(now),
    company_id: companyId,
    agent_id: agentId,
    endpoint_hash: hashSecret(endpoint),
    sealed,
    language,
    created_at: now
  }
  await write.transaction().execute(async tx => {
    await tx
      .deleteFrom('push_subscription')
      .where('endpoint_hash', '=', row.endpoint_hash)
      .where('session', '<>', session)
      .execute()
    const { id: _stays, ...set } = row
    await tx
      .insertInto('push_subscription')
      .values({ ...row, session })
      .onConflict(conflict => conflict.column('session').doUpdateSet(set))
      .execute()
  })
}

export async function dropPushSubscriptionOf({ write }: Database, session: string): Promise<void> {
  await write.deleteFrom('push_subscription').where('session', '=', session).execute()
}

export async function dropPushSubscription({ write }: Database, id: string): Promise<void> {
  await write.deleteFrom('push_subscription').where('id', '=', id).execute()
}

/** Which of these companies have somebody who wants to be told. */
export async function companiesToTell({ read }: Database, among: string[]): Promise<Set<string>> {
  const rows = await read
    .selectFrom('push_subscription')
    .select('company_id')
    .distinct()
    .where('company_id', 'in', among)
    .execute()
  return new Set(rows.map(row => row.company_id))
}

export type Listener = { id: string; agentId: string; status: AgentStatus }

/** The subscriptions of a company whose sessions are still good. */
export async function listenersOf({ read }: Database, companyId: string, now: number): Promise<Listener[]> {
  return await alive(read, now)
    .select(['push_subscription.id', 'push_subscription.agent_id as agentId', 'agent.status'])
    .where('push_subscription.company_id', '=', companyId)
    .execute()
}

/** Undefined once its session or its account is gone. */
export async function findPushSubscription(
  { read }: Database,
  { companyId, id }: Pick<PushSubscription, 'companyId' | 'id'>,
  now: number
): Promise<PushSubscription | undefined> {
  return await alive(read, now)
    .select([
      'push_subscription.id',
      'push_subscription.company_id as companyId',
      'push_subscription.agent_id as agentId',
      'push_subscription.sealed',
      'push_subscription.language'
    ])
    .where('push_subscription.id', '=', id)
    .where('push_subscription.company_id', '=', companyId)
    .executeTakeFirst()
}

const alive = (read: Database['read'], now: number) =>
  read
    .selectFrom('push_subscription')
    .innerJoin('agent_session', 'agent_session.hash', 'push_subscription.session')
    .innerJoin('agent', 'agent.id', 'push_subscription.agent_id')
    .where('agent_session.expires_at', '>', now)
    .where('agent.disabled_at', 'is', null)
