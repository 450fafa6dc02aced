import { ChatError } from '#protocol/errors'
import { createId } from '#protocol/ids'
import { LIMITS } from '#protocol/limits'
import { inspectUpload } from '#server/uploads/inspect'
import type { Services } from '#server/services'
import { saveFile } from '#server/store/files'
import { findTimeline } from '#server/store/timelines'
import { fileUrl } from '#server/present'
import { findAgent, requireSameOrigin, requireVisitor, type Http } from './who.ts'
import { limitUploads } from './limits.ts'

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
  const bytes = await readBytes(c)
  const { content, ...kind } = await inspectUpload(bytes, c.req.query('name') ?? '')
  const id = createId(services.clock.now())
  await services.files.save(id, content)
  const file = { id, companyId, uid, uploadedBy: who.id, size: content.length, ...kind }
  await saveFile(services.database, file, services.clock.now())
  const { name, type, size, width, height } = file
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
    const { uid, companyId } = requireVisitor(c, services)
    return { companyId, who: { role: 'visitor' as const, id: uid } }
  }
  const agent = await findAgent(c, services)
  if (!agent) throw new ChatError('unauthorized')
  return { companyId: agent.companyId, who: { role: 'agent' as const, id: agent.id } }
}

/** Stops reading as soon as it is too much, whatever the length header claims. */
async function readBytes(c: Http): Promise<Buffer> {
  const tooLarge = () =>
    new ChatError('too-large', `files may have at most ${LIMITS.fileBytes / 1024 / 1024} MB`)
  if (Number(c.req.header('content-length') ?? 0) > LIMITS.fileBytes) throw tooLarge()
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of c.req.raw.body ?? []) {
    size += chunk.length
    if (size > LIMITS.fileBytes) throw tooLarge()
    chunks.push(chunk)
  }
  if (size === 0) throw new ChatError('bad-request', 'the file is empty')
  return Buffer.concat(chunks)
}
