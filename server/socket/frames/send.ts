import { ChatError, ERRORS } from '#protocol/errors'
import type { ClientFrameOf } from '#protocol/client-frame'
import type { Content } from '#protocol/entry'
import { present, readerOf, type Reader } from '#server/present'
import { isStored } from '#server/store/entries'
import { contentOf, findFile } from '#server/store/files'
import type { Outcome } from '#server/store/commit'
import type { LiveSession } from '../session.ts'

/**
 * AK1 `ack` is sent when the message is committed and synced, never before; it carries the stored entry.
 * AK2 A repeated clientId gets the same entry back, and nothing is stored.
 * AK3 A refusal says whether the same send may work later (`retry`).
 * AK4 After any refusal, later sends of the session to that timeline are refused as `blocked` until one comes that is the
 *     sender's oldest (`first`): order survives refusals, also those that the sender did not hear of.
 */
export async function send(session: LiveSession, frame: ClientFrameOf<'send'>) {
  await session.reach(frame.uid)
  const content = await toContent(session, frame)
  const { writer, metrics, clock, robots } = session.services
  const { companyId, channel, role } = session
  const reception =
    role === 'visitor' ? await robots.receive({ companyId, uid: frame.uid, channel }, content) : {}
  const reader = await readerOf(session.services, session)
  const startedAt = clock.now()
  const by = {
    role: session.role,
    id: session.who,
    ...(session.name ? { name: session.name } : {}),
    ...(session.rank ? { rank: session.rank } : {})
  }
  const submitted = writer.submit({
    companyId: session.companyId,
    uid: frame.uid,
    intent: { kind: 'send', by, clientId: frame.clientId, content, channel, ...reception },
    origin: { member: session, clientId: frame.clientId },
    gate: session.gate,
    first: frame.first ?? false
  })
  // Not awaited: the next frame of this session joins the same commit
  void submitted.then(outcome => {
    metrics.ackMs.observe(clock.now() - startedAt)
    answer(session, reader, frame, outcome)
  })
}

function answer(
  session: LiveSession,
  reader: Reader,
  { uid, clientId }: ClientFrameOf<'send'>,
  outcome: Outcome
) {
  if (!outcome.ok) {
    const { code, why } = outcome
    session.send({ type: 'nack', uid, clientId, code, message: why, retry: ERRORS[code].retry })
  } else if (outcome.repeated) {
    const { tokens, clock } = session.services
    const entry = present(outcome.entry!, reader, tokens, clock.now())
    session.send({ type: 'ack', uid, clientId, entry })
  }
  // Otherwise the hub has sent the ack, in its place among the other entries
}

/** The server's own record of a file, never the sender's word for it. */
async function toContent(
  session: LiveSession,
  { uid, clientId, content: draft }: ClientFrameOf<'send'>
): Promise<Content> {
  if (!('fileId' in draft)) return draft
  const { database } = session.services
  const file = await findFile(database, draft.fileId)
  const mine = file?.companyId === session.companyId && file.uid === uid && file.uploadedBy === session.who
  // AK2 Recalled before its ack came: the retry still gets what is stored
  const isGone = file?.goneAt != null && !(await isStored(database, { uid, senderId: session.who, clientId }))
  if (!file || !mine || isGone)
    throw new ChatError('not-found', 'fileId: no upload of yours in this conversation')
  if (draft.kind === 'image' && file.width === null)
    throw new ChatError('wrong-type', 'fileId: not a picture')
  return contentOf(file, draft.kind)
}
