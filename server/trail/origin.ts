import { ChatError } from '#protocol/errors'
import { ownOrigin, type Http } from '#server/http/who'
import type { Services } from '#server/services'

/** What mini programs and their developer tools say where they are from, if anything. */
const PLATFORMS =
  /^https:\/\/([\w-]+\.)*(servicewechat\.com|hybrid\.alipay-eco\.com|smartapps\.cn|baidu\.com|qq\.com|toutiao\.com)$/

/** A page of another web site is no mini program, and has no business here. Requests carry no credentials, so nothing else is at stake. */
export function refusePages(c: Http, services: Services) {
  const origin = c.req.header('origin')
  if (origin === undefined || origin === ownOrigin(c, services) || PLATFORMS.test(origin)) return
  throw new ChatError('forbidden', 'this address is for mini programs')
}
