import { ChatError } from '#protocol/errors'
import type { ClientFrameOf } from '#protocol/client-frame'
import type { Services } from '#server/services'
import { channelsOf } from '#server/store/companies'
import { findTimeline } from '#server/store/timelines'
import type { LiveSession } from '../session.ts'

/** VS1 The chat has found the visit of its browser: from now on it is this visitor's. */
export async function visit(session: LiveSession, frame: ClientFrameOf<'visit'>) {
  await session.reach(frame.uid)
  const { companyId, services } = session
  const { tokens, tracks, presence, database } = services
  if (!tokens.isVisit(frame.visit)) throw new ChatError('not-found', 'visit: no such visit')
  const visitId = tokens.visitId(frame.visit, companyId)
  const timeline = await findTimeline(database, frame.uid)
  presence.join(visitId, frame.uid, Boolean(timeline?.cid))
  await tracks.join({ visitId, companyId, uid: frame.uid })
}

export function invite(session: LiveSession, frame: ClientFrameOf<'invite'>) {
  const { companyId, who, name, services } = session
  services.presence.invite({ visitId: frame.visit, companyId, agentId: who, name, text: frame.text })
}

export async function tellBrowsing(session: LiveSession) {
  session.send(await browsing(session.services, session.companyId))
}

/** Each process tells its own. */
export async function announceBrowsing(services: Services, companyId: string) {
  const { hub } = services
  if (hub.agentsHere(companyId).size === 0) return
  hub.toAgents(companyId, await browsing(services, companyId), { isHereOnly: true })
}

async function browsing({ presence, database }: Services, companyId: string) {
  const channels = await channelsOf(database, companyId)
  const on = channels.some(({ settings }) => settings.invitations)
  return { type: 'browsing' as const, on, visitors: presence.of(companyId) }
}
