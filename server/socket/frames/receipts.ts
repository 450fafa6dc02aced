import type { ClientFrameOf } from '#protocol/client-frame'
import type { Receipt } from '#protocol/desk'
import { advanceReceipt } from '#server/store/timelines'
import type { LiveSession } from '../session.ts'

// RC1 Receipts only ever move forward, and never past the head of the timeline.
export const delivered = (session: LiveSession, { uid, seq }: ClientFrameOf<'delivered'>) =>
  advance(session, uid, { delivered: seq })
export const read = (session: LiveSession, { uid, seq }: ClientFrameOf<'read'>) =>
  advance(session, uid, { read: seq })

async function advance(session: LiveSession, uid: string, upTo: Partial<Receipt>) {
  await session.reach(uid)
  const { role, services } = session
  const receipt = await advanceReceipt(services.database, uid, role, upTo)
  if (receipt) services.hub.toFollowers(uid, { type: 'receipt', uid, role, receipt })
}
