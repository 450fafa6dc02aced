import type { ClientFrameOf } from '#protocol/client-frame'
import { findTimeline, saveProfile } from '#server/store/timelines'
import type { LiveSession } from '../session.ts'

/** What the page says now replaces what it said before, part by part. */
export async function profile(session: LiveSession, frame: ClientFrameOf<'profile'>) {
  await session.reach(frame.uid)
  const { database, clock, hub } = session.services
  const timeline = await findTimeline(database, frame.uid)
  if (!timeline) return
  const merged = {
    ...timeline.profile,
    ...frame.profile,
    claims: { ...timeline.profile.claims, ...frame.profile.claims }
  }
  await saveProfile(database, frame.uid, merged, clock.now())
  const { uid, firstSeenAt } = timeline
  for (const agent of hub.agentsOf(session.companyId)) {
    agent.deliver(JSON.stringify({ type: 'profile', uid, profile: merged, verified: false, firstSeenAt }))
  }
}
