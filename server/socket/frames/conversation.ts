import { ChatError } from '#protocol/errors'
import type { ClientFrameOf } from '#protocol/client-frame'
import type { Destination, Intent } from '#server/desk/rules'
import { agentById } from '#server/store/agents'
import { groupsOf } from '#server/store/groups'
import type { LiveSession } from '../session.ts'

// QU1 Who holds a conversation is decided in the database: of two agents who accept at once, one gets `conflict`.
export const accept = (session: LiveSession, { uid, cid }: ClientFrameOf<'accept'>) =>
  change(session, uid, { kind: 'accept', by: actor(session), cid })
export const release = (session: LiveSession, { uid, cid }: ClientFrameOf<'release'>) =>
  change(session, uid, { kind: 'release', by: actor(session), cid })
export const end = (session: LiveSession, { uid, cid }: ClientFrameOf<'end'>) =>
  change(session, uid, { kind: 'end', by: actor(session), cid })

/** RV1 The message of this agent at that place is void from now on, for everybody. */
export const recall = (session: LiveSession, { uid, seq }: ClientFrameOf<'recall'>) =>
  change(session, uid, { kind: 'recall', by: actor(session), seq, now: session.services.clock.now() })

export async function transfer(session: LiveSession, frame: ClientFrameOf<'transfer'>) {
  const { uid, cid, note } = frame
  const to = await destination(session, frame)
  await change(session, uid, { kind: 'transfer', by: actor(session), cid, to, ...(note ? { note } : {}) })
}

async function destination(
  session: LiveSession,
  { agentId, groupId }: ClientFrameOf<'transfer'>
): Promise<Destination> {
  if ((agentId === undefined) === (groupId === undefined))
    throw new ChatError('bad-frame', 'transfer: needs an agentId or a groupId')
  if (agentId !== undefined) return { kind: 'agent', ...(await colleague(session, agentId)) }
  const groups = await groupsOf(session.services.database.read, session.companyId)
  const group = groups.find(({ id }) => id === groupId)
  if (!group) throw new ChatError('not-found', 'groupId: no such group')
  return { kind: 'group', id: group.id, name: group.name }
}

async function colleague({ services, companyId }: LiveSession, agentId: string) {
  const agent = await agentById(services.database, agentId)
  if (agent?.companyId !== companyId) throw new ChatError('not-found', 'agentId: no such colleague')
  return { id: agent.id, name: agent.name }
}

// IV1, IV2
export const addAgent = (session: LiveSession, frame: ClientFrameOf<'add-agent'>) => moveGuest(session, frame)
export const removeAgent = (session: LiveSession, frame: ClientFrameOf<'remove-agent'>) =>
  moveGuest(session, frame)

async function moveGuest(
  session: LiveSession,
  { type, uid, cid, agentId }: ClientFrameOf<'add-agent' | 'remove-agent'>
) {
  const agent = await colleague(session, agentId)
  await change(session, uid, { kind: type, by: actor(session), cid, agent })
}

/** BL1 Takes nothing more of the visitor. */
export const block = (session: LiveSession, { uid, reason, forMs }: ClientFrameOf<'block'>) =>
  change(session, uid, {
    kind: 'block',
    by: actor(session),
    until: forMs === undefined ? Infinity : session.services.clock.now() + forMs,
    reason: reason.trim()
  })
export const unblock = (session: LiveSession, { uid }: ClientFrameOf<'unblock'>) =>
  change(session, uid, { kind: 'unblock', by: actor(session) })

async function change(session: LiveSession, uid: string, intent: Intent) {
  await session.reach(uid)
  const outcome = await session.services.writer.submit({ companyId: session.companyId, uid, intent })
  if (!outcome.ok) throw new ChatError(outcome.code, outcome.why)
}

function actor({ role, who, name, rank }: LiveSession) {
  return { role, id: who, ...(name ? { name } : {}), ...(rank ? { rank } : {}) }
}
