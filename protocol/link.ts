/**
 * Parameters as links in the wild carry them: often not encoded at all, sometimes twice. Decodes once, falls back to the raw
 * text, never throws. Names and values are as they came: what they mean is for `resolveConfig`.
 */
export function readLink(search: string): Record<string, string> {
  const parameters: Record<string, string> = {}
  for (const part of search.replace(/^\?/, '').split('&')) {
    const cut = part.indexOf('=')
    if (cut < 1) continue
    const name = decode(part.slice(0, cut))
    // A telephone number keeps its plus, though forms write spaces that way
    const value = decode(part.slice(cut + 1).replace(/\+(?!\d{5})/g, ' '))
    if (name !== '__proto__') parameters[name] = value
  }
  return parameters
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
