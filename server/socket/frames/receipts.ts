import type { ClientFrameOf } from '#protocol/client-frame'
import type { LiveSession } from '../session.ts'

// RC1 Receipts only ever move forward, and never past the head of the timeline.
export async function delivered(session: LiveSession, { uid, seq }: ClientFrameOf<'delivered'>) {
  await session.reach(uid)
  session.services.receipts.advance(uid, session.role, { delivered: seq })
}

export async function read(session: LiveSession, { uid, seq }: ClientFrameOf<'read'>) {
  await session.reach(uid)
  session.services.receipts.advance(uid, session.role, { read: seq })
}
