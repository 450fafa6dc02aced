import { KEYS, type KeyName } from '#protocol/keys'
import { fitsField, type FieldType } from '#protocol/definition'
import { readObject, TEXT_CLAIMS, type TextPart } from '#protocol/customer'
import type { Profile } from '#protocol/desk'
import type { Visitor } from '#client/index'
import { safeUrl } from '#protocol/safe-url'
import type { TextKey } from './i18n/en.ts'
import { t } from './i18n/t.ts'

/** `own`: the name is the company's own, not ours to translate. */
export type Claim = { name: string; value: string; url?: string | undefined; own?: boolean }

/** What the company has defined: other words for what pages send. */
export type Defined = {
  customerFields: readonly { id: string; name: string; type: FieldType; options: string[] }[]
  labels: readonly Named[]
  vipLevels: readonly Named[]
}
type Named = { id: string; name: string }

export const NOTHING: Defined = { customerFields: [], labels: [], vipLevels: [] }

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
export function describeClaims(
  claims: NonNullable<Profile['claims']>,
  except: ReadonlySet<string>,
  defined: Defined = NOTHING
) {
  const known = (Object.keys(KEYS) as KeyName[]).filter(
    name => claims[name] !== undefined && !except.has(name)
  )
  const rows = (use: string) =>
    known
      .filter(name => KEYS[name].use === use && !(OWN_FIELDS as readonly string[]).includes(name))
      // A level counts for a VIP only
      .filter(name => name !== 'vip_level' || claims['is_vip'] !== '0')
      .map(name => describe(name, claims[name]!, defined))
  return {
    visitor: rows('visitor'),
    routing: rows('routing'),
    own: [
      ...fieldsOf('params', claims['params']),
      ...customerFields(fieldsOf('customer_fields', claims['customer_fields']), defined.customerFields)
    ]
  }
}

function describe(name: KeyName, value: string, defined: Defined): Claim {
  return {
    name: t(`field.${name}` as TextKey),
    value: nameIn(defined, name, value) ?? wordOf(name, value),
    ...(KEYS[name].kind === 'url' ? { url: safeUrl(value) } : {})
  }
}

/** What the company calls what a page has named by id or by name. */
function nameIn({ vipLevels, labels }: Defined, name: KeyName, value: string): string | undefined {
  const among = name === 'vip_level' ? vipLevels : name === 'user_label' ? labels : []
  if (among.length === 0) return undefined
  const words = name === 'user_label' ? value.split(/[,\uff0c;]/).map(one => one.trim()) : [value]
  return words.map(word => among.find(one => one.id === word)?.name ?? word).join(', ')
}

/** CRM-customer_fields: by the company's names and in its order, and no others once it has defined any. */
function customerFields(claims: Claim[], fields: Defined['customerFields']): Claim[] {
  if (fields.length === 0) return claims
  return fields.flatMap(({ id, name, type, options }) => {
    const claim = claims.find(one => one.name === id || one.name === name)
    return claim && fitsField(claim.value, { type, options }) ? { ...claim, name } : []
  })
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

export const toText = (value: unknown) =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)

/** What the page says where staff have said nothing: the rest stands on the customer's card. */
export function unsetClaims(
  { profile, customer }: Pick<Visitor, 'profile' | 'customer'>,
  { customerFields }: Defined
): Record<string, string> {
  const { fields, isVip, labels } = customer
  const out = new Set<string>([
    ...Object.entries(TEXT_CLAIMS).flatMap(([part, key]) =>
      customer[part as TextPart] === undefined ? [] : key
    ),
    ...(isVip === undefined ? [] : ['is_vip', 'vip_level']),
    ...(labels === undefined ? [] : ['user_label'])
  ])
  const rest = Object.fromEntries(Object.entries(profile.claims ?? {}).filter(([key]) => !out.has(key)))
  if (!fields || rest['customer_fields'] === undefined) return rest
  const set = customerFields.flatMap(({ id, name }) => (Object.hasOwn(fields, id) ? [id, name] : []))
  const left = Object.entries(readObject(rest['customer_fields'])).filter(([key]) => !set.includes(key))
  return { ...rest, customer_fields: JSON.stringify(Object.fromEntries(left)) }
}
