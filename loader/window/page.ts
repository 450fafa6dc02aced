import { channelOf, type Knowledge } from './knowledge.ts'
import { plain } from './plain.ts'

/** How the names of keys begin that mean nothing in the address of a chat page, or are set there already. */
export const NOT_IN_LINKS =
  /^(sysnum|channelid|refresh|container_|height|width|expand_|invite|tip_|submit_|first_|over_|man_|pre_|cur_)/

const PHONE_PAGE = '/chat/h5/v2/index.html'
const DESKTOP_PAGE = '/chat/pc/v2/index.html'
/** Servers and proxies refuse addresses much longer than that. */
const MOST_ADDRESS = 7_000

/** False when the browser would block it: it has been too long since the visitor clicked. */
export function openPage(core: Knowledge): boolean {
  if (navigator.userActivation?.isActive === false) return false
  // The one place where a page of its own is opened: what makes it the same visitor's belongs into the address' fragment.
  window.open(addressOf(core), '_blank', 'noopener')
  return true
}

function addressOf(core: Knowledge): string {
  const { origin, sysnum, config, warn, isKnown } = core
  const address = new URL(origin + (innerWidth > 640 ? DESKTOP_PAGE : PHONE_PAGE))
  const { searchParams: query } = address
  const channel = channelOf(core)
  query.set('sysnum', sysnum)
  if (channel) query.set('channelid', channel)
  const given = plain(config)
  for (const [name, value] of Object.entries(given)) {
    if (NOT_IN_LINKS.test(name) || (name !== 'color' && !isKnown(name))) continue
    query.set(name, typeof value === 'object' ? JSON.stringify(value) : String(value))
    if (address.href.length <= MOST_ADDRESS) continue
    query.delete(name)
    warn(`zc("config"): ${name} is too long for the address of the chat's own page.`)
  }
  return address.href
}
