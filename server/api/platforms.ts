import { contextOf } from '#server/admin/local'
import { ChatError } from '#protocol/errors'
import type { Member, Platform, PLATFORMS as TABLE } from '#protocol/api/platforms'
import { inviteTo, partFrom } from '#server/admin/platforms'
import { pageOfAll } from '#server/store/page'
import { acceptMembership, membersOf, membershipsOf, type Membership } from '#server/store/platforms'
import { referralOfMirror, saveReturned } from '#server/store/referrals'
import type { Context, Handlers } from './caller.ts'

export const PLATFORMS: Handlers<keyof typeof TABLE> = {
  async listPlatforms({ services, companyId }, asked) {
    const all = (await membershipsOf(services.database, companyId)).map(show)
    return pageOfAll(all, asked, ({ id }) => id)
  },
  async joinPlatform(context, { platform }) {
    const { services, companyId, now } = context
    await requireOwn(context, platform)
    await acceptMembership(services.database, { platformId: platform, companyId }, now)
    contextOf(services).platformsChanged([companyId])
    return show(await requireOwn(context, platform))
  },
  async leavePlatform(context, { platform }) {
    const { companyId, services } = context
    await requireOwn(context, platform)
    await partFrom(contextOf(services), { platformId: platform, companyId })
    return { ok: true }
  },
  async listPlatformMembers(context, { platform, ...asked }) {
    const own = await requireOwn(context, platform)
    const members = await membersOf(context.services.database, platform)
    const seen = members.filter(one => own.isMain || one.isMain || one.companyId === context.companyId)
    return pageOfAll(seen.map(showMember), asked, ({ company }) => company)
  },
  async invitePlatformMember(context, { platform, sysnum, customerCode }) {
    const { services } = context
    await requireMain(context, platform)
    const companyId = await inviteTo(contextOf(services), { platformId: platform, sysnum, customerCode })
    const members = await membersOf(services.database, platform)
    return showMember(members.find(one => one.companyId === companyId)!)
  },
  async removePlatformMember(context, { platform, company }) {
    const { services, companyId } = context
    await requireMain(context, platform)
    const members = await membersOf(services.database, platform)
    if (!members.some(one => one.companyId === company))
      throw new ChatError('not-found', 'company: is not on this platform')
    if (company === companyId)
      throw new ChatError('conflict', 'company: is the main account; it can leave, which ends the overflow')
    await partFrom(contextOf(services), { platformId: platform, companyId: company })
    return { ok: true }
  },
  async returnReferral({ services, companyId, caller }, { conversation }) {
    const { database, writer, referrals } = services
    const found = await referralOfMirror(database, companyId, conversation)
    if (!found?.uid || found.endedAt !== null)
      throw new ChatError(
        'not-found',
        'conversation: nothing that another company has referred and waits for'
      )
    // First what becomes of it, then the end: whoever carries it over finds both
    await saveReturned(database, found.id, 1)
    const { id, name, role } = caller
    const by = { role: 'agent' as const, id, name, rank: role }
    const outcome = await writer.submit({
      companyId,
      uid: found.uid,
      intent: { kind: 'end', by, cid: conversation }
    })
    if (!outcome.ok) {
      await saveReturned(database, found.id, 0)
      throw new ChatError(outcome.code, outcome.why)
    }
    referrals.changed(found.id)
    return { ok: true }
  }
}

const show = ({
  platformId,
  platform,
  code,
  customerCode,
  isMain,
  joinedAt,
  invitedAt
}: Membership): Platform => ({
  id: platformId,
  code,
  name: platform,
  customerCode,
  isMain,
  hasJoined: joinedAt !== null,
  invitedAt
})

const showMember = ({
  companyId,
  company,
  customerCode,
  isMain,
  joinedAt,
  invitedAt
}: Membership): Member => ({
  company: companyId,
  name: company,
  customerCode,
  isMain,
  hasJoined: joinedAt !== null,
  invitedAt
})

async function requireOwn({ services, companyId }: Context, platform: string): Promise<Membership> {
  const own = await membershipsOf(services.database, companyId)
  const found = own.find(({ platformId }) => platformId === platform)
  if (!found) throw new ChatError('not-found', 'platform: this company is not on it')
  return found
}

async function requireMain(context: Context, platform: string) {
  const own = await requireOwn(context, platform)
  if (!own.isMain || own.joinedAt === null)
    throw new ChatError('forbidden', 'platform: this is for its main account, once that has accepted')
}
