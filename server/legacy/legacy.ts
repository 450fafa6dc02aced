import type { Assets } from '#server/assets'
import type { Http } from '#server/http/who'
import type { Services } from '#server/services'
import { accent } from './accent.ts'
import { legacyFiles } from './html.ts'
import { messages, news } from './messages.ts'
import { page, post } from './page.ts'
import { createPresence } from './presence.ts'

/**
 * The chat for browsers that cannot run the others: pages and forms alone, better with a small script. The same visitor, the
 * same timeline and the same promises as everywhere.
 */
export function createLegacy(services: Services, assets: Assets) {
  const tools = { services, files: legacyFiles(assets), presence: createPresence(services) }
  return {
    page: (c: Http) => page(c, tools),
    post: (c: Http) => post(c, tools),
    messages: (c: Http) => messages(c, tools),
    news: (c: Http) => news(c, tools),
    accent
  }
}
