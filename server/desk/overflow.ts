import type { Profile } from '#protocol/desk'
import type { Placed } from './assign.ts'
import type { Look } from './route.ts'

// DSK-platform: what a page says of another company that should answer. What that leads to is in PF1–PF6, server/store/relay.ts.

type Claims = NonNullable<Profile['claims']>

/** `when` as the documented flowType: 1 always, 2 when all are busy, 3 when nobody is there. */
export type Overflow = {
  when: '1' | '2' | '3'
  platform: string | null
  /** Null: the main account. */
  company: string | null
  group: string | null
}

/** Undefined where the page wants none. */
export function readOverflow(claims: Claims = {}): Overflow | undefined {
  const when = claims['flowType']
  if (when !== '1' && when !== '2' && when !== '3') return undefined
  const idOf = (name: string) => claims[name]?.trim() || null
  return {
    when,
    platform: idOf('platformUnionCode'),
    company: idOf('flowCompanyId'),
    group: idOf('flowGroupId')
  }
}

/** Whether a place that the desk has found is one from which it overflows. */
export function overflows({ when }: Overflow, { place }: Pick<Placed, 'place'>, isServed: boolean): boolean {
  if (when === '1') return true
  if (isServed) return false
  const isAway = place.kind === 'leave' && (place.because === 'offline' || place.because === 'closed')
  return isAway === (when === '3')
}

/** A company of a platform, as others name it. */
export type Member = { companyId: string; name: string; code: string; sysnum: string; isMain: boolean }
/** A platform of which the company is a member, with all who have accepted. */
export type Platform = { id: string; code: string; members: readonly Member[] }

export type Target =
  | { to: Member; platformId: string; looks: Look[] }
  /** What was named is nothing that we know. */
  | { to: undefined; looks: Look[] }

/** Whom the page means. Platforms and companies that are not there are ignored, and said so. */
export function targetOf(
  { platform, company }: Overflow,
  { companyId, platforms }: { companyId: string; platforms: readonly Platform[] }
): Target {
  const skip = (to: Look['to'], id: string): Target => ({
    to: undefined,
    looks: [{ to, id, saw: 'unknown', so: 'skip' }]
  })
  const found =
    platform === null
      ? platforms.length === 1
        ? platforms[0]
        : undefined
      : platforms.find(({ code, id }) => code === platform || id === platform)
  if (!found) return skip('platform', platform ?? '')
  const member = found.members.find(one =>
    company === null ? one.isMain : [one.code, one.companyId, one.sysnum].includes(company)
  )
  // A company does not overflow into itself
  if (!member || member.companyId === companyId) return skip('company', company ?? member?.name ?? '')
  return {
    to: member,
    platformId: found.id,
    looks: [{ to: 'company', id: member.name, saw: 'member', so: 'refer' }]
  }
}

/** As whom another company holds a conversation. */
export const partnerId = (companyId: string) => `~${companyId}`
export const isPartner = (agentId: string | null) => agentId?.startsWith('~') ?? false

/** Keys that speak of the company's own desk, or of a visitor as only that company knows them. */
const OWN = new Set([
  'platformUnionCode',
  'flowType',
  'flowCompanyId',
  'flowGroupId',
  'agentid',
  'agent_mode_flag',
  'groupid',
  'transfer_action',
  'queueFirst',
  'robotid',
  'faqid',
  'type',
  'partnerid',
  'visitor_ids',
  'agent_hello_word',
  'agent_offline_title',
  'robot_hello_word'
])

/** What of a profile goes along with a conversation. */
export function referredProfile({ name, page, device, claims = {} }: Profile, counted: Claims): Profile {
  const kept = Object.entries(claims).filter(([key]) => key in counted && !OWN.has(key))
  return {
    ...(name === undefined ? {} : { name }),
    ...(page === undefined ? {} : { page }),
    ...(device?.language === undefined ? {} : { device: { language: device.language } }),
    ...(kept.length > 0 ? { claims: Object.fromEntries(kept) } : {})
  }
}
