import * as v from 'valibot'
import { Customer } from '../customer.ts'
import { done, flag, id, listOf, name, paging, textUpTo, time } from './fields.ts'
import { operation } from './operation.ts'

const text = v.string()
const domain = v.pipe(
  v.string('has to be text'),
  v.trim(),
  v.toLowerCase(),
  v.regex(/^([a-z0-9-]{1,63}\.)+[a-z]{2,63}$/, 'has to be domains such as example.com')
)
const domains = v.pipe(v.array(domain), v.maxLength(50, 'has at most 50 domains'))
const owner = v.nullable(id)
const search = v.optional(textUpTo(100))
/** A filter that is there and empty filters nothing, as in the workbench. */
const only = v.optional(textUpTo(100))

/** What customers belong to: a firm, a school, a shop. */
const Organisation = v.object({
  id: text,
  name: text,
  domains: v.array(text),
  description: text,
  /** Id of the agent who looks after it. */
  owner: v.nullable(text)
})
export type Organisation = v.InferOutput<typeof Organisation>

const ListedCustomer = v.object({
  visitor: text,
  /** The same id under the name that the guides of links use (`uid` of the page for leaving a message). */
  userid: text,
  partnerid: v.nullable(text),
  verified: flag,
  name: text,
  firstSeenAt: time,
  lastSeenAt: time,
  customer: Customer
})
export type ListedCustomer = v.InferOutput<typeof ListedCustomer>

const named = v.object({ id: text, name: text })

export const ORGANISATIONS = {
  getFixedCustomerFields: operation({
    method: 'get',
    path: '/fixed-customer-fields',
    says: 'What every company has of its customers: the fields with the keys by which pages send them, and the ids for `vip_level` and `user_label`.',
    role: 'agent',
    scope: 'fields:read',
    input: v.object({}),
    output: v.object({
      /** `key` of zc("config") and of links; `name` in updateCustomer. */
      fields: v.array(v.object({ name: text, key: text })),
      /** For `vip_level`, the highest first. */
      vipLevels: v.array(named),
      /** For `user_label`. */
      labels: v.array(named)
    })
  }),
  listCustomers: operation({
    method: 'get',
    path: '/customers',
    says: 'The customers of the company, the newest first: by `partnerid` (your own id of them) their `userid`; those of an owner or of an organisation.',
    role: 'lead',
    scope: 'customers:read',
    input: v.object({ ...paging, partnerid: only, owner: only, organisation: only }),
    output: listOf(ListedCustomer)
  }),
  listOrganisations: operation({
    method: 'get',
    path: '/organisations',
    says: 'The organisations of customers by their ids; `search` finds words of the id, the name and the domains.',
    role: 'agent',
    scope: 'customers:read',
    input: v.object({ ...paging, search, owner: only }),
    output: listOf(Organisation)
  }),
  getOrganisation: operation({
    method: 'get',
    path: '/organisations/:organisation',
    says: 'One organisation.',
    role: 'agent',
    scope: 'customers:read',
    input: v.object({ organisation: id }),
    output: Organisation
  }),
  createOrganisation: operation({
    method: 'post',
    path: '/organisations',
    says: 'Makes an organisation. Its id, by which pages and programs name it, may be chosen.',
    role: 'lead',
    scope: 'customers:write',
    input: v.object({
      id: v.optional(id),
      name,
      domains: v.optional(domains, []),
      description: v.optional(textUpTo(2_000), ''),
      owner: v.optional(owner, null)
    }),
    output: Organisation
  }),
  updateOrganisation: operation({
    method: 'patch',
    path: '/organisations/:organisation',
    says: 'Changes an organisation; what is not named stays.',
    role: 'lead',
    scope: 'customers:write',
    input: v.object({
      organisation: id,
      name: v.optional(name),
      domains: v.optional(domains),
      description: v.optional(textUpTo(2_000)),
      owner: v.optional(owner)
    }),
    output: Organisation
  }),
  deleteOrganisation: operation({
    method: 'delete',
    path: '/organisations/:organisation',
    says: 'Removes an organisation. Its customers stay, without it.',
    role: 'lead',
    scope: 'customers:write',
    input: v.object({ organisation: id }),
    output: done
  })
}
