import { ChatError } from '#protocol/errors'
import type { Services } from '#server/services'
import { countGuess, forgiveGuesses, takeBackGuess } from '#server/store/guesses'
import { createBucket, type Bucket } from '#server/socket/bucket'
import { networkOf } from './address.ts'

const RATES = {
  // Wide: an office or a mobile network shares one address
  session: { perSecond: 20, burst: 2_000 },
  upload: { perSecond: 0.5, burst: 30 },
  /** Forms sent without a socket, whose frames are counted by its session. */
  send: { perSecond: 5, burst: 50 },
  /** Page views and waits of one visit. */
  track: { perSecond: 1, burst: 40 },
  /** Messages left: of one visitor, and of a network that many share. */
  ticket: { perSecond: 0.05, burst: 10 },
  tickets: { perSecond: 1, burst: 100 },
  /** Requests of mini programs: of one program, and of a network that many phones share. */
  trails: { perSecond: 3_000, burst: 10_000 },
  trail: { perSecond: 50, burst: 2_000 },
  /** Of one account or one key. */
  api: { perSecond: 20, burst: 200 },
  'sign-in': { perSecond: 0.1, burst: 10 }
}
type Kind = keyof typeof RATES

const MOST_KEPT = 10_000

type Buckets = { get(key: string, kind: Kind): Bucket }

const perServices = new WeakMap<Services, Buckets>()

function createBuckets({ clock, bus }: Services): Buckets {
  const buckets = new Map<string, Bucket>()

  function get(key: string, kind: Kind): Bucket {
    const bucket = buckets.get(key) ?? createBucket(clock, RATES[kind])
    // The oldest key goes: forgetting costs at most a burst
    buckets.delete(key)
    if (buckets.size >= MOST_KEPT) buckets.delete(buckets.keys().next().value!)
    buckets.set(key, bucket)
    return bucket
  }
  // What was let in by another process counts here, too
  bus.subscribe('taken', text => {
    const [kind, key, isBack] = JSON.parse(text) as [Kind, string, boolean]
    const bucket = get(key, kind)
    if (isBack) bucket.giveBack()
    else bucket.take()
  })
  return { get }
}

function bucketsOf(services: Services): Buckets {
  const buckets = perServices.get(services) ?? createBuckets(services)
  perServices.set(services, buckets)
  return buckets
}

/** Before the first request: what others let in counts from then on. */
export const shareLimits = (services: Services) => void bucketsOf(services)

/** Throws `rate-limited` when `who` has used up what the rate allows; returns how to give it back. */
function limit(services: Services, kind: Kind, who: string): { giveBack(): void } {
  const key = `${kind} ${who}`
  const bucket = bucketsOf(services).get(key, kind)
  if (!bucket.take()) throw new ChatError('rate-limited')
  const tell = (isBack: boolean) => services.bus.publish('taken', JSON.stringify([kind, key, isBack]))
  tell(false)
  return {
    giveBack() {
      bucket.giveBack()
      tell(true)
    }
  }
}

export const limitSessions = (services: Services, address: string) =>
  limit(services, 'session', networkOf(address))
export const limitUploads = (services: Services, who: string) => limit(services, 'upload', who)
export const limitSends = (services: Services, who: string) => limit(services, 'send', who)
export const limitTracks = (services: Services, visitId: string) => limit(services, 'track', visitId)
export function limitTickets(services: Services, uid: string, address: string) {
  limit(services, 'tickets', networkOf(address))
  limit(services, 'ticket', uid)
}
export function limitTrail(services: Services, address: string, app?: string) {
  limit(services, 'trail', networkOf(address))
  if (app !== undefined) limit(services, 'trails', app)
}
export const limitApi = (services: Services, who: string) => limit(services, 'api', who)
/** Counts a password or a code as a wrong guess before it is looked at; throws `rate-limited` while the address has to wait, longer each time. */
export async function guessOnce(
  services: Services,
  email: string
): Promise<{ forgive(): Promise<void>; takeBack(): Promise<void> }> {
  const key = email.trim().toLowerCase()
  const guesses = limitSignIns(services, key)
  if (!(await countGuess(services.database, key, services.clock.now()))) throw new ChatError('rate-limited')
  return {
    async forgive() {
      guesses.giveBack()
      await forgiveGuesses(services.database, key)
    },
    async takeBack() {
      guesses.giveBack()
      await takeBackGuess(services.database, key)
    }
  }
}

/** Counts before the password is looked at, or guesses made at once would all be let in; a right one is given back. */
const limitSignIns = (services: Services, email: string) => limit(services, 'sign-in', email)
