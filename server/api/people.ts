import { contextOf } from '#server/admin/local'
import { ChatError } from '#protocol/errors'
import type { Agent, Group, PEOPLE as TABLE } from '#protocol/api/people'
import {
  agentRecordsOf,
  changeAgent,
  createAgent,
  createSignInLink,
  endSessionsOf,
  isAddressTaken,
  type AgentRecord
} from '#server/store/agents'
import { createGroup, deleteGroup, groupsOf, saveGroup, setCapacity } from '#server/store/groups'
import { removeSecondFactor } from '#server/store/second-factor'
import { pageOfAll } from '#server/store/page'
import type { Context, Handlers } from './caller.ts'

export const PEOPLE: Handlers<keyof typeof TABLE> = {
  async listAgents(context, asked) {
    const { items, next } = pageOfAll(await recordsOf(context), asked, ({ id }) => id)
    const groups = await groupsHere(context)
    return { items: items.map(one => showAgent(one, groups)), next }
  },
  async createAgent(context, { email, name, role, capacity, groupIds }) {
    const { services, companyId, now } = context
    const { database } = services
    await requireGroups(context, groupIds)
    if (await isAddressTaken(database, email))
      throw new ChatError('conflict', 'email: there is an account with this address')
    const agent = await createAgent(database, { companyId, email, name, role }, now)
    await setCapacity(database, agent.id, capacity)
    await join(context, agent.id, groupIds)
    contextOf(services).deskChanged(companyId)
    return {
      agent: await agentHere(context, agent.id),
      link: await linkFor(context, { ...agent, status: 'online' })
    }
  },
  async updateAgent(context, { agent: id, name, role, capacity, isEnabled, groupIds }) {
    const { services, companyId, now } = context
    const { database, hub } = services
    const before = await requireAgent(context, id)
    await requireGroups(context, groupIds ?? [])
    const enabled = isEnabled ?? before.isEnabled
    const isChanged = await changeAgent(database, before, {
      name: name ?? before.name,
      role: role ?? before.role,
      capacity: capacity ?? before.capacity,
      disabled_at: enabled ? null : now
    })
    if (!isChanged)
      throw new ChatError(
        'conflict',
        `${enabled ? 'role' : 'isEnabled'}: this is the last administrator; name another one first`
      )
    if (groupIds) await join(context, id, groupIds)
    if (!enabled) await endSessionsOf(database, id)
    // What an account may, and its name, are of its sessions: they begin anew
    if (!enabled || (role ?? before.role) !== before.role || (name ?? before.name) !== before.name)
      hub.endSessionsOf(id)
    contextOf(services).deskChanged(companyId)
    return await agentHere(context, id)
  },
  linkAgent: async (context, { agent }) => ({
    link: await linkFor(context, await requireEnabled(context, agent))
  }),
  async signOutAgent(context, { agent }) {
    await requireAgent(context, agent)
    await endEverywhere(context, agent)
    return { ok: true }
  },
  async resetSecondFactor(context, { agent }) {
    await requireAgent(context, agent)
    await removeSecondFactor(context.services.database, agent)
    await endEverywhere(context, agent)
    return { ok: true }
  },
  async listGroups(context, asked) {
    return pageOfAll(await groupsHere(context), asked, ({ id }) => id)
  },
  async createGroup(context, { id, ...given }) {
    const { services, companyId, now } = context
    const groups = await groupsHere(context)
    if (id !== undefined && groups.some(one => one.id === id))
      throw new ChatError('conflict', 'id: there is a group with this id')
    requireFreeName(groups, given.name)
    await requireAgents(context, given.agentIds)
    const { agentIds, ...group } = given
    const groupId = await createGroup(services.database, companyId, { ...group, id }, now)
    await saveGroup(services.database, companyId, { ...group, id: groupId, agentIds: unique(agentIds) })
    contextOf(services).deskChanged(companyId)
    return await requireGroup(context, groupId)
  },
  async updateGroup(context, { group: id, ...given }) {
    const { services, companyId } = context
    const before = await requireGroup(context, id)
    const groups = await groupsHere(context)
    if (given.name !== undefined)
      requireFreeName(
        groups.filter(one => one.id !== id),
        given.name
      )
    if (given.agentIds) await requireAgents(context, given.agentIds)
    const { name, queueMode, queueLimit, hours, agentIds } = given
    await saveGroup(services.database, companyId, {
      id,
      name: name ?? before.name,
      queueMode: queueMode ?? before.queueMode,
      queueLimit: queueLimit === undefined ? before.queueLimit : queueLimit,
      hours: hours === undefined ? before.hours : hours,
      agentIds: unique(agentIds ?? before.agentIds)
    })
    contextOf(services).deskChanged(companyId)
    return await requireGroup(context, id)
  },
  async deleteGroup(context, { group: id }) {
    const { services, companyId } = context
    await requireGroup(context, id)
    await deleteGroup(services.database, companyId, id)
    contextOf(services).deskChanged(companyId)
    return { ok: true }
  }
}

