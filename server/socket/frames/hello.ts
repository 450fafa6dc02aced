import type { ClientFrameOf } from '#protocol/client-frame'
import type { LiveSession } from '../session.ts'
import { desk, tellAgents } from './desk.ts'
import { follow } from './follow.ts'
import { tellBrowsing } from './visit.ts'

/** HS4 What was followed before the break is followed again, from where the peer says it is. */
export async function hello(session: LiveSession, frame: ClientFrameOf<'hello'>) {
  if (session.role === 'agent') {
    if (frame.desk !== undefined) await desk(session, { type: 'desk', at: frame.desk })
    await tellAgents(session)
    await tellBrowsing(session)
  }
  for (const { uid, at } of frame.follow ?? []) await follow(session, { type: 'follow', uid, at })
}
