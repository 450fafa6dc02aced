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
/** Messages left: of one visitor, and of a network that many share. */
const TICKETS: Rate = { perSecond: 0.05, burst: 10 }
const TICKETS_OF_NETWORK: Rate = { perSecond: 1, burst: 100 }
const SIGN_INS: Rate = { perSecond: 0.1, burst: 10 }

const MOST_KEPT = 10_000

const perServices = new WeakMap<Services, Map<string, Bucket>>()

/** Throws `rate-limited` when the key has used up what its rate allows. */
function limit(services: Services, key: string, rate: Rate, costs: 'costs' | 'free' = 'costs') {
  const buckets = perServices.get(services) ?? new Map<string, Bucket>()
  perServices.set(services, buckets)
  const bucket = buckets.get(key) ?? createBucket(services.clock, rate)
  // The oldest key goes: forgetting costs at most a burst
  buckets.delete(key)
  if (buckets.size >= MOST_KEPT) buckets.delete(buckets.keys().next().value!)
  buckets.set(key, bucket)
  if (costs === 'costs' ? !bucket.take() : !bucket.has()) throw new ChatError('rate-limited')
}

export const limitSessions = (services: Services, address: string) =>
  limit(services, `session ${networkOf(address)}`, NEW_VISITORS)
export const limitUploads = (services: Services, who: string) => limit(services, `upload ${who}`, UPLOADS)
export const limitSends = (services: Services, who: string) => limit(services, `send ${who}`, SENDS)
export function limitTickets(services: Services, uid: string, address: string) {
  limit(services, `tickets ${networkOf(address)}`, TICKETS_OF_NETWORK)
  limit(services, `ticket ${uid}`, TICKETS)
}
/** Only wrong passwords count. */
export const requireSignInsLeft = (services: Services, email: string) =>
  limit(services, `sign-in ${email}`, SIGN_INS, 'free')
export const countWrongPassword = (services: Services, email: string) =>
  limit(services, `sign-in ${email}`, SIGN_INS)
