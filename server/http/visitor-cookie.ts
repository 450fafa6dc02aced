import { getCookie, setCookie } from 'hono/cookie'
import type { Services } from '#server/services'
import type { Company } from '#server/store/companies'
import { isSecure, type Http } from './who.ts'

const KEPT_S = 34_560_000

const nameOf = (secure: boolean, { sysnum }: Company) => (secure ? `__Host-ozc_${sysnum}` : `ozc_${sysnum}`)

/** The secret of this device, out of the browser's own keeping. */
export const visitorCookie = (c: Http, services: Services, company: Company): string | undefined =>
  getCookie(c, nameOf(isSecure(c, services), company))

/**
 * Scripts cannot read it. Over https it lies in the partition of the site that embeds the chat; over plain http only pages
 * that are opened by themselves have it. Some browsers that know no partitions (`plain`) refuse a SameSite=None, too.
 */
export function keepVisitorCookie(
  c: Http,
  services: Services,
  company: Company,
  { secret, plain = false }: { secret: string; plain?: boolean }
) {
  const secure = isSecure(c, services)
  setCookie(c, nameOf(secure, company), secret, {
    httpOnly: true,
    path: '/',
    maxAge: KEPT_S,
    ...(secure ? { secure } : { sameSite: 'Lax' }),
    ...(secure && !plain ? { sameSite: 'None', partitioned: true } : {})
  })
}
