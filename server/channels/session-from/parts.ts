// SF-robust: where one part ends and the next begins, and what a part says, however often it was encoded on its way.

/** More than any vendor's format has. */
const MOST_PARTS = 24
const ENCODED = /%[0-9a-f]{2}/i

/** Up to twice; a string that decodes to nothing readable stays as it is. */
export function decode(text: string): string {
  let decoded = text
  for (let i = 0; i < 2 && ENCODED.test(decoded); i++) {
    try {
      decoded = decodeURIComponent(decoded)
    } catch {
      return decoded
    }
  }
  return decoded
}

/** What was encoded as a whole, `|` and all. */
export const decodeWhole = (text: string): string =>
  !text.includes('|') && /%(25)*7c/i.test(text) ? decode(text) : text

/** A value that nobody has filled in is none. */
export function readValue(text: string): string {
  const value = /^https?:\/\//i.test(text.trim()) ? text.trim() : decode(text).trim()
  return /^(undefined|null)$/.test(value) || /^\{\{.*\}\}$/s.test(value) ? '' : value
}

/**
 * The parts between `|`. One that holds JSON (`isJson`, from the text that begins there) goes on to the JSON's end; where that is missing, to the
 * next part that begins with a `name`.
 */
export function splitParts(
  text: string,
  { isJson, name }: { isJson(index: number, rest: string): number; name: RegExp }
): string[] {
  const parts: string[] = []
  for (let from = 0; parts.length < MOST_PARTS && from <= text.length;) {
    const rest = text.slice(from)
    const json = isJson(parts.length, rest)
    const length = (json >= 0 && jsonPart(rest, json, name)) || endOf(rest, '|')
    parts.push(rest.slice(0, length))
    from += length + 1
  }
  return parts
}

const endOf = (text: string, mark: string) => (text.includes(mark) ? text.indexOf(mark) : text.length)

function jsonPart(text: string, start: number, name: RegExp): number {
  const end = endOfJson(text, start)
  if (end > 0 && (end === text.length || text[end] === '|')) return end
  const next = text.search(name)
  return next < 0 ? text.length : next
}

/** Behind the bracket that closes the first one; 0: there is none. */
function endOfJson(text: string, start: number): number {
  let depth = 0
  let isInString = false
  for (let i = start; i < text.length; i++) {
    const char = text[i]!
    if (isInString) {
      if (char === '\\') i++
      else if (char === '"') isInString = false
    } else if (char === '"') isInString = true
    else if (char === '{' || char === '[') depth++
    else if ((char === '}' || char === ']') && --depth === 0) return i + 1
  }
  return 0
}

/** `name=value` or `name^value`; without a name all of it is the value. */
export function named(part: string, mark: '=' | '^'): { name: string; value: string } {
  const at = part.indexOf(mark)
  const name = at < 0 ? '' : part.slice(0, at).trim()
  return /^\w+$/.test(name) ? { name, value: part.slice(at + 1) } : { name: '', value: part }
}
