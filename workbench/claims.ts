import { KEYS, type KeyName } from '#protocol/keys'
import type { Profile } from '#protocol/desk'
import { safeUrl } from '#protocol/safe-url'
import type { TextKey } from './i18n/en.ts'
import { t } from './i18n/t.ts'

/** `own`: the name is the company's own, not ours to translate. */
export type Claim = { name: string; value: string; url?: string | undefined; own?: boolean }

const OWN_FIELDS = ['params', 'customer_fields'] as const

/** What stands for the numbers that pages pass. */
const WORDS: Partial<Record<KeyName, Record<string, TextKey>>> = {
  source: {
    0: 'source.0',
    1: 'source.1',
    2: 'source.2',
    3: 'source.3',
    4: 'source.4',
    9: 'source.9',
    10: 'source.10'
  },
  type: { 1: 'type.1', 2: 'type.2', 3: 'type.3', 4: 'type.4' },
  is_vip: { 0: 'word.no', 1: 'word.yes' }
}
const FLAGS: Record<string, TextKey> = { true: 'word.yes', false: 'word.no' }

/** The fields that a page has set, in the words of the desk: who the visitor is, who should answer, the company's own. */
export function describeClaims(claims: NonNullable<Profile['claims']>, except: ReadonlySet<string>) {
  const known = (Object.keys(KEYS) as KeyName[]).filter(
    name => claims[name] !== undefined && !except.has(name)
  )
  const rows = (use: string) =>
    known
      .filter(name => KEYS[name].use === use && !(OWN_FIELDS as readonly string[]).includes(name))
      .map(name => describe(name, claims[name]!))
  return {
    visitor: rows('visitor'),
    routing: rows('routing'),
    own: OWN_FIELDS.flatMap(name => fieldsOf(name, claims[name]))
  }
}

function describe(name: KeyName, value: string): Claim {
  return {
    name: t(`field.${name}` as TextKey),
    value: wordOf(name, value),
    ...(KEYS[name].kind === 'url' ? { url: safeUrl(value) } : {})
  }
}

/** The word for a number that a page has passed, else the value itself. */
export function wordOf(name: KeyName, value: string): string {
  const words = WORDS[name] ?? (KEYS[name].kind === 'flag' ? FLAGS : {})
  const word = Object.hasOwn(words, value) ? words[value] : undefined
  return word ? t(word) : value
}

/** One row for each field; what is no object stands as it came. */
function fieldsOf(name: string, text: string | undefined): Claim[] {
  if (text === undefined) return []
  try {
    const fields: unknown = JSON.parse(text)
    if (typeof fields === 'object' && fields !== null && !Array.isArray(fields))
      return Object.entries(fields).map(([field, value]) => ({
        name: field,
        value: toText(value),
        own: true
      }))
  } catch {
    // Then the text itself is all there is
  }
  return [{ name, value: text, own: true }]
}

const toText = (value: unknown) =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
