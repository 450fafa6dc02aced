// The script element that brought us: it says where the server is, and its address carries configuration.

import { find } from './dom.ts'

/** Call it while the script is being evaluated: later there is no `currentScript`. */
export function findScript(): HTMLScriptElement | null {
  return (find('zhichiScript') ||
    document.currentScript ||
    // Modules and what is evaluated as text have no `currentScript`, nor have the oldest browsers.
    document.querySelector('[src*="ntrance"]')) as HTMLScriptElement | null
}

export function queryOf(address: string): Record<string, string> {
  var found: Record<string, string> = {}
  address.replace(/[?&]([^=&#]+)=([^&#]*)/g, function (_pair, name, value) {
    try {
      value = decodeURIComponent(value)
    } catch (_notEncoded) {
      // Many pages put values together without encoding them: then the raw text is meant.
    }
    return (found[name] = value)
  })
  return found
}
