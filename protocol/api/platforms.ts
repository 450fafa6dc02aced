import * as v from 'valibot'
import { done, id, listOf, paging, time } from './fields.ts'
import { operation } from './operation.ts'

/** What pages send as `flowCompanyId`. */
const customerCode = v.pipe(
  v.string('has to be text'),
  v.trim(),
  v.regex(/^[\w.-]{1,64}$/, 'has to be 1 to 64 letters, digits, dots, - and _')
)
const sysnum = v.pipe(
  v.string('has to be text'),
  v.trim(),
  v.toLowerCase(),
  v.regex(/^[0-9a-f]{32}$/, 'has to be 32 hex digits')
)

const Platform = v.object({
  id: v.string(),
  /** What pages send as `platformUnionCode`. */
  code: v.string(),
  name: v.string(),
  customerCode: v.string(),
  /** The company is its main account: it gets what overflows where no company is named, and invites others. */
  isMain: v.boolean(),
  /** The company has accepted; before that it is only invited. */
  hasJoined: v.boolean(),
  invitedAt: time
})
export type Platform = v.InferOutput<typeof Platform>

const Member = v.object({
  company: v.string(),
  name: v.string(),
  customerCode: v.string(),
  isMain: v.boolean(),
  hasJoined: v.boolean(),
  invitedAt: time
})
export type Member = v.InferOutput<typeof Member>

export const PLATFORMS = {
  listPlatforms: operation({
    method: 'get',
    path: '/platforms',
    says: 'The platforms of several companies to which this one belongs, or is invited.',
    role: 'admin',
    scope: 'company:read',
    input: v.object(paging),
    output: listOf(Platform)
  }),
  joinPlatform: operation({
    method: 'post',
    path: '/platforms/:platform/join',
    says: 'Accepts an invitation. From then on conversations may be referred to this company, and by it.',
    role: 'admin',
    scope: 'company:write',
    input: v.object({ platform: id }),
    output: Platform
  }),
  leavePlatform: operation({
    method: 'delete',
    path: '/platforms/:platform',
    says: 'Leaves a platform, or refuses the invitation. What is under way goes back to where it came from.',
    role: 'admin',
    scope: 'company:write',
    input: v.object({ platform: id }),
    output: done
  }),
  listPlatformMembers: operation({
    method: 'get',
    path: '/platforms/:platform/members',
    says: 'The companies of a platform; to others than its main account only that one and their own.',
    role: 'admin',
    scope: 'company:read',
    input: v.object({ platform: id, ...paging }),
    output: listOf(Member)
  }),
  invitePlatformMember: operation({
    method: 'post',
    path: '/platforms/:platform/members',
    says: 'Invites a company, by its sysnum, under a code of its own. It belongs to the platform once it has accepted. Only of the main account.',
    role: 'admin',
    scope: 'company:write',
    input: v.object({ platform: id, sysnum, customerCode }),
    output: Member
  }),
  removePlatformMember: operation({
    method: 'delete',
    path: '/platforms/:platform/members/:company',
    says: 'Ends a membership or an invitation. Only of the main account.',
    role: 'admin',
    scope: 'company:write',
    input: v.object({ platform: id, company: id }),
    output: done
  }),
  returnReferral: operation({
    method: 'post',
    path: '/referrals/:conversation/return',
    says: 'Gives a conversation back into the queue of the company that has referred it. Only of who holds it, or a lead.',
    role: 'agent',
    scope: 'company:write',
    input: v.object({ conversation: id }),
    output: done
  })
}
