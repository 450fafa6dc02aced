import { createId } from '#protocol/ids'
import type { AgentStatus } from '#protocol/desk'
import { createSecret, hashSecret } from '#server/secrets'
import type { Database } from './db.ts'

export type AgentRole = 'agent' | 'lead' | 'admin'
export type AgentAccount = {
  id: string
  companyId: string
  email: string
  name: string
  role: AgentRole
  status: AgentStatus
}

/** An account as a session has it; `session` tells the store which one. */
export type SignedIn = AgentAccount & { session: string }

export const AGENT_SESSION_MS = 14 * 24 * 3_600_000
export const SIGN_IN_LINK_MS = 24 * 3_600_000

const COLUMNS = [
  'agent.id',
  'agent.company_id as companyId',
  'agent.email',
  'agent.name',
  'agent.role',
  'agent.status'
] as const

export async function createAgent(
  { write }: Database,
  given: { companyId: string; email: string; name: string; role: AgentRole; passwordHash?: string },
  now: number
): Promise<AgentAccount> {
  const agent = {
    id: createId(now),
    companyId: given.companyId,
    email: given.email.trim().toLowerCase(),
    name: given.name,
    role: given.role,
    status: 'online' as const
  }
  const { companyId, ...columns } = agent
  await write
    .insertInto('agent')
    .values({ ...columns, company_id: companyId, password_hash: given.passwordHash ?? null, created_at: now })
    .execute()
  return agent
}

export async function agentByEmail(
  { read }: Database,
  email: string
): Promise<(AgentAccount & { passwordHash: string | null }) | undefined> {
  return await read
    .selectFrom('agent')
    .select([...COLUMNS, 'agent.password_hash as passwordHash'])
    .where('email', '=', email.trim().toLowerCase())
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
}

export async function agentById({ read }: Database, id: string): Promise<AgentAccount | undefined> {
  return await read
    .selectFrom('agent')
    .select(COLUMNS)
    .where('id', '=', id)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
}

export async function agentsOf({ read }: Database, companyId: string): Promise<AgentAccount[]> {
  return await read
    .selectFrom('agent')
    .select(COLUMNS)
    .where('company_id', '=', companyId)
    .where('disabled_at', 'is', null)
    .orderBy('name')
    .execute()
}

/** With what administrators set and see; also accounts that may not sign in any more. */
export type AgentRecord = AgentAccount & {
  capacity: number
  isEnabled: boolean
  hasSignedIn: boolean
  hasSecondFactor: boolean
  createdAt: number
}

/** By name. */
export async function agentRecordsOf({ read }: Database, companyId: string): Promise<AgentRecord[]> {
  const rows = await read
    .selectFrom('agent')
    .select([
      ...COLUMNS,
      'agent.capacity',
      'agent.disabled_at as disabledAt',
      'agent.password_hash as passwordHash',
      'agent.sealed_totp as sealedTotp',
      'agent.created_at as createdAt'
    ])
    .where('company_id', '=', companyId)
    .orderBy('name')
    .orderBy('id')
    .execute()
  return rows.map(({ disabledAt, passwordHash, sealedTotp, ...row }) => ({
    ...row,
    isEnabled: disabledAt === null,
    hasSignedIn: passwordHash !== null,
    hasSecondFactor: sealedTotp !== null
  }))
}

/** Also of accounts that may not sign in any more: they keep their address. */
export async function isAddressTaken({ read }: Database, email: string): Promise<boolean> {
  const row = await read
    .selectFrom('agent')
    .select('id')
    .where('email', '=', email.trim().toLowerCase())
    .executeTakeFirst()
  return row !== undefined
}

/** False, and nothing is changed, when it would leave the company without an administrator who may sign in. */
export async function changeAgent(
  { write }: Database,
  { id, companyId }: Pick<AgentAccount, 'id' | 'companyId'>,
  set: { name: string; role: AgentRole; capacity: number; disabled_at: number | null }
): Promise<boolean> {
  return await write.transaction().execute(async tx => {
    // Two administrators who take each other's rights at once come one after the other
    await tx
      .updateTable('company')
      .set(eb => ({ name: eb.ref('name') }))
      .where('id', '=', companyId)
      .execute()
    if (set.role !== 'admin' || set.disabled_at !== null) {
      const other = await tx
        .selectFrom('agent')
        .select('id')
        .where('company_id', '=', companyId)
        .where('role', '=', 'admin')
        .where('disabled_at', 'is', null)
        .where('id', '<>', id)
        .limit(1)
        .executeTakeFirst()
      const own = await tx
        .selectFrom('agent')
        .select(['role', 'disabled_at'])
        .where('id', '=', id)
        .executeTakeFirst()
      if (!other && own?.role === 'admin' && own.disabled_at === null) return false
    }
    await tx.updateTable('agent').set(set).where('id', '=', id).where('company_id', '=', companyId).execute()
    return true
  })
}

/** Ends every session of an account. */
export async function endSessionsOf({ write }: Database, agentId: string): Promise<void> {
  await write.deleteFrom('agent_session').where('agent_id', '=', agentId).execute()
  await write.deleteFrom('sign_in_link').where('agent_id', '=', agentId).execute()
}

