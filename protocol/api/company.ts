import * as v from 'valibot'
import { flag, name, textUpTo } from './fields.ts'
import { nothing, paging, listOf, time } from './fields.ts'
import { operation } from './operation.ts'

const vipLevels = v.pipe(
  v.array(
    v.object({
      /** What pages send as `vip_level`; its name does as well. */
      id: v.pipe(
        v.string(),
        v.trim(),
        v.minLength(1, 'is needed'),
        v.maxLength(64, 'has at most 64 characters')
      ),
      name
    })
  ),
  v.maxLength(50, 'has at most 50 levels'),
  v.check(levels => new Set(levels.map(({ id }) => id)).size === levels.length, 'has one id twice')
)

/** `assign`: whether the desk gives conversations to agents, or they take them. Of `vipLevels` the highest is first. */
const assign = v.picklist(['auto', 'manual'], 'has to be auto or manual')
const Company = v.object({
  sysnum: v.string(),
  name: v.string(),
  assign,
  /** Visitors for whom nobody has named a group are asked, where there are several and the desk gives out. */
  asksGroup: v.boolean(),
  vipLevels,
  /** Nobody gets in without a second factor; who has none sets one up when signing in. */
  needsSecondFactor: flag
})

const AuditEntry = v.object({
  id: v.string(),
  at: time,
  /** An agent of the workbench, a key, or a command on the server. */
  by: v.object({ kind: v.picklist(['agent', 'key', 'command']), id: v.string(), name: v.string() }),
  /** The operation's name. */
  action: v.string(),
  /** The object's id; empty where it is the company itself. */
  target: v.string(),
  /** What was given, without secrets, cut at 2,000 characters of JSON. */
  given: v.string()
})
export type AuditEntry = v.InferOutput<typeof AuditEntry>

export const COMPANY = {
  getCompany: operation({
    method: 'get',
    path: '/company',
    says: 'The company, and how its desk works.',
    role: 'agent',
    scope: 'company:read',
    input: nothing,
    output: Company
  }),
  updateCompany: operation({
    method: 'patch',
    path: '/company',
    says: 'Changes the company’s name, who gives out conversations, the VIP levels (the highest first), or whether all staff need a second factor; what is not named stays.',
    role: 'admin',
    scope: 'company:write',
    input: v.object({
      name: v.optional(name),
      assign: v.optional(assign),
      asksGroup: v.optional(flag),
      vipLevels: v.optional(vipLevels),
      needsSecondFactor: v.optional(flag)
    }),
    output: Company
  }),
  listAudit: operation({
    method: 'get',
    path: '/audit',
    says: 'Who has changed what, the newest first.',
    role: 'admin',
    scope: 'security:read',
    input: v.object({ ...paging, action: v.optional(textUpTo(60)) }),
    output: listOf(AuditEntry)
  })
}
