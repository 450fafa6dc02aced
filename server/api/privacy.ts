import type { Person, PRIVACY as TABLE } from '#protocol/api/privacy'
import { ChatError } from '#protocol/errors'
import { contextOf } from '#server/admin/local'
import { erasePerson } from '#server/privacy/erase'
import { countPerson, findPeople, personOf, type PersonRecord } from '#server/store/personal'
import { privacyOf, savePrivacy } from '#server/store/privacy'
import type { Context, Handlers } from './caller.ts'

const EXPORT_MS = 10 * 60_000

export const PRIVACY: Handlers<keyof typeof TABLE> = {
  getPrivacy: async ({ services, companyId }) => await privacyOf(services.database, companyId),
  async updatePrivacy({ services, companyId }, given) {
    const { database, masking } = services
    const named = Object.entries(given).filter(([, value]) => value !== undefined)
    const privacy = { ...(await privacyOf(database, companyId)), ...Object.fromEntries(named) }
    await savePrivacy(database, companyId, privacy)
    masking.changed(companyId)
    return privacy
  },
  async findPeople(context, { person }) {
    const found = await findPeople(context.services.database, context.companyId, person)
    return { items: await Promise.all(found.map(one => show(context, one))), next: null }
  },
  async exportPerson({ services, companyId, now, origin }, { visitor }) {
    if (!(await personOf(services.database, companyId, visitor)))
      throw new ChatError('not-found', 'visitor: no visitor of this company has this id')
    const until = now + EXPORT_MS
    return {
      url: `${origin}/exports/${visitor}/${services.tokens.grantExport(visitor, until)}/${visitor}.zip`,
      until
    }
  },
  erasePerson: async ({ services, companyId }, { visitor }) =>
    await erasePerson(contextOf(services), companyId, visitor)
}

async function show(
  { services: { database } }: Context,
  { uid, companyId: _own, verified, profile, ...person }: PersonRecord
): Promise<Person> {
  return {
    ...person,
    id: uid,
    isVerified: verified,
    name: profile.name ?? '',
    counts: await countPerson(database, uid)
  }
}
