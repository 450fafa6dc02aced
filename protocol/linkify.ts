import { safeUrl } from '#protocol/safe-url'

export type Piece = { text: string; url?: string }

type Found = { from: number; to: number; url: string }

// A stretch without white space, quotes or Chinese punctuation: an address never crosses its ends
const STRETCH = /[^\s<>"'，。；！？、（）《》「」“”]+/g
const WEB = /https?:\/\/|www\./i
const LOCAL_PART = /[\w.+-]/
const MAIL_HOST = /^[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,5}/i

/** Splits a text into plain pieces and addresses; looks at each character a bounded number of times. */
export function linkify(text: string): Piece[] {
  const pieces: Piece[] = []
  let end = 0
  for (const { 0: stretch, index } of text.matchAll(STRETCH)) {
    // What stands behind the @ of a web address that nobody should follow is no mail address
    const found = WEB.test(stretch) ? findWeb(stretch) : findMail(stretch)
    if (!found) continue
    const from = index + found.from
    if (from > end) pieces.push({ text: text.slice(end, from) })
    end = index + found.to
    pieces.push({ text: text.slice(from, end), url: found.url })
  }
  if (end < text.length) pieces.push({ text: text.slice(end) })
  return pieces
}

function findWeb(stretch: string): Found | undefined {
  const from = stretch.search(WEB)
  if (from < 0) return undefined
  const address = trimTail(stretch.slice(from))
  const url = safeUrl(/^www\./i.test(address) ? `https://${address}` : address)
  return url ? { from, to: from + address.length, url } : undefined
}

function findMail(stretch: string): Found | undefined {
  const at = stretch.indexOf('@')
  const host = at < 0 ? null : MAIL_HOST.exec(stretch.slice(at + 1, at + 400))
  if (!host) return undefined
  let from = at
  while (from > 0 && at - from < 64 && LOCAL_PART.test(stretch[from - 1]!)) from -= 1
  const to = at + 1 + trimTail(host[0]).length
  const url = from < at ? safeUrl(`mailto:${stretch.slice(from, to)}`) : undefined
  return url ? { from, to, url } : undefined
}

/** A full stop or bracket behind an address belongs to the sentence, unless the bracket was opened inside. */
function trimTail(address: string): string {
  let end = address.length
  const open = count(address, '(')
  let closed = count(address, ')')
  for (; end > 0; end--) {
    const last = address[end - 1]!
    if (last === ')' && closed > open) closed -= 1
    else if (!'.,;:!?'.includes(last)) break
  }
  return address.slice(0, end)
}

const count = (text: string, char: string) => text.split(char).length - 1
