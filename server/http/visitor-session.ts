import * as v from 'valibot'
import { ChatError } from '#protocol/errors'
import { LIMITS } from '#protocol/limits'
import { identifyVisitor } from '#server/identity/visitor'
import type { Services } from '#server/services'
import { channelsOf, companyBySysnum, pickChannel, type Company } from '#server/store/companies'
import { readBody } from './body.ts'
import { isSecure, requireSameOrigin, type Http } from './who.ts'
import { redeemTicket } from '#server/store/handovers'
import { findOrMakeVisitor } from './visitors.ts'
import { keepVisitorCookie, visitorCookie } from './visitor-cookie.ts'

const text = (most: number) => v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(most)))

const Body = v.object({
  sysnum: v.pipe(v.string(), v.minLength(1), v.maxLength(LIMITS.idLength)),
  /** What this device was given before, where cookies do not serve (plain http). */
  secret: text(200),
  /** Number of the channel whose rules count. */
  channel: v.optional(v.pipe(v.number(), v.integer())),
  /** Who the page says that it is, and the proof. */
  partnerid: text(300),
  sign: text(4_000),
  /** From a page of the same visitor, whose storage is apart: see POST /api/visitor/ticket. */
  ticket: text(200),
  /** Somebody has signed out of the page: what the browser has of before does not count. */
  fresh: v.optional(v.boolean()),
  /** The token that is to be renewed. */
  token: text(2_000),
  /** Not in a frame: over plain http, too, the page for old browsers is then to find the same visitor. */
  top: v.optional(v.boolean())
})

/**
 * Makes or finds the visitor of this device and answers with a token for the socket. Over https the lasting secret is a
 * cookie that scripts cannot read, in the partition of the site that embeds the chat; over plain http it is in the answer,
 * and for a page that is opened by itself in a cookie as well.
 */
export async function visitorSession(c: Http, services: Services) {
  requireSameOrigin(c, services)
  const { sysnum, secret: inBody, channel: number, top, fresh, ticket, ...claims } = await readBody(c, Body)
  const company = await companyBySysnum(services.database, sysnum)
  if (!company) throw new ChatError('not-found', 'sysnum: no such company on this server')
  const channel = pickChannel(await channelsOf(services.database, company.id), number)
  const { partnerid, sign, token: earlier } = claims
  const known = await identifyVisitor(services, { company, channel, partnerid, sign, token: earlier })
  const secure = isSecure(c, services)
  const mayUseCookie = secure || top === true
  const cookie = mayUseCookie ? visitorCookie(c, services, company) : undefined
  const handedOver = ticket && (await redeem(services, company, ticket))
  const kept = fresh ? [] : secure ? [cookie] : [inBody, cookie]
  const given = [handedOver, ...kept].find(one => services.tokens.isDeviceSecret(one ?? ''))
  const secret = given ?? services.tokens.createDeviceSecret()
  const uid = await findOrMakeVisitor(c, services, { company, known, secret })
  if (mayUseCookie) keepVisitorCookie(c, services, company, { secret })
  const token = services.tokens.forVisitor(
    { uid, companyId: company.id, channel: channel?.number ?? 0, verified: known.verified },
    services.clock.now()
  )
  return c.json({ uid, token, company: company.name, ...(secure ? {} : { secret }) })
}

const redeem = ({ database, vault, clock }: Services, { id }: Company, ticket: string) =>
  redeemTicket(database, { companyId: id, ticket, vault }, clock.now())
