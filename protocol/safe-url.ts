const SAFE = ['https:', 'http:', 'mailto:', 'tel:']

// Control, zero-width and direction characters have no business in an address
const HIDDEN = /[\p{Cc}\p{Cf}\s]/u

// Also an empty user: what stands before the @ only pretends to be the host
const USER = /^https?:[/\\]*[^/\\?#]*@/i

/** The address as the browser will follow it, or undefined when nobody should. Every address somebody typed passes here. */
export function safeUrl(given: string): string | undefined {
  if (HIDDEN.test(given) || USER.test(given) || given.length > 2_000) return undefined
  try {
    const url = new URL(given)
    return SAFE.includes(url.protocol) && url.username === '' && url.password === '' ? url.href : undefined
  } catch {
    return undefined
  }
}
