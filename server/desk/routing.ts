import type { Profile } from '#protocol/desk'
import type { Condition, Rule } from '#protocol/routing'

// DSK-rules: the first rule that fits has the say, after what the page itself has named.

/** What rules look at. All of it is the visitor's word, as far as that counts. */
export type RuleFacts = {
  claims: NonNullable<Profile['claims']>
  url: string
  channel: number | null
}

export const matchRule = (rules: readonly Rule[], facts: RuleFacts): Rule | undefined =>
  rules.find(rule => rule.if.every(condition => holds(condition, facts)))

function holds(condition: Condition, { claims, url, channel }: RuleFacts): boolean {
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
      const value = fieldOf(claims, condition.field)
      if (value === undefined) return false
      const { is, contains } = condition
      return (!is || is.includes(value.trim())) && (!contains || contains.some(part => has(value, part)))
    }
  }
}

const has = (text: string, part: string) => text.toLowerCase().includes(part.toLowerCase())

function fieldOf(claims: RuleFacts['claims'], field: string): string | undefined {
  for (const name of ['customer_fields', 'params']) {
    const fields = readObject(claims[name])
    if (Object.hasOwn(fields, field)) return String(fields[field])
  }
  return Object.hasOwn(claims, field) ? claims[field] : undefined
}

function readObject(text: string | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '{}')
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
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

/** The claims without those that do not count. */
export function countedClaims(
  claims: NonNullable<Profile['claims']> = {},
  { verified, unsigned = ALL_COUNT }: { verified: boolean; unsigned?: Unsigned | undefined }
): NonNullable<Profile['claims']> {
  if (verified) return claims
  const out = new Set(
    Object.entries(OF).flatMap(([kind, names]) => (unsigned[kind as keyof Unsigned] ? [] : names))
  )
  return out.size === 0
    ? claims
    : Object.fromEntries(Object.entries(claims).filter(([name]) => !out.has(name)))
}
