import { ChatError } from '#protocol/errors'
import { createId } from '#protocol/ids'
import type { Organisation, ORGANISATIONS as TABLE } from '#protocol/api/organisations'
import { TEXT_CLAIMS } from '#protocol/customer'
import { agentById } from '#server/store/agents'
import { definitionsOf } from '#server/store/definitions'
import { deskSettings } from '#server/store/groups'
import {
  createOrganisation,
  customersOf,
  deleteOrganisation,
  findOrganisation,
  organisationsOf,
  saveOrganisation
} from '#server/store/organisations'
import type { Context, Handlers } from './caller.ts'

const FIXED = [
  { name: 'partnerid', key: 'partnerid' },
  ...Object.entries(TEXT_CLAIMS).map(([name, key]) => ({ name, key })),
  { name: 'isVip', key: 'is_vip' },
  { name: 'vipLevel', key: 'vip_level' },
  { name: 'labels', key: 'user_label' }
]

export const ORGANISATIONS: Handlers<keyof typeof TABLE> = {
  async getFixedCustomerFields({ services: { database }, companyId }) {
    const { vipLevels } = await deskSettings(database.read, companyId)
    const labels = await definitionsOf(database.read, companyId, 'label')
    return { fields: FIXED, vipLevels, labels: labels.map(({ id, name }) => ({ id, name })) }
  },
  listCustomers: async ({ services, companyId }, asked) =>
    await customersOf(services.database, companyId, asked),
  listOrganisations: async ({ services, companyId }, asked) =>
    await organisationsOf(services.database, companyId, asked),
  getOrganisation: async (context, { organisation }) => await requireOrganisation(context, organisation),
  async createOrganisation(context, { id: wanted, ...given }) {
    const { services, companyId, now } = context
    await requireOwner(context, given.owner)
    const organisation = { id: wanted ?? createId(now), ...given }
    if (!(await createOrganisation(services.database, companyId, organisation)))
      throw new ChatError('conflict', 'id: there is one with this id')
    return organisation
  },
  async updateOrganisation(context, { organisation, ...given }) {
    const before = await requireOrganisation(context, organisation)
    await requireOwner(context, given.owner)
    const said = Object.entries(given).filter(([, value]) => value !== undefined)
    const next = { ...before, ...(Object.fromEntries(said) as Partial<Organisation>) }
    await saveOrganisation(context.services.database, context.companyId, next)
    return next
  },
  async deleteOrganisation({ services, companyId }, { organisation }) {
    if (!(await deleteOrganisation(services.database, companyId, organisation))) throw notThere()
    return { ok: true }
  }
}

const notThere = () => new ChatError('not-found', 'organisation: no organisation of this company has this id')

export async function requireOrganisation(
  { services, companyId }: Context,
  id: string
): Promise<Organisation> {
  const found = await findOrganisation(services.database, companyId, id)
  if (!found) throw notThere()
  return found
}

/** An agent of this company. */
export async function requireOwner({ services, companyId }: Context, id: string | null | undefined) {
  if (!id) return
  if ((await agentById(services.database, id))?.companyId !== companyId)
    throw new ChatError('bad-request', 'owner: the company has no agent with this id')
}
