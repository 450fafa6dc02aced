import { channelOf, type Knowledge } from './knowledge.ts'
import { plain } from './plain.ts'

/** How the names of keys begin that mean nothing in the address of a chat page, or are set there already. */
export const NOT_IN_LINKS = /^(sys|chan|ref|con|hei|wid|exp|inv|tip|sub|fir|over|man|pre_|cur_)/

/** Servers and proxies refuse addresses much longer than that. */
const MOST_ADDRESS = 7_000

/** Whoever opens a page on a phone may be stopped at once, so it cannot wait there for an iframe. */
export const isDesktop = () => innerWidth > 640

/**
 * False when the browser would block it: it has been too long since the visitor clicked. The ticket makes the page the same
 * visitor's as the iframe, whose storage is apart; it is in the fragment, which no server and no referrer sees.
 */
export function openPage(core: Knowledge, ticketOf?: () => Promise<string>): boolean {
  if (navigator.userActivation?.isActive === false) return false
  const address = addressOf(core)
  if (!ticketOf) {
    window.open(address, '_blank', 'noopener')
    return true
  }
  // Now, since after the answer the click is too long ago
  const opened = window.open('', '_blank')
  if (!opened) return false
  opened.opener = null
  void ticketOf().then(ticket =>
    opened.location.replace(ticket ? `${address}#ticket=${encodeURIComponent(ticket)}` : address)
  )
  return true
}

function addressOf(core: Knowledge): string {
  const { origin, sysnum, config, warn, isKnown } = core
  const address = new URL(`${origin}/chat/${isDesktop() ? 'pc' : 'h5'}/v2/index.html`)
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
    warn(`zc("config"): ${name} is too long for a link.`)
  }
  return address.href
}