async function endEverywhere({ services: { database, hub } }: Context, agentId: string) {
  await endSessionsOf(database, agentId)
  hub.endSessionsOf(agentId)
}

const unique = (ids: readonly string[]) => [...new Set(ids)]
const recordsOf = ({ services, companyId }: Context) => agentRecordsOf(services.database, companyId)
const groupsHere = ({ services, companyId }: Context): Promise<Group[]> =>
  groupsOf(services.database.write, companyId)

function showAgent({ companyId: _own, ...agent }: AgentRecord, groups: readonly Group[]): Agent {
  return { ...agent, groupIds: groups.flatMap(({ id, agentIds }) => (agentIds.includes(agent.id) ? id : [])) }
}

async function requireAgent(context: Context, id: string): Promise<AgentRecord> {
  const found = (await recordsOf(context)).find(one => one.id === id)
  if (!found) throw new ChatError('not-found', 'agent: no account of this company has this id')
  return found
}

const agentHere = async (context: Context, id: string) =>
  showAgent(await requireAgent(context, id), await groupsHere(context))

async function requireEnabled(context: Context, id: string): Promise<AgentRecord> {
  const found = await requireAgent(context, id)
  if (!found.isEnabled) throw new ChatError('conflict', 'agent: this account is switched off')
  return found
}

async function requireAgents(context: Context, ids: readonly string[]) {
  const known = new Set((await recordsOf(context)).map(({ id }) => id))
  const stranger = ids.find(id => !known.has(id))
  if (stranger !== undefined)
    throw new ChatError('bad-request', `agentIds: ${stranger} is no account of this company`)
}

async function requireGroup(context: Context, id: string): Promise<Group> {
  const found = (await groupsHere(context)).find(one => one.id === id)
  if (!found) throw new ChatError('not-found', 'group: no group of this company has this id')
  return found
}

async function requireGroups(context: Context, ids: readonly string[]) {
  const known = new Set((await groupsHere(context)).map(({ id }) => id))
  const stranger = ids.find(id => !known.has(id))
  if (stranger !== undefined)
    throw new ChatError('bad-request', `groupIds: ${stranger} is no group of this company`)
}

function requireFreeName(groups: readonly Group[], name: string) {
  if (groups.some(one => one.name === name))
    throw new ChatError('conflict', 'name: there is a group with this name')
}

/** Into these groups, and out of all others. */
async function join(context: Context, agentId: string, groupIds: readonly string[]) {
  const { services, companyId } = context
  for (const group of await groupsHere(context)) {
    const isIn = group.agentIds.includes(agentId)
    if (isIn === groupIds.includes(group.id)) continue
    const agentIds = isIn ? group.agentIds.filter(one => one !== agentId) : [...group.agentIds, agentId]
    await saveGroup(services.database, companyId, { ...group, agentIds })
  }
}

const linkFor = async ({ services, origin, now }: Context, agent: Parameters<typeof createSignInLink>[1]) =>
  // In the fragment: it reaches no log
  `${origin}/workbench#key=${await createSignInLink(services.database, agent, now)}`
