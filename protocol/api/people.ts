import * as v from 'valibot'
import { QUEUE_MODES } from '../group.ts'
import { Hours } from '../hours.ts'
import { done, email, flag, id, listOf, name, paging, time, whole } from './fields.ts'
import { operation, ROLES } from './operation.ts'

const role = v.picklist(ROLES, `has to be ${ROLES.join(', ')}`)
/** The most conversations that the desk gives an agent at once. */
const capacity = whole(0, 100)

const Agent = v.object({
  id: v.string(),
  email: v.string(),
  name: v.string(),
  role,
  status: v.picklist(['online', 'busy', 'away']),
  capacity: v.number(),
  /** May sign in. */
  isEnabled: v.boolean(),
  /** Has set a password. */
  hasSignedIn: v.boolean(),
  /** Signs in with codes of an authenticator, too. */
  hasSecondFactor: v.boolean(),
  groupIds: v.array(v.string()),
  createdAt: time
})
export type Agent = v.InferOutput<typeof Agent>

/** Signs in once, within a day. */
const link = v.string()

const queueMode = v.picklist(QUEUE_MODES, `has to be ${QUEUE_MODES.join(', ')}`)
/** The most that may wait; beyond it a message is left. Null: no limit. */
const queueLimit = v.nullable(whole(0, 100_000))
/** Null: always open. */
const hours = v.nullable(Hours)
const agentIds = v.pipe(v.array(id), v.maxLength(5_000, 'has at most 5,000 agents'))

const Group = v.object({
  /** What pages send as `groupid`. */
  id: v.string(),
  name: v.string(),
  queueMode,
  queueLimit,
  hours,
  agentIds: v.array(v.string())
})
export type Group = v.InferOutput<typeof Group>

export const PEOPLE = {
  listAgents: operation({
    method: 'get',
    path: '/agents',
    says: 'The accounts of the company, by name; also those who may not sign in any more.',
    role: 'agent',
    scope: 'people:read',
    input: v.object(paging),
    output: listOf(Agent)
  }),
  createAgent: operation({
    method: 'post',
    path: '/agents',
    says: 'Makes an account, and a link with which its owner signs in once and sets a password, within a day.',
    role: 'admin',
    scope: 'people:write',
    input: v.object({
      email,
      name,
      role: v.optional(role, 'agent'),
      capacity: v.optional(capacity, 5),
      groupIds: v.optional(v.array(id), [])
    }),
    output: v.object({ agent: Agent, link })
  }),
  updateAgent: operation({
    method: 'patch',
    path: '/agents/:agent',
    says: 'Changes an account; what is not named stays. One that is switched off is signed out everywhere. The last administrator stays one.',
    role: 'admin',
    scope: 'people:write',
    input: v.object({
      agent: id,
      name: v.optional(name),
      role: v.optional(role),
      capacity: v.optional(capacity),
      isEnabled: v.optional(flag),
      groupIds: v.optional(v.array(id))
    }),
    output: Agent
  }),
  linkAgent: operation({
    method: 'post',
    path: '/agents/:agent/link',
    says: 'A new link with which an account signs in once and sets a password, within a day.',
    role: 'admin',
    scope: 'people:write',
    input: v.object({ agent: id }),
    output: v.object({ link })
  }),
  signOutAgent: operation({
    method: 'post',
    path: '/agents/:agent/sign-out',
    says: 'Ends all sessions of an account at once, wherever it is signed in; links to sign in as well.',
    role: 'admin',
    scope: 'people:write',
    input: v.object({ agent: id }),
    output: done
  }),
  resetSecondFactor: operation({
    method: 'post',
    path: '/agents/:agent/second-factor/reset',
    says: 'Takes away the second factor of an account whose owner has lost it, and ends its sessions. Its password is what is left.',
    role: 'admin',
    scope: 'people:write',
    input: v.object({ agent: id }),
    output: done
  }),
  listGroups: operation({
    method: 'get',
    path: '/groups',
    says: 'The groups of agents, the oldest first: where the desk looks first when a page names none.',
    role: 'agent',
    scope: 'people:read',
    input: v.object(paging),
    output: listOf(Group)
  }),
  createGroup: operation({
    method: 'post',
    path: '/groups',
    says: 'Makes a group. Its id, which pages send as `groupid`, may be chosen.',
    role: 'admin',
    scope: 'people:write',
    input: v.object({
      id: v.optional(id),
      name,
      queueMode: v.optional(queueMode, 'in-turn'),
      queueLimit: v.optional(queueLimit, null),
      hours: v.optional(hours, null),
      agentIds: v.optional(agentIds, [])
    }),
    output: Group
  }),
  updateGroup: operation({
    method: 'patch',
    path: '/groups/:group',
    says: 'Changes a group; what is not named stays. Who waits there finds a place anew.',
    role: 'admin',
    scope: 'people:write',
    input: v.object({
      group: id,
      name: v.optional(name),
      queueMode: v.optional(queueMode),
      queueLimit: v.optional(queueLimit),
      hours: v.optional(hours),
      agentIds: v.optional(agentIds)
    }),
    output: Group
  }),
  deleteGroup: operation({
    method: 'delete',
    path: '/groups/:group',
    says: 'Removes a group. Who waits there finds a place in another.',
    role: 'admin',
    scope: 'people:write',
    input: v.object({ group: id }),
    output: done
  })
}
