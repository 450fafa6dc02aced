import { readObject, withCustomer, type Customer } from '#protocol/customer'
import type { Profile } from '#protocol/desk'
import type { Condition, Rule } from '#protocol/routing'

// DSK-rules: the first rule that fits has the say, after what the page itself has named.

type Claims = NonNullable<Profile['claims']>

/** A rule whose fields may go by another name, too. */
export type KnownRule = Omit<Rule, 'if'> & { if: (Condition & { orField?: string })[] }

/** What rules look at. All of it is the visitor's word, as far as that counts. */
export type RuleFacts = {
  claims: Claims
  url: string
  channel: number | null
}

export const matchRule = <R extends KnownRule>(rules: readonly R[], facts: RuleFacts): R | undefined =>
  rules.find(rule => rule.if.every(condition => holds(condition, facts)))

function holds(condition: KnownRule['if'][number], { claims, url, channel }: RuleFacts): boolean {
  switch (condition.what) {
    case 'vip':
      if (claims['is_vip'] !== '1') return false
      return !condition.levels || condition.levels.includes(claims['vip_level'] ?? '')
    case 'label':
      return (claims['user_label'] ?? '').split(',').some(one => condition.is.includes(one.trim()))
    case 'source':
      return condition.is.includes(claims['source'] ?? '')
    case 'channel':
      return channel !== null && condition.is.includes(channel)
    case 'url':
      return condition.contains.some(part => has(url, part))
    case 'field': {
      const value = fieldOf(claims, condition.field) ?? fieldOf(claims, condition.orField ?? condition.field)
      if (value === undefined) return false
      const { is, contains } = condition
      return (!is || is.includes(value.trim())) && (!contains || contains.some(part => has(value, part)))
    }
  }
}

const has = (text: string, part: string) => text.toLowerCase().includes(part.toLowerCase())

function fieldOf(claims: Claims, field: string): string | undefined {
  for (const name of ['customer_fields', 'params']) {
    const fields = readObject(claims[name])
    if (Object.hasOwn(fields, field)) return String(fields[field])
  }
  return Object.hasOwn(claims, field) ? claims[field] : undefined
}

/** Which claims of a visitor for whom nobody has vouched count; a setting of the channel. */
export type Unsigned = { vip: boolean; queueFirst: boolean; routing: boolean }
export const ALL_COUNT: Unsigned = { vip: true, queueFirst: true, routing: true }

const OF: Record<keyof Unsigned, readonly string[]> = {
  vip: ['is_vip', 'vip_level', 'user_label'],
  queueFirst: ['queueFirst'],
  routing: [
    'agentid',
    'agent_mode_flag',
    'groupid',
    'transfer_action',
    'platformUnionCode',
    'flowType',
    'flowCompanyId',
    'flowGroupId'
  ]
}

/** The claims without those that do not count, and with what staff have set, which always does. */
export function countedClaims(
  claims: Claims = {},
  {
    verified,
    unsigned = ALL_COUNT,
    customer = {}
  }: { verified: boolean; unsigned?: Unsigned | undefined; customer?: Customer }
): Claims {
  return withCustomer(verified ? claims : withoutThose(claims, unsigned), customer)
}

function withoutThose(claims: Claims, unsigned: Unsigned): Claims {
  const out = new Set(
    Object.entries(OF).flatMap(([kind, names]) => (unsigned[kind as keyof Unsigned] ? [] : names))
  )
  return out.size === 0
    ? claims
    : Object.fromEntries(Object.entries(claims).filter(([name]) => !out.has(name)))
}

/** What the company calls levels, labels and fields: rules name either the id or the name, and so do pages. */
export type Names = { levels: readonly Named[]; labels: readonly Named[]; fields: readonly Named[] }
type Named = { id: string; name: string }

/** The rules with both spellings of everything that has two. */
export function withBothNames(rules: readonly Rule[], names: Names): KnownRule[] {
  return rules.map(rule => ({
    ...rule,
    if: rule.if.map(condition => {
      if (condition.what === 'label') return { ...condition, is: both(condition.is, names.labels) }
      if (condition.what === 'vip' && condition.levels)
        return { ...condition, levels: both(condition.levels, names.levels) }
      if (condition.what === 'field') {
        const field = names.fields.find(({ id, name }) => id === condition.field || name === condition.field)
        return field ? { ...condition, field: field.id, orField: field.name } : condition
      }
      return condition
    })
  }))
}

const both = (words: string[], named: readonly Named[]): string[] => [
  ...new Set([
    ...words,
    ...named
      .filter(({ id, name }) => words.includes(id) || words.includes(name))
      .flatMap(({ id, name }) => [id, name])
  ])
]
