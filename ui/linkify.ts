import { safeUrl } from './safe-url.ts'

export type Piece = { text: string; url?: string }

// One pass, no nesting: linear in the length of the text
const ADDRESS =
  /\b(?:https?:\/\/|www\.)[^\s<>"'，。；！？、（）《》「」“”]+|\b[\w.+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,5}/gi

/** Splits a text into plain pieces and addresses. */
export function linkify(text: string): Piece[] {
  const pieces: Piece[] = []
  let end = 0
  for (const match of text.matchAll(ADDRESS)) {
    const found = trimTail(match[0])
    const url = safeUrl(toUrl(found))
    if (!url) continue
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) })
    pieces.push({ text: found, url })
    end = match.index + found.length
  }
  if (end < text.length) pieces.push({ text: text.slice(end) })
  return pieces
}

function toUrl(found: string): string {
  if (/^https?:/i.test(found)) return found
  return /^www\./i.test(found) ? `https://${found}` : `mailto:${found}`
}

/** A full stop or bracket behind an address belongs to the sentence, unless the bracket was opened inside. */
function trimTail(address: string): string {
  let end = address.length
  while (end > 0) {
    const last = address[end - 1]!
    if ('.,;:!?'.includes(last)) end -= 1
    else if (last === ')' && count(address, '(', end) < count(address, ')', end)) end -= 1
    else break
  }
  return address.slice(0, end)
}

function count(text: string, char: string, end: number): number {
  let found = 0
  for (let i = 0; i < end; i++) if (text[i] === char) found += 1
  return found
}
