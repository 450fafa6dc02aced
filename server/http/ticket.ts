import * as v from 'valibot'
import { ChatError } from '#protocol/errors'
import type { Services } from '#server/services'
import { companyById } from '#server/store/companies'
import { createTicket } from '#server/store/handovers'
import { readBody } from './body.ts'
import { limitSends } from './limits.ts'
import { visitorCookie } from './visitor-cookie.ts'
import { requireSameOrigin, requireVisitor, type Http } from './who.ts'

const Body = v.object({
  /** Where cookies do not serve (plain http): what this device was given. */
  secret: v.optional(v.pipe(v.string(), v.maxLength(200)))
})

/** POST /api/visitor/ticket: with its answer `{ticket}` another page may be the same visitor, once, within a minute. */
export async function ticket(c: Http, services: Services) {
  requireSameOrigin(c, services)
  const { uid, companyId } = requireVisitor(c, services)
  limitSends(services, uid)
  const body = await readBody(c, Body)
  const company = await companyById(services.database, companyId)
  const given = company && [visitorCookie(c, services, company), body.secret]
  const secret = given?.find(one => services.tokens.isDeviceSecret(one ?? ''))
  if (!secret) throw new ChatError('unauthorized', 'secret: this device has none')
  const { database, vault, clock } = services
  return c.json({ ticket: await createTicket(database, { companyId, secret, vault }, clock.now()) })
}