export async function setAgentStatus({ write }: Database, id: string, status: AgentStatus): Promise<void> {
  await write.updateTable('agent').set({ status }).where('id', '=', id).execute()
}

/** A new password ends every session that the agent has. */
export async function setPassword({ write }: Database, agentId: string, passwordHash: string): Promise<void> {
  await write.transaction().execute(async tx => {
    await tx.updateTable('agent').set({ password_hash: passwordHash }).where('id', '=', agentId).execute()
    await tx.deleteFrom('agent_session').where('agent_id', '=', agentId).execute()
    await tx.deleteFrom('sign_in_link').where('agent_id', '=', agentId).execute()
  })
}

/** The secret for the session cookie; only its hash is kept. */
export async function createAgentSession(
  { write }: Database,
  agent: AgentAccount,
  userAgent: string,
  now: number
): Promise<string> {
  const secret = createSecret()
  await write
    .insertInto('agent_session')
    .values({
      hash: hashSecret(secret),
      agent_id: agent.id,
      company_id: agent.companyId,
      created_at: now,
      expires_at: now + AGENT_SESSION_MS,
      user_agent: userAgent.slice(0, 300)
    })
    .execute()
  return secret
}

export async function agentOfSession(
  { read }: Database,
  secret: string,
  now: number
): Promise<SignedIn | undefined> {
  const account = await accountOfSession({ read }, secret, now)
  if (!account || account.mustEnrol) return undefined
  const { mustEnrol: _no, ...agent } = account
  return agent
}

/** Also who may do nothing before a second factor is set up. */
export async function accountOfSession(
  { read }: Pick<Database, 'read'>,
  secret: string,
  now: number
): Promise<(SignedIn & { mustEnrol: boolean }) | undefined> {
  const row = await read
    .selectFrom('agent_session')
    .innerJoin('agent', 'agent.id', 'agent_session.agent_id')
    .innerJoin('company', 'company.id', 'agent.company_id')
    .select([...COLUMNS, 'agent_session.hash as session', 'agent.sealed_totp', 'company.must_totp'])
    .where('agent_session.hash', '=', hashSecret(secret))
    .where('agent_session.expires_at', '>', now)
    .where('agent.disabled_at', 'is', null)
    .executeTakeFirst()
  if (!row) return undefined
  const { sealed_totp, must_totp, ...agent } = row
  return { ...agent, mustEnrol: must_totp === 1 && sealed_totp === null }
}

/** Where an account is signed in, the newest first. */
export async function sessionsOf(
  { read }: Database,
  agentId: string,
  now: number
): Promise<{ hash: string; createdAt: number; userAgent: string }[]> {
  return await read
    .selectFrom('agent_session')
    .select(['hash', 'created_at as createdAt', 'user_agent as userAgent'])
    .where('agent_id', '=', agentId)
    .where('expires_at', '>', now)
    .orderBy('created_at', 'desc')
    .execute()
}

/** False when the account has no such session. */
export async function endOneSession({ write }: Database, agentId: string, hash: string): Promise<boolean> {
  const { numDeletedRows } = await write
    .deleteFrom('agent_session')
    .where('agent_id', '=', agentId)
    .where('hash', '=', hash)
    .executeTakeFirst()
  return numDeletedRows === 1n
}

/** Whether a session that was good a moment ago has not been ended since. */
export async function isSignedIn({ read }: Database, { session }: SignedIn, now: number): Promise<boolean> {
  const row = await read
    .selectFrom('agent_session')
    .select('hash')
    .where('hash', '=', session)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return row !== undefined
}

export async function endAgentSession({ write }: Database, secret: string): Promise<void> {
  await write.deleteFrom('agent_session').where('hash', '=', hashSecret(secret)).execute()
}

/** The secret of a link that signs in once, within a day. */
export async function createSignInLink(
  { write }: Database,
  agent: AgentAccount,
  now: number
): Promise<string> {
  const secret = createSecret()
  await write
    .insertInto('sign_in_link')
    .values({
      hash: hashSecret(secret),
      agent_id: agent.id,
      company_id: agent.companyId,
      expires_at: now + SIGN_IN_LINK_MS
    })
    .execute()
  return secret
}

/** Whose link it is, once: a second try with the same secret finds nothing. */
export async function useSignInLink(
  { write }: Database,
  secret: string,
  now: number
): Promise<string | undefined> {
  const row = await write
    .updateTable('sign_in_link')
    .set({ used_at: now })
    .where('hash', '=', hashSecret(secret))
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning('agent_id')
    .executeTakeFirst()
  return row?.agent_id
}

/** Whether somebody could sign in with a password: until then the start prints a one-time link. */
export async function hasAdministrator({ read }: Database): Promise<boolean> {
  const row = await read
    .selectFrom('agent')
    .select('id')
    .where('role', '=', 'admin')
    .where('password_hash', 'is not', null)
    .where('disabled_at', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** The agent who holds the visitor's conversation now. */
export async function agentHolding({ read }: Database, uid: string): Promise<string | undefined> {
  const row = await read
    .selectFrom('timeline')
    .innerJoin('conversation', 'conversation.cid', 'timeline.cid')
    .innerJoin('agent', 'agent.id', 'conversation.agent_id')
    .select('agent.name')
    .where('timeline.uid', '=', uid)
    .executeTakeFirst()
  return row?.name
}
