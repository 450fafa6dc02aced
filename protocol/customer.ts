import * as v from 'valibot'
import { LIMITS } from './limits.ts'
import type { Profile } from './desk.ts'

type Claims = NonNullable<Profile['claims']>

const short = v.pipe(v.string(), v.maxLength(LIMITS.nameLength))

/** What staff have set of a customer. It stands over what pages claim; what is not there, the page says. */
export const Customer = v.object({
  name: v.optional(short),
  phone: v.optional(short),
  email: v.optional(short),
  remark: v.optional(v.pipe(v.string(), v.maxLength(1_000))),
  isVip: v.optional(v.boolean()),
  /** Id of a level; of a VIP only. */
  vipLevel: v.optional(short),
  /** Ids. */
  labels: v.optional(v.array(short)),
  /** By the ids of the company's fields of customers. */
  fields: v.optional(v.record(v.string(), v.string())),
  /** Id of the organisation that they belong to. */
  organisation: v.optional(short),
  /** Ids of the agent and of the group that look after them. */
  owner: v.optional(short),
  ownerGroup: v.optional(short)
})
export type Customer = v.InferOutput<typeof Customer>

/** The keys of zc("config") that stand for the parts that are one text. */
export const TEXT_CLAIMS = { name: 'uname', phone: 'tel', email: 'email', remark: 'remark' } as const
export type TextPart = keyof typeof TEXT_CLAIMS

/** The claims as they count: what staff have set in the place of what the page says. */
export function withCustomer(claims: Claims = {}, customer: Customer): Claims {
  const { isVip, vipLevel, labels, fields } = customer
  const texts = Object.entries(TEXT_CLAIMS).flatMap(([part, key]) => {
    const text = customer[part as TextPart]
    return text === undefined ? [] : [[key, text] as const]
  })
  return {
    ...claims,
    ...Object.fromEntries(texts),
    ...(isVip === undefined ? {} : { is_vip: isVip ? '1' : '0', vip_level: vipLevel ?? '' }),
    ...(labels === undefined ? {} : { user_label: labels.join(',') }),
    ...(fields === undefined
      ? {}
      : { customer_fields: JSON.stringify({ ...readObject(claims['customer_fields']), ...fields }) })
  }
}

/** What agents call the visitor, and how they reach them. */
export const asKnown = (profile: Profile, customer: Customer): Profile => ({
  ...profile,
  ...(customer.name === undefined ? {} : { name: customer.name }),
  claims: withCustomer(profile.claims, customer)
})

/** The fields of a JSON object; none where it is not one. */
export function readObject(text: string | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '{}')
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : {}
  } catch {
    return {}
  }
}
