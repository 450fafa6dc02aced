import { toAddress } from './address.ts'
import { KEYS, keyOf, type ChatConfig, type Key, type KeyKind, type Surface } from './keys.ts'

/** Said once to whoever wrote the page; `why` completes “is ignored: it …”. */
export type Ignored = { key: string; why: string }

/** `unknown` are names that no table of ours has. */
export type Resolved = { config: ChatConfig; ignored: Ignored[]; unknown: string[] }

/**
 * Makes a page's or a link's values what the table of keys says. Never throws: empty values and what template languages leave
 * behind (`undefined`, `null`, `NaN`, `[object Object]`) count as not given, what does not fit is left out and named.
 */
export function resolveConfig(given: Record<string, unknown>, surface: Surface): Resolved {
  const resolved: Resolved = { config: {}, ignored: [], unknown: [] }
  for (const [spelling, raw] of Object.entries(given)) {
    if (isNothing(raw)) continue
    const name = keyOf(spelling)
    const key: Key | undefined = name && KEYS[name]
    if (!name || !key?.on.includes(surface)) {
      resolved.unknown.push(spelling)
      continue
    }
    const value = COERCE[key.kind](spelling === 'lan' && raw === 'zh' ? 'cn' : raw, key)
    if (value instanceof Refusal) resolved.ignored.push({ key: spelling, why: String(value) })
    // A documented name beats its other spellings
    else if (spelling === name || !(name in resolved.config))
      Object.assign(resolved.config, { [name]: value })
  }
  return resolved
}

/** Completes “is ignored: it …”. A string of its own kind: a class with a field is four times the bytes. */
class Refusal extends String {}

const NOTHING = /^(|undefined|null|NaN|\[object Object\])$/
const isNothing = (value: unknown) =>
  value === undefined ||
  value === null ||
  (typeof value === 'number' && isNaN(value)) ||
  (typeof value === 'string' && NOTHING.test(value.trim()))

const isPlain = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'

const TRUE = /^\s*(1|true)\s*$/i
const FALSE = /^\s*(0|false)\s*$/i

const COERCE: Record<KeyKind, (value: unknown, key: Key) => unknown> = {
  text: (value, { most = 1_000 }) => {
    if (!isPlain(value)) return new Refusal('has to be text')
    const text = String(value)
    return text.length > most ? new Refusal(`is longer than ${most} characters`) : text
  },
  flag: value =>
    TRUE.test(String(value))
      ? true
      : FALSE.test(String(value))
        ? false
        : new Refusal('has to be true or false, or 1 or 0'),
  notZero: value => !FALSE.test(String(value)),
  number: (value, { least = 0, most = Infinity }) => {
    const number =
      isPlain(value) && /^\s*\d+(\.0*)?\s*(px)?\s*$/.test(String(value)) ? parseInt(String(value)) : NaN
    return number >= least && number <= most
      ? number
      : new Refusal(`has to be a whole number from ${least} to ${most}`)
  },
  choice: (value, { of = [] }) => {
    const text = String(value).trim().replace(TRUE, '1').replace(FALSE, '0')
    return of.includes(text) ? text : new Refusal(`has to be one of ${of.join(', ')}`)
  },
  color: value =>
    /^\s*#?([\da-f]{6})\s*$/i.exec(String(value))?.[1] ?? new Refusal('has to be six hex digits'),
  url: (value, { page }) =>
    (isPlain(value) && toAddress(value, page)) || new Refusal('has to be an http or https address'),
  object: (value, key) => {
    const parsed = parseJson(value, key)
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? parsed
      : new Refusal('has to be an object, or the JSON text of one')
  },
  list: (value, key) => {
    const parsed = parseJson(value, key)
    return Array.isArray(parsed) ? parsed : new Refusal('has to be a list, or the JSON text of one')
  }
}

const MOST_JSON = 8_000

function parseJson(value: unknown, { most = MOST_JSON }: Key): unknown {
  try {
    const text =
      typeof value !== 'string'
        ? JSON.stringify(value)
        : /^%(5B|7B)/i.test(value)
          ? decodeURIComponent(value)
          : value
    return text.length > most ? undefined : withoutTraps(JSON.parse(text))
  } catch {
    return undefined
  }
}

/** Names that mean something to JavaScript are nobody's fields. */
function withoutTraps(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTraps)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([name]) => !/^(__proto__|constructor|prototype)$/.test(name))
  return Object.fromEntries(entries.map(([name, one]) => [name, withoutTraps(one)]))
}
