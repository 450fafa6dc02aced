import { ChatError } from '#protocol/errors'
import type { ClientFrameOf, Position } from '#protocol/client-frame'
import type { Entry } from '#protocol/entry'
import { LIMITS } from '#protocol/limits'
import { profileFrame } from '#server/profiles'
import { present, readerOf } from '#server/present'
import type { Services } from '#server/services'
import { entriesAfter, entriesBefore, entryIdAt } from '#server/store/entries'
import { findTimeline, type Timeline } from '#server/store/timelines'
import { trailOf } from '#server/store/trail'
import { pointsOf } from '#server/store/visits'
import type { LiveSession } from '../session.ts'

/**
 * TL1 The answer holds what comes after the position, at most a page; the peer asks again until it is at `headSeq`.
 * TL2 The subscription comes before the read: what is stored in between is told twice rather than never.
 * TL3 A position that is not of this history is answered with `reset` and the newest page.
 */
export async function follow(session: LiveSession, { uid, at }: ClientFrameOf<'follow'>) {
  await session.reach(uid)
  const { hub, database } = session.services
  hub.follow(session, uid)
  const timeline = await findTimeline(database, uid)
  if (!timeline) throw new ChatError('not-found')
  const known = await isOfThisHistory(session.services, timeline, at)
  const entries = known
    ? await entriesAfter(database.read, uid, at!.cursor, LIMITS.pageSize)
    : await entriesBefore(database.read, uid, timeline.headSeq + 1, LIMITS.pageSize)
  session.send({
    type: 'entries',
    uid,
    entries: await presentAll(session, entries),
    headSeq: Math.max(timeline.headSeq, entries.at(-1)?.seq ?? 0),
    floorSeq: timeline.floorSeq,
    reset: !known,
    receipts: timeline.receipts
  })
  if (session.role === 'agent') await tellAboutVisitor(session, timeline)
  else if (timeline.cid) session.services.queueNews.tellAnew(session.companyId, uid)
}

/** Whether the position was ever a place of this timeline that can still be read on from. */
export async function isOfThisHistory(
  { database }: Services,
  timeline: Timeline,
  at: Position
): Promise<boolean> {
  if (!at || at.cursor > timeline.headSeq || at.cursor < timeline.floorSeq - 1) return false
  return (await entryIdAt(database.read, timeline.uid, at.cursor)) === at.lastId
}

async function tellAboutVisitor(session: LiveSession, timeline: Timeline) {
  const { uid } = timeline
  session.send(profileFrame(timeline))
  session.send({ type: 'presence', uid, online: session.services.hub.isOnline(uid) })
  const { database } = session.services
  const points = [...(await pointsOf(database, uid)), ...(await trailOf(database, uid))]
  if (points.length > 0) session.send({ type: 'track', uid, points })
  const carrier = await session.services.channels.wechat.outbox.stateOf(uid)
  if (carrier) session.send(carrier)
}

export function unfollow(session: LiveSession, { uid }: ClientFrameOf<'unfollow'>) {
  session.services.hub.unfollow(session, uid)
}

export async function history(session: LiveSession, { uid, before }: ClientFrameOf<'history'>) {
  await session.reach(uid)
  const { database } = session.services
  const timeline = await findTimeline(database, uid)
  if (!timeline) throw new ChatError('not-found')
  const entries = await entriesBefore(database.read, uid, before, LIMITS.pageSize)
  session.send({
    type: 'page',
    uid,
    before,
    entries: await presentAll(session, entries),
    floorSeq: timeline.floorSeq
  })
}

async function presentAll(session: LiveSession, entries: Entry[]) {
  const { services } = session
  const reader = await readerOf(services, session)
  return entries.map(entry => present(entry, reader, services.tokens, services.clock.now()))
}
