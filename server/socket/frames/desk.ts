import type { ClientFrameOf } from '#protocol/client-frame'
import type { Agent } from '#protocol/desk'
import type { Services } from '#server/services'
import { agentsOf, setAgentStatus } from '#server/store/agents'
import { groupsOf } from '#server/store/groups'
import type { LiveSession } from '../session.ts'

export async function desk(session: LiveSession, { at }: ClientFrameOf<'desk'>) {
  const { deskLog } = session.services
  await deskLog.open(session, at)
  if (session.isOver()) deskLog.close(session)
}

export async function status(session: LiveSession, frame: ClientFrameOf<'status'>) {
  await setAgentStatus(session.services.database, session.who, frame.status)
  session.services.assigner.nudge(session.companyId)
  await announceAgents(session.services, session.companyId)
}

/** PN1 Who looks is not told by a push service as well. */
export const watch = (session: LiveSession, { on }: ClientFrameOf<'watch'>) => session.watch(on)

export async function tellAgents(session: LiveSession) {
  session.send({ type: 'agents', ...(await presentStaff(session.services, session.companyId)) })
}

/** Each process tells its own: what one has just read another may know better. */
export async function announceAgents(services: Services, companyId: string) {
  services.bus.publish('agents', companyId)
  await announceAgentsHere(services, companyId)
}

export async function announceAgentsHere(services: Services, companyId: string) {
  if (services.hub.agentsHere(companyId).size === 0) return
  const staff = await presentStaff(services, companyId)
  services.hub.toAgents(companyId, { type: 'agents', ...staff }, { isHereOnly: true })
}

async function presentStaff(services: Services, companyId: string) {
  const groups = await groupsOf(services.database.read, companyId)
  return {
    agents: await presentAgents(services, companyId),
    groups: groups.map(({ id, name, agentIds }) => ({ id, name, agentIds }))
  }
}

async function presentAgents({ database, hub }: Services, companyId: string): Promise<Agent[]> {
  const here = hub.agentIdsOf(companyId)
  const agents = await agentsOf(database, companyId)
  return agents.map(({ id, name, status }) => ({ id, name, status: here.has(id) ? status : null }))
}
