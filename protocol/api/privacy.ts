import * as v from 'valibot'
import { id, listOf, nothing, textUpTo, time, whole } from './fields.ts'
import { operation } from './operation.ts'

/** What is kept for a number of days, in the order in which people read of it. */
export const KEPT = ['conversations', 'visits', 'tickets', 'deliveries', 'audit'] as const
export type Kept = (typeof KEPT)[number]

export const MASKINGS = ['off', 'shown', 'stored'] as const
export type Masking = (typeof MASKINGS)[number]

export const NOTIFICATIONS = ['nothing', 'name'] as const

/** Null: for ever. */
const days = v.nullable(whole(1, 36_500))
const masking = v.picklist(MASKINGS, `has to be ${MASKINGS.join(', ')}`)

/**
 * `conversations`: what was said in ended ones, with files and with what is known of visitors who have not come since. `visits`: ways over
 * the site. `tickets`: closed ones. `deliveries`: mail and webhook calls that are done. `audit`: the record of changes.
 * `notifications`: what push messages to agents’ phones say of a visitor besides that there is something: `nothing`, or the `name`; never a text.
 * `masking`: numbers of payment and identity cards in texts, `shown`: agents and other programs see them masked; `stored`: nothing else is kept.
 */
const Privacy = v.object({
  conversations: days,
  visits: days,
  tickets: days,
  deliveries: days,
  audit: days,
  masking,
  notifications: v.picklist(NOTIFICATIONS, `has to be ${NOTIFICATIONS.join(' or ')}`)
})
export type Privacy = v.InferOutput<typeof Privacy>

const Counts = v.object({
  conversations: v.number(),
  messages: v.number(),
  files: v.number(),
  tickets: v.number(),
  visits: v.number()
})
export type Counts = v.InferOutput<typeof Counts>

const Person = v.object({
  /** Id of the timeline. */
  id: v.string(),
  partnerid: v.nullable(v.string()),
  /** The partnerid was proved. */
  isVerified: v.boolean(),
  name: v.string(),
  firstSeenAt: time,
  lastSeenAt: time,
  counts: Counts
})
export type Person = v.InferOutput<typeof Person>

export const PRIVACY = {
  getPrivacy: operation({
    method: 'get',
    path: '/privacy',
    says: 'How many days the company keeps what (null: for ever), how numbers of payment and identity cards are masked, and what push messages say.',
    role: 'admin',
    scope: 'privacy:read',
    input: nothing,
    output: Privacy
  }),
  updatePrivacy: operation({
    method: 'patch',
    path: '/privacy',
    says: 'Changes it; what is not named stays. What is too old then is gone within an hour.',
    role: 'admin',
    scope: 'privacy:write',
    input: v.partial(Privacy),
    output: Privacy
  }),
  findPeople: operation({
    method: 'get',
    path: '/people',
    says: 'The visitors of an id or a partnerid, and how much is stored of each.',
    role: 'admin',
    scope: 'privacy:read',
    input: v.object({ person: v.pipe(textUpTo(300), v.minLength(1, 'is needed')) }),
    output: listOf(Person)
  }),
  exportPerson: operation({
    method: 'post',
    path: '/people/:visitor/export',
    says: 'Everything that is stored of a visitor: an address that gives it as a ZIP, for ten minutes.',
    role: 'admin',
    scope: 'privacy:write',
    input: v.object({ visitor: id }),
    output: v.object({ url: v.string(), until: time })
  }),
  erasePerson: operation({
    method: 'post',
    path: '/people/:visitor/erase',
    says: 'Takes away everything that is stored of a visitor, for good. Empty places and counts are left. Answers with what was there.',
    role: 'admin',
    scope: 'privacy:write',
    input: v.object({ visitor: id }),
    output: Counts
  })
}
