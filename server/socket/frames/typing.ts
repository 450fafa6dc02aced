import type { ClientFrameOf } from '#protocol/client-frame'
import type { LiveSession } from '../session.ts'

/** PR1 Typing is told to those who are there, and to nobody later. What a visitor types is shown to agents only. */
export async function typing(session: LiveSession, { uid, on, text }: ClientFrameOf<'typing'>) {
  await session.reach(uid)
  const preview = session.role === 'visitor' && text !== undefined ? { text } : {}
  const name = session.name ? { name: session.name } : {}
  session.services.hub.toFollowers(
    uid,
    { type: 'typing', uid, role: session.role, on, ...name, ...preview },
    session
  )
}
