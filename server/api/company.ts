import { contextOf } from '#server/admin/local'
import type { COMPANY as TABLE } from '#protocol/api/company'
import { agentRecordsOf } from '#server/store/agents'
import { auditOf } from '#server/store/audit'
import { companyById, nameCompany } from '#server/store/companies'
import { deskSettings, saveDeskSettings } from '#server/store/groups'
import { demandSecondFactor, mustHaveSecondFactor } from '#server/store/second-factor'
import type { Context, Handlers } from './caller.ts'

export const COMPANY: Handlers<keyof typeof TABLE> = {
  getCompany: async context => await show(context),
  async updateCompany(context, { name, needsSecondFactor, ...desk }) {
    const { services, companyId } = context
    const { database } = services
    if (name !== undefined) await nameCompany(database, companyId, name)
    if (needsSecondFactor !== undefined) await demand(context, needsSecondFactor)
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

/** Who is in without one comes back to set one up. */
async function demand({ services: { database, hub }, companyId }: Context, isNeeded: boolean) {
  await demandSecondFactor(database, companyId, isNeeded)
  if (!isNeeded) return
  for (const { id, hasSecondFactor } of await agentRecordsOf(database, companyId))
    if (!hasSecondFactor) hub.endSessionsOf(id)
}

async function show({ services: { database }, companyId }: Context) {
  const company = await companyById(database, companyId)
  const { assign, asksGroup, vipLevels } = await deskSettings(database.read, companyId)
  return {
    sysnum: company!.sysnum,
    name: company!.name,
    assign,
    asksGroup,
    vipLevels,
    needsSecondFactor: await mustHaveSecondFactor(database, companyId)
  }
}
