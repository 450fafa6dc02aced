import { ChatError } from '#protocol/errors'
import type { ClientFrameOf } from '#protocol/client-frame'
import type { Intent } from '#server/desk/rules'
import { agentById } from '#server/store/agents'
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

export async function transfer(session: LiveSession, { uid, cid, agentId }: ClientFrameOf<'transfer'>) {
  const to = await agentById(session.services.database, agentId)
  if (to?.companyId !== session.companyId) throw new ChatError('not-found', 'agentId: no such colleague')
  await change(session, uid, { kind: 'transfer', by: actor(session), cid, to })
}

async function change(session: LiveSession, uid: string, intent: Intent) {
  await session.reach(uid)
  const outcome = await session.services.writer.submit({ companyId: session.companyId, uid, intent })
  if (!outcome.ok) throw new ChatError(outcome.code, outcome.why)
}

function actor({ role, who, name, rank }: LiveSession) {
  return { role, id: who, ...(name ? { name } : {}), ...(rank ? { rank } : {}) }
}
