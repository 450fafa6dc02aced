import * as v from 'valibot'
import { TrailCard } from '../track.ts'
import { done, flag, id, listOf, name, paging, textUpTo, time } from './fields.ts'
import { operation } from './operation.ts'

/** What the platform calls a mini program. */
const appId = v.pipe(
  v.string('has to be text'),
  v.trim(),
  v.regex(/^[\w-]{1,64}$/, 'has to be the mini program’s AppID')
)
const secret = v.nullable(textUpTo(200))

const Tracker = v.object({
  id: v.string(),
  appId: v.string(),
  name: v.string(),
  /** For UdeskSdk.init. */
  companyToken: v.string(),
  /** For QDTracker.init. */
  appkey: v.string(),
  hasSecret: v.boolean(),
  products: v.boolean(),
  orders: v.boolean(),
  events: v.boolean(),
  createdAt: time
})
export type Tracker = v.InferOutput<typeof Tracker>

const TrackedEvent = v.object({
  id: v.string(),
  /** When it happened, by the mini program. */
  at: time,
  receivedAt: time,
  card: TrailCard,
  ids: v.record(v.string(), v.string())
})
export type TrackedEvent = v.InferOutput<typeof TrackedEvent>

const Filtered = v.object({ event: v.string(), property: v.string(), count: v.number(), lastAt: time })

export const TRACKERS = {
  listTrackers: operation({
    method: 'get',
    path: '/trackers',
    says: 'The mini programs whose trajectories are taken, the newest first.',
    role: 'admin',
    scope: 'channels:read',
    input: v.object(paging),
    output: listOf(Tracker)
  }),
  createTracker: operation({
    method: 'post',
    path: '/trackers',
    says: 'Takes the trajectories of a mini program from now on. Its app secret is needed where Udesk’s SDK asks for openids.',
    role: 'admin',
    scope: 'channels:write',
    input: v.object({
      appId,
      name,
      secret: v.optional(secret, null),
      products: v.optional(flag, true),
      orders: v.optional(flag, true),
      events: v.optional(flag, true)
    }),
    output: Tracker,
    secret: ['secret']
  }),
  updateTracker: operation({
    method: 'patch',
    path: '/trackers/:tracker',
    says: 'Changes one; what is not named stays. An app secret of null is forgotten.',
    role: 'admin',
    scope: 'channels:write',
    input: v.object({
      tracker: id,
      name: v.optional(name),
      secret: v.optional(secret),
      products: v.optional(flag),
      orders: v.optional(flag),
      events: v.optional(flag)
    }),
    output: Tracker,
    secret: ['secret']
  }),
  deleteTracker: operation({
    method: 'delete',
    path: '/trackers/:tracker',
    says: 'Removes one, with everything that it has told.',
    role: 'admin',
    scope: 'channels:write',
    input: v.object({ tracker: id }),
    output: done
  }),
  listTrackedEvents: operation({
    method: 'get',
    path: '/trackers/:tracker/events',
    says: 'What was accepted of a mini program, the newest first.',
    role: 'admin',
    scope: 'channels:read',
    input: v.object({ tracker: id, ...paging }),
    output: listOf(TrackedEvent)
  }),
  listFilteredProperties: operation({
    method: 'get',
    path: '/trackers/:tracker/filtered',
    says: 'Properties that were left out because they did not fit their definition, and how often.',
    role: 'admin',
    scope: 'channels:read',
    input: v.object({ tracker: id }),
    output: listOf(Filtered)
  })
}
