import * as v from 'valibot'
import { ChatError } from '#protocol/errors'
import { LIMITS } from '#protocol/limits'
import { QUEUE_MODES } from '#protocol/group'
import { Hours } from '#protocol/hours'
import { agentsOf } from '#server/store/agents'
import {
  capacitiesOf,
  createGroup,
  deskSettings,
  groupsOf,
  saveDeskSettings,
  saveGroup,
  setCapacity,
  type Group
} from '#server/store/groups'
import { define, email, name, requireAgent, requireCompany, sysnum } from './command.ts'
import type { AdminContext } from './commands.ts'

const MOST_AT_ONCE = 100
const MOST_SAYS = `has to be a number from 0 to ${MOST_AT_ONCE}`

const id = v.pipe(
  v.string(),
  v.regex(/^[\w-]+$/, 'has to be letters, digits, - and _'),
  v.maxLength(LIMITS.idLength)
)
const hours = v.optional(
  v.pipe(
    v.string(),
    v.transform(text => (text === 'always' ? 'null' : text)),
    v.parseJson(undefined, 'has to be JSON, or always'),
    v.nullable(Hours)
  )
)
const mode = v.optional(v.picklist(QUEUE_MODES, `has to be ${QUEUE_MODES.join(', ')}`))
const limit = v.optional(
  v.pipe(
    v.string(),
    v.regex(/^(none|\d{1,6})$/, 'has to be a number, or none'),
    v.transform(text => (text === 'none' ? null : Number(text)))
  )
)
const emails = v.optional(
  v.pipe(
    v.string(),
    v.transform(text => text.split(',').flatMap(one => one.trim() || [])),
    v.array(email)
  ),
  ''
)
const capacity = v.pipe(
  v.string('is needed'),
  v.regex(/^\d{1,3}$/, MOST_SAYS),
  v.transform(Number),
  v.maxValue(MOST_AT_ONCE, MOST_SAYS)
)

const GROUP_OPTIONS =
  '--hours JSON|always, --mode in-turn|named-first|vip, --limit NUMBER|none (beyond it a message is left), --add EMAIL,EMAIL'

