import type { ClientFrameOf } from '#protocol/client-frame'
import { tellProfile } from '#server/profiles'
import { findTimeline } from '#server/store/timelines'
import type { LiveSession } from '../session.ts'

export async function profile(session: LiveSession, frame: ClientFrameOf<'profile'>) {
  await session.reach(frame.uid)
  const timeline = await findTimeline(session.services.database, frame.uid)
  if (timeline) await tellProfile(session.services, timeline, frame.profile)
}
