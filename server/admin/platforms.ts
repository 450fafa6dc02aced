import * as v from 'valibot'
import { ChatError } from '#protocol/errors'
import { createId } from '#protocol/ids'
import { companyBySysnum } from '#server/store/companies'
import {
  allMemberships,
  createPlatform,
  findPlatform,
  inviteMember,
  membersOf,
  removeMember
} from '#server/store/platforms'
import { define, name, requireCompany, sysnum } from './command.ts'
import type { AdminContext } from './commands.ts'

const code = v.pipe(
  v.string('is needed'),
  v.regex(/^[\w.-]{1,64}$/, 'has to be letters, digits, dots, - and _')
)

/** DSK-platform: what an operator of the server does for several companies. */
export const PLATFORM_COMMANDS = {
  'platform-create': define({
    says: 'Make a platform of several companies and invite its main account: --code (what pages send as platformUnionCode), --name, --sysnum (of the main account), --customer (its code on the platform)',
    args: v.object({ code, name, sysnum, customer: code }),
    async run(context, args) {
      const { database, now } = context
      const company = await requireCompany(context, args.sysnum)
      if (await findPlatform(database, args.code))
        throw new ChatError('conflict', 'code: there is a platform with this code')
      const id = createId(now())
      const given = { id, code: args.code, name: args.name }
      await createPlatform(database, { ...given, companyId: company.id, customerCode: args.customer }, now())
      return { platform: id, code: args.code, invited: company.id }
    }
  }),
  'platform-invite': define({
    says: 'Invite a company to a platform; its administrator accepts in the workbench: --code, --sysnum, --customer (what pages send as flowCompanyId)',
    args: v.object({ code, sysnum, customer: code }),
    async run(context, args) {
      const { id } = await requirePlatform(context, args.code)
      const given = { platformId: id, sysnum: args.sysnum, customerCode: args.customer }
      return { platform: id, invited: await inviteTo(context, given) }
    }
  }),
  'platform-remove': define({
    says: 'Take a company off a platform; what is under way goes back to where it came from: --code, --sysnum',
    args: v.object({ code, sysnum }),
    async run(context, args) {
      const { id } = await requirePlatform(context, args.code)
      const company = await requireCompany(context, args.sysnum)
      const members = await membersOf(context.database, id)
      if (!members.some(({ companyId }) => companyId === company.id))
        throw new ChatError('not-found', 'sysnum: this company is not on the platform')
      await partFrom(context, { platformId: id, companyId: company.id })
      return { platform: id, removed: company.id }
    }
  }),
  'platform-list': define({
    says: 'The platforms with their companies, and who has accepted',
    args: v.object({}),
    run: async ({ database }) => ({ members: await allMemberships(database) })
  })
}

async function requirePlatform({ database }: AdminContext, code: string) {
  const found = await findPlatform(database, code)
  if (!found) throw new ChatError('not-found', 'code: there is no such platform')
  return found
}

/** Answers with the company's id. */
export async function inviteTo(
  { database, now }: AdminContext,
  { platformId, sysnum, customerCode }: { platformId: string; sysnum: string; customerCode: string }
): Promise<string> {
  const company = await companyBySysnum(database, sysnum)
  if (!company) throw new ChatError('not-found', 'sysnum: no such company')
  const members = await membersOf(database, platformId)
  if (members.some(({ companyId }) => companyId === company.id))
    throw new ChatError('conflict', 'sysnum: this company is on the platform already, or invited')
  if (members.some(one => one.customerCode === customerCode))
    throw new ChatError('conflict', 'customerCode: another company of the platform has this code')
  await inviteMember(database, { platformId, companyId: company.id, customerCode }, now())
  return company.id
}

/** Whichever side ends it. */
export async function partFrom(context: AdminContext, member: { platformId: string; companyId: string }) {
  await removeMember(context.database, member)
  context.platformsChanged([member.companyId])
}
