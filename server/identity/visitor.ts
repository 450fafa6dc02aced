import { ChatError } from '#protocol/errors'
import type { Services } from '#server/services'
import { channelsOf, pickChannel, type Channel, type Company } from '#server/store/companies'
import { findTimeline, uidOfPartner } from '#server/store/timelines'
import type { VisitorClaims } from '#server/tokens'
import { verify } from './verify.ts'

// ID4 A partnerid that was ever proved is never taken on trust again: without a proof it is refused.
// ID5 What a channel asks for counts at once, for sessions that are open, too.

export type Asking = {
  company: Company
  channel: Channel | undefined
  partnerid: string | undefined
  sign: string | undefined
  /** An earlier token of this visitor: stands for a proof that has run out since. */
  token: string | undefined
}

export type Known = { partnerid: string | undefined; verified: boolean }

const RENEWABLE_MS = 12 * 3_600_000

/** Who asks for a session; throws `illegal-visitor` when the channel's rules keep them out. */
export async function identifyVisitor(services: Services, asking: Asking): Promise<Known> {
  const { company, channel, partnerid, sign } = asking
  const { database, clock, vault, report } = services
  const proof = { sysnum: company.sysnum, partnerid, sign, now: clock.now() }
  const keyFrom = (sealed: string | null | undefined) =>
    channel && sealed ? { key: vault.open(sealed), require: channel.settings.require } : undefined
  let verdict = await verify(proof, keyFrom(channel?.sealedKey))
  if (!verdict.ok && channel?.sealedOldKey) {
    // While a site changes its key, some of its pages still sign with the one before
    const earlier = await verify(proof, keyFrom(channel.sealedOldKey))
    if (earlier.ok && earlier.verified) verdict = earlier
  }
  if (verdict.ok && verdict.verified) return verdict
  if (await isRenewal(services, asking)) return { partnerid, verified: true }
  if (!verdict.ok) {
    report('visitor-refused', { sysnum: company.sysnum, why: verdict.why })
    throw new ChatError('illegal-visitor')
  }
  if (partnerid !== undefined && (await uidOfPartner(database, company.id, partnerid))) {
    report('visitor-refused', { sysnum: company.sysnum, why: 'a proved partnerid came without a proof' })
    throw new ChatError('illegal-visitor')
  }
  return { partnerid, verified: false }
}

async function isRenewal(
  { tokens, clock, database }: Services,
  { company, partnerid, token }: Asking
): Promise<boolean> {
  if (!token || partnerid === undefined) return false
  const claims = tokens.readVisitor(token, clock.now() - RENEWABLE_MS)
  if (!claims?.verified || claims.companyId !== company.id) return false
  return (await findTimeline(database, claims.uid))?.partnerid === partnerid
}

/** Whether the rules of the visitor's channel, as they are now, let this session be. */
export async function isAdmitted(
  { database }: Pick<Services, 'database'>,
  { companyId, channel, verified }: VisitorClaims
): Promise<boolean> {
  if (verified) return true
  const found = pickChannel(await channelsOf(database, companyId), channel)
  return (found?.settings.require ?? 'none') === 'none'
}
