import { ChatError } from '#protocol/errors'
import type { Services } from '#server/services'
import { createBucket, type Bucket } from '#server/socket/bucket'
import { networkOf } from './address.ts'

type Rate = { perSecond: number; burst: number }

// Wide: an office or a mobile network shares one address
const NEW_VISITORS: Rate = { perSecond: 20, burst: 2_000 }
const UPLOADS: Rate = { perSecond: 0.5, burst: 30 }
/** Forms sent without a socket, whose frames are counted by its session. */
const SENDS: Rate = { perSecond: 5, burst: 50 }
/** Page views and waits of one visit. */
const TRACKS: Rate = { perSecond: 1, burst: 40 }
/** Messages left: of one visitor, and of a network that many share. */
const TICKETS: Rate = { perSecond: 0.05, burst: 10 }
const TICKETS_OF_NETWORK: Rate = { perSecond: 1, burst: 100 }
/** Of one account or one key. */
const API: Rate = { perSecond: 20, burst: 200 }
const SIGN_INS: Rate = { perSecond: 0.1, burst: 10 }

const MOST_KEPT = 10_000

const perServices = new WeakMap<Services, Map<string, Bucket>>()

/** Throws `rate-limited` when the key has used up what its rate allows. */
function limit(services: Services, key: string, rate: Rate): Bucket {
  const buckets = perServices.get(services) ?? new Map<string, Bucket>()
  perServices.set(services, buckets)
  const bucket = buckets.get(key) ?? createBucket(services.clock, rate)
  // The oldest key goes: forgetting costs at most a burst
  buckets.delete(key)
  if (buckets.size >= MOST_KEPT) buckets.delete(buckets.keys().next().value!)
  buckets.set(key, bucket)
  if (!bucket.take()) throw new ChatError('rate-limited')
  return bucket
}

export const limitSessions = (services: Services, address: string) =>
  limit(services, `session ${networkOf(address)}`, NEW_VISITORS)
export const limitUploads = (services: Services, who: string) => limit(services, `upload ${who}`, UPLOADS)
export const limitSends = (services: Services, who: string) => limit(services, `send ${who}`, SENDS)
export const limitTracks = (services: Services, visitId: string) =>
  limit(services, `track ${visitId}`, TRACKS)
export function limitTickets(services: Services, uid: string, address: string) {
  limit(services, `tickets ${networkOf(address)}`, TICKETS_OF_NETWORK)
  limit(services, `ticket ${uid}`, TICKETS)
}
export const limitApi = (services: Services, who: string) => limit(services, `api ${who}`, API)
/** Counts before the password is looked at, or guesses made at once would all be let in; a right one is given back. */
export const limitSignIns = (services: Services, email: string) =>
  limit(services, `sign-in ${email}`, SIGN_INS)
