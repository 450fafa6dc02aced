import * as v from 'valibot'
import { getCookie, setCookie } from 'hono/cookie'
import { ChatError } from '#protocol/errors'
import { LIMITS } from '#protocol/limits'
import { createSecret } from '#server/secrets'
import type { Services } from '#server/services'
import { companyBySysnum, type Company } from '#server/store/companies'
import { createTimeline, uidOfSecret } from '#server/store/timelines'
import { readBody } from './body.ts'
import { addressOf, isSecure, requireSameOrigin, type Http } from './who.ts'
import { limitSessions } from './limits.ts'

const Body = v.object({
  sysnum: v.pipe(v.string(), v.minLength(1), v.maxLength(LIMITS.idLength)),
  /** What this device was given before, where cookies do not serve (plain http). */
  secret: v.optional(v.pipe(v.string(), v.maxLength(100)))
})

/**
 * Makes or finds the visitor of this device and answers with a token for the socket. Over https the lasting secret is a
 * cookie that scripts cannot read, in the partition of the site that embeds the chat; over plain http it is in the answer.
 */
export async function visitorSession(c: Http, services: Services) {
  requireSameOrigin(c, services)
  const body = await readBody(c, Body)
  const company = await companyBySysnum(services.database, body.sysnum)
  if (!company) throw new ChatError('not-found', 'sysnum: no such company on this server')
  const secure = isSecure(c, services)
  const cookie = `__Host-ozc_${company.sysnum}`
  const given = secure ? getCookie(c, cookie) : body.secret
  const known = given === undefined ? undefined : await uidOfSecret(services.database, company.id, given)
  const { uid, secret } =
    known && given ? { uid: known, secret: given } : await newVisitor(c, services, company)
  if (secure)
    setCookie(c, cookie, secret, {
      httpOnly: true,
      secure,
      sameSite: 'None',
      path: '/',
      partitioned: true,
      maxAge: 34_560_000
    })
  const token = services.tokens.forVisitor({ uid, companyId: company.id }, services.clock.now())
  return c.json({ uid, token, company: company.name, ...(secure ? {} : { secret }) })
}

async function newVisitor(c: Http, services: Services, company: Company) {
  limitSessions(services, addressOf(c, services))
  const secret = createSecret()
  return { uid: await createTimeline(services.database, company.id, secret, services.clock.now()), secret }
}
