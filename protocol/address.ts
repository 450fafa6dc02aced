import { URL_LENGTH } from './limits.ts'
import { safeUrl } from './safe-url.ts'

/** Pages encode addresses before they hand them over, some twice. */
function decodeAddress(text: string): string {
  let address = text
  for (let i = 0; i < 2 && /^(https?|[\w/]+)%(25)*(3A|2F)/i.test(address); i++) {
    try {
      address = decodeURIComponent(address)
    } catch {
      return address
    }
  }
  return address
}

/** A page of a mini program: only WeChat can open it. */
export const isPagePath = (text: string): boolean =>
  /^\/?[\w-]+(\/[\w-]+)+(\?[^\s\p{Cc}\p{Cf}<>"']*)?$/u.test(text)

/**
 * What a page means by an address: http(s) as a browser would write it and as people may follow it, where `page` says so also a
 * page of a mini program; undefined for everything else.
 */
export function toAddress(given: unknown, page = false): string | undefined {
  const text = decodeAddress(String(given).trim())
  if (text.length > URL_LENGTH) return undefined
  if (page && isPagePath(text)) return text
  try {
    // Blanks and letters of any language are common in addresses of pictures, and so is a missing scheme
    const { href } = new URL(text.startsWith('//') ? `https:${text}` : text)
    return /^https?:/.test(href) && href.length <= URL_LENGTH ? safeUrl(href) : undefined
  } catch {
    return undefined
  }
}
