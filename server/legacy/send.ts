import { ChatError, type ErrorCode } from '#protocol/errors'
import { Draft, type Content } from '#protocol/entry'
import { check } from '#server/http/body'
import { limitSends, limitUploads } from '#server/http/limits'
import type { Services } from '#server/services'
import { isBlocked } from '#server/store/blocks'
import { contentOf } from '#server/store/files'
import { saveUpload } from '#server/uploads/save'
import { clientIdOf, type Fields } from './form.ts'
import type { Visit } from './visit.ts'

type Sending = { visit: Visit; uid: string; formId: string }

/** Stores the text, as a socket's `send` does. Throws what the visitor is to be told. */
export async function sendText(services: Services, sending: Sending, text: string) {
  limitSends(services, sending.uid)
  const content = check(Draft, { kind: 'text', text }, 'text') as Content
  await submit(services, sending, { clientId: clientIdOf(sending.formId, text), content })
}

export async function sendFile(services: Services, sending: Sending, file: NonNullable<Fields['file']>) {
  const { visit, uid, formId } = sending
  limitUploads(services, uid)
  if (await isBlocked(services.database, uid, services.clock.now())) throw new ChatError('visitor-blocked')
  const stored = await saveUpload(services, file, { companyId: visit.company.id, uid, uploadedBy: uid })
  const content = contentOf(stored, stored.width === null ? 'file' : 'image')
  await submit(services, sending, { clientId: clientIdOf(formId, file.bytes), content })
}

async function submit(
  { writer, metrics, clock, robots }: Services,
  { visit, uid }: Sending,
  { clientId, content }: { clientId: string; content: Content }
) {
  const companyId = visit.company.id
  const channel = visit.channel?.number
  const reception = await robots.receive({ companyId, uid, channel }, content)
  const startedAt = clock.now()
  const outcome = await writer.submit({
    companyId,
    uid,
    intent: { kind: 'send', by: { role: 'visitor', id: uid }, clientId, content, channel, ...reception }
  })
  metrics.ackMs.observe(clock.now() - startedAt)
  if (!outcome.ok) throw new ChatError(outcome.code as ErrorCode, outcome.why)
}
