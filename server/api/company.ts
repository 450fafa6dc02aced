import { contextOf } from '#server/admin/local'
import type { COMPANY as TABLE } from '#protocol/api/company'
import { auditOf } from '#server/store/audit'
import { companyById, nameCompany } from '#server/store/companies'
import { deskSettings, saveDeskSettings } from '#server/store/groups'
import type { Context, Handlers } from './caller.ts'

export const COMPANY: Handlers<keyof typeof TABLE> = {
  getCompany: async context => await show(context),
  async updateCompany(context, { name, ...desk }) {
    const { services, companyId } = context
    const { database } = services
    if (name !== undefined) await nameCompany(database, companyId, name)
    const { assign, asksGroup, vipLevels } = desk
    if (assign !== undefined || asksGroup !== undefined || vipLevels !== undefined) {
      const before = await deskSettings(database.read, companyId)
      await saveDeskSettings(database, companyId, {
        ...before,
        assign: assign ?? before.assign,
        asksGroup: asksGroup ?? before.asksGroup,
        vipLevels: vipLevels ?? before.vipLevels
      })
      contextOf(services).deskChanged(companyId)
    }
    return await show(context)
  },
  listAudit: async ({ services, companyId }, asked) => await auditOf(services.database, companyId, asked)
}

async function show({ services: { database }, companyId }: Context) {
  const company = await companyById(database, companyId)
  const { assign, asksGroup, vipLevels } = await deskSettings(database.read, companyId)
  return { sysnum: company!.sysnum, name: company!.name, assign, asksGroup, vipLevels }
}
