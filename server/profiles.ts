import type { Profile } from '#protocol/desk'
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
  const { database, clock, hub, assigner } = services
  const { uid, companyId, firstSeenAt, verified } = timeline
  const profile = mergeProfile(timeline, said)
  await saveProfile(database, uid, profile, clock.now())
  if (timeline.cid && assigner.isOn(companyId) && wants(profile) !== wants(timeline.profile)) {
    await unrouteOne(database, timeline.cid)
    assigner.nudge(companyId)
  }
  hub.toAgents(companyId, { type: 'profile', uid, profile, verified, firstSeenAt })
}

/** What of it decides who answers, and when. */
const wants = ({ claims }: Profile) => JSON.stringify([readWish(claims), readVisitor(claims)])

/** What is said again counts as new; without a limit a page could fill the disk, and every agent's screen. */
function newestClaims(before: Claims = {}, now: Claims = {}): Claims {
  const kept = Object.entries(before).filter(([key]) => !Object.hasOwn(now, key))
  return Object.fromEntries([...kept, ...Object.entries(now)].slice(-LIMITS.claims))
}
