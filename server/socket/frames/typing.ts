import type { ClientFrameOf } from '#protocol/client-frame'
import { isBlocked } from '#server/store/blocks'
import type { LiveSession } from '../session.ts'

/** PR1 Typing is told to those who are there, and to nobody later. What a visitor types is shown to agents only. */
export async function typing(session: LiveSession, { uid, on, text, aside }: ClientFrameOf<'typing'>) {
  await session.reach(uid)
  const { role, services } = session
  const name = session.name ? { name: session.name } : {}
  if (role === 'agent') {
    if (!aside) {
      services.referrals.typing({ type: 'typing', uid, role, on, ...name })
      services.channels.typing(uid, on)
    }
    return services.hub.toFollowers(
      uid,
      { type: 'typing', uid, role, on, ...name },
      { except: session, ...(aside ? { only: 'agent' } : {}) }
    )
  }
  if (await isBlocked(services.database, uid, services.clock.now())) return undefined
  const preview = text === undefined ? {} : { text: await services.masking.preview(session.companyId, text) }
  services.referrals.typing({ type: 'typing', uid, role: 'visitor', on, ...preview })
  return services.hub.toFollowers(
    uid,
    { type: 'typing', uid, role: 'visitor', on, ...preview },
    { except: session, only: 'agent' }
  )
}
