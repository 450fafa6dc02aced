import { ChatError } from '#protocol/errors'
import { isAdmitted } from '#server/identity/visitor'
import { saveUpload } from '#server/uploads/save'
import type { Services } from '#server/services'
import { isBlocked } from '#server/store/blocks'
import { findTimeline } from '#server/store/timelines'
import { fileUrl } from '#server/present'
import { findAgent, requireSameOrigin, requireVisitor, type Http } from './who.ts'
import { limitUploads } from './limits.ts'
import { readFileBytes } from './body.ts'

/**
 * POST /api/upload?uid=…&name=… with the file as the body. Answers the file's id, with which it can then be sent in that
 * timeline by whoever uploaded it, and by nobody else.
 */
export async function upload(c: Http, services: Services) {
  requireSameOrigin(c, services)
  const { companyId, who } = await uploader(c, services)
  const uid = c.req.query('uid') ?? ''
  const timeline = await findTimeline(services.database, uid)
  if (timeline?.companyId !== companyId || (who.role === 'visitor' && who.id !== uid))
    throw new ChatError('not-found', 'uid: no such visitor')
  limitUploads(services, who.id)
  const bytes = await readFileBytes(c)
  const given = { bytes, name: c.req.query('name') ?? '' }
  const file = await saveUpload(services, given, { companyId, uid, uploadedBy: who.id })
  const { id, name, type, size, width, height } = file
  return c.json({
    id,
    name,
    type,
    size,
    width,
    height,
    url: fileUrl(file, services.tokens, services.clock.now())
  })
}

async function uploader(c: Http, services: Services) {
  if (c.req.header('authorization')) {
    const visitor = requireVisitor(c, services)
    if (!(await isAdmitted(services, visitor))) throw new ChatError('illegal-visitor')
    const { uid, companyId } = visitor
    if (await isBlocked(services.database, uid, services.clock.now())) throw new ChatError('visitor-blocked')
    return { companyId, who: { role: 'visitor' as const, id: uid } }
  }
  const agent = await findAgent(c, services)
  if (!agent) throw new ChatError('unauthorized')
  return { companyId: agent.companyId, who: { role: 'agent' as const, id: agent.id } }
}
