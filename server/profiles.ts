import { withCustomer, type Customer } from '#protocol/customer'
import type { Profile } from '#protocol/desk'
import type { ServerFrameOf } from '#protocol/server-frame'
import { LIMITS } from '#protocol/limits'
import { readVisitor, readWish } from './desk/wish.ts'
import type { Services } from './services.ts'
import { unrouteOne } from './store/groups.ts'
import { saveProfile, type Timeline } from './store/timelines.ts'

type Claims = NonNullable<Profile['claims']>

/** What the page says now replaces what it said before, part by part. */
export function mergeProfile({ profile: before, partnerid }: Timeline, said: Profile): Profile {
  const claims = newestClaims(before.claims, said.claims)
  // Who this is was settled when the session was made, not by what the page says since
  if (partnerid === null) delete claims['partnerid']
  else claims['partnerid'] = partnerid
  return { ...before, ...said, claims }
}

/** Keeps it; every agent of the company hears of it. */
export async function tellProfile(services: Services, timeline: Timeline, said: Profile) {
  const { database, clock, hub } = services
  const { uid, companyId } = timeline
  const profile = mergeProfile(timeline, said)
  await saveProfile(database, uid, profile, clock.now())
  const next = { ...timeline, profile }
  // The ids of a mini program that a page carries on
  if (timeline.cid && profile.claims?.['params'] !== timeline.profile.claims?.['params'])
    void services.trail.started(uid)
  if (wants(next) !== wants(timeline)) await routeAnew(services, timeline)
  hub.toAgents(companyId, profileFrame(next))
}

/** What staff have set of a customer is there; every agent hears of it, and who answers may be another. */
export async function tellCustomer(services: Services, timeline: Timeline) {
  await routeAnew(services, timeline)
  services.hub.toAgents(timeline.companyId, profileFrame(timeline))
}

async function routeAnew({ database, assigner }: Services, { cid, companyId }: Timeline) {
  if (!cid || !assigner.isOn(companyId)) return
  await unrouteOne(database, cid)
  assigner.nudge(companyId)
}

/** What agents are told of a visitor. */
export const profileFrame = ({
  uid,
  profile,
  customer,
  verified,
  firstSeenAt
}: Timeline): ServerFrameOf<'profile'> => ({
  type: 'profile',
  uid,
  profile,
  customer,
  verified,
  firstSeenAt
})

/** What of it decides who answers, and when. */
function wants({ profile, customer }: { profile: Profile; customer: Customer }): string {
  const claims = withCustomer(profile.claims, customer)
  return JSON.stringify([readWish(claims), readVisitor(claims)])
}

/** What is said again counts as new; without a limit a page could fill the disk, and every agent's screen. */
function newestClaims(before: Claims = {}, now: Claims = {}): Claims {
  const kept = Object.entries(before).filter(([key]) => !Object.hasOwn(now, key))
  return Object.fromEntries([...kept, ...Object.entries(now)].slice(-LIMITS.claims))
}