/** Who serves whom. */
export const DESK_COMMANDS = {
  'create-group': define({
    says: `Make a group of agents: --sysnum, --name, optional --id (what pages send as groupid), ${GROUP_OPTIONS}`,
    args: v.object({ sysnum, name, id: v.optional(id), hours, mode, limit, add: emails }),
    async run(context, { sysnum, id, ...given }) {
      const company = await requireCompany(context, sysnum)
      const { database } = context
      if (
        (await groupsOf(database.read, company.id)).some(
          group => group.id === id || group.name === given.name
        )
      )
        throw new ChatError('conflict', 'there is a group with this id or name')
      const members = await agentIds(context, company.id, given.add)
      const group = changed({ ...EMPTY, name: given.name }, given)
      const groupId = await createGroup(database, company.id, { ...group, id }, context.now())
      await saveGroup(database, company.id, { ...group, id: groupId, agentIds: members })
      context.deskChanged(company.id)
      return { group: groupId }
    }
  }),
  'set-group': define({
    says: `Change a group; what is not named stays: --sysnum, --group (its id or name), optional --name, ${GROUP_OPTIONS}, --remove EMAIL,EMAIL`,
    args: v.object({
      sysnum,
      group: v.string('is needed'),
      name: v.optional(name),
      hours,
      mode,
      limit,
      add: emails,
      remove: emails
    }),
    async run(context, { sysnum, group: wanted, ...given }) {
      const company = await requireCompany(context, sysnum)
      const groups = await groupsOf(context.database.read, company.id)
      const group = groups.find(one => one.id === wanted) ?? groups.find(one => one.name === wanted)
      if (!group) throw new ChatError('not-found', 'group: no group has this id or name')
      const added = await agentIds(context, company.id, given.add)
      const removed = new Set(await agentIds(context, company.id, given.remove))
      const next = {
        ...changed(group, given),
        agentIds: [...new Set([...group.agentIds, ...added])].filter(one => !removed.has(one))
      }
      await saveGroup(context.database, company.id, next)
      context.deskChanged(company.id)
      return await listGroups(context, company.id)
    }
  }),
  'list-groups': define({
    says: 'The groups of a company, how its desk works, and what each agent can take: --sysnum',
    args: v.object({ sysnum }),
    run: async (context, args) => await listGroups(context, (await requireCompany(context, args.sysnum)).id)
  }),
  'set-capacity': define({
    says: 'How many conversations at once the desk gives an agent: --email, --capacity',
    args: v.object({ email, capacity }),
    async run(context, args) {
      const agent = await requireAgent(context, args.email)
      await setCapacity(context.database, agent.id, args.capacity)
      context.deskChanged(agent.companyId)
      return { agent: agent.id, capacity: args.capacity }
    }
  }),
  'set-desk': define({
    says: 'Who gives conversations to agents: --sysnum, optional --assign auto|manual, --vip ID=NAME,ID=NAME (levels, the highest first), --ask-group on|off (visitors for whom nobody has named a group pick one)',
    args: v.object({
      sysnum,
      assign: v.optional(v.picklist(['auto', 'manual'], 'has to be auto or manual')),
      vip: v.optional(
        v.pipe(
          v.string(),
          v.transform(text => text.split(',').filter(Boolean).map(toLevel)),
          v.maxLength(50)
        )
      ),
      'ask-group': v.optional(v.picklist(['on', 'off'], 'has to be on or off'))
    }),
    async run(context, { sysnum, assign, vip, 'ask-group': asks }) {
      const company = await requireCompany(context, sysnum)
      const before = await deskSettings(context.database.read, company.id)
      const settings = {
        ...before,
        assign: assign ?? before.assign,
        vipLevels: vip ?? before.vipLevels,
        asksGroup: asks ? asks === 'on' : before.asksGroup
      }
      await saveDeskSettings(context.database, company.id, settings)
      context.deskChanged(company.id)
      return settings
    }
  })
}

type Given = { [K in keyof Pick<Group, 'name' | 'hours'>]?: Group[K] | undefined } & {
  mode?: Group['queueMode'] | undefined
  limit?: number | null | undefined
}

const EMPTY: Omit<Group, 'id'> = {
  name: '',
  hours: null,
  queueMode: 'in-turn',
  queueLimit: null,
  agentIds: []
}

const changed = <G extends Omit<Group, 'id'>>(group: G, { name, hours, mode, limit }: Given): G => ({
  ...group,
  ...(name === undefined ? {} : { name }),
  ...(hours === undefined ? {} : { hours }),
  ...(mode === undefined ? {} : { queueMode: mode }),
  ...(limit === undefined ? {} : { queueLimit: limit })
})

/** `id=name`, or a name that is its own id. */
function toLevel(text: string) {
  const [id = '', name = id] = text.split('=').map(part => part.trim())
  return { id, name }
}

async function agentIds(
  { database }: AdminContext,
  companyId: string,
  addresses: string[]
): Promise<string[]> {
  const agents = await agentsOf(database, companyId)
  return addresses.map(address => {
    const agent = agents.find(one => one.email === address.toLowerCase())
    if (!agent) throw new ChatError('not-found', `${address}: no account of this company has this address`)
    return agent.id
  })
}

async function listGroups({ database }: AdminContext, companyId: string) {
  const agents = await agentsOf(database, companyId)
  const capacities = await capacitiesOf(database.read, companyId)
  const emails = new Map(agents.map(({ id, email }) => [id, email]))
  const groups = await groupsOf(database.read, companyId)
  return {
    ...(await deskSettings(database.read, companyId)),
    groups: groups.map(({ agentIds, ...group }) => ({
      ...group,
      agents: agentIds.map(one => emails.get(one))
    })),
    agents: agents.map(({ id, email, status }) => ({ id, email, status, capacity: capacities.get(id) }))
  }
}
