/**
 * Parameters as links in the wild carry them: often not encoded at all, sometimes twice. Decodes once, falls back to the
 * raw text, never throws; `sysNum` and `sysnum` are the same. Values such as `undefined` count as not given.
 */
export function readLink(search: string): Record<string, string> {
  const parameters: Record<string, string> = {}
  for (const part of search.replace(/^\?/, '').split('&')) {
    const cut = part.indexOf('=')
    if (cut < 1) continue
    const name = decode(part.slice(0, cut))
    const value = decode(part.slice(cut + 1).replaceAll('+', ' '))
    if (value === '' || value === 'undefined' || value === 'null' || value === '[object Object]') continue
    parameters[ALIASES[name] ?? name] = value
  }
  return parameters
}

const ALIASES: Record<string, string> = { sysNum: 'sysnum', partnerId: 'partnerid', groupId: 'groupid' }

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
