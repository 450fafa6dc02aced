import { readUpTo } from '#server/http/body'
import { ChatError } from '#protocol/errors'
import { requireSameOrigin, type Http } from '#server/http/who'
import type { Services } from '#server/services'
import { savePush } from '#server/store/mini-pushes'
import {
  miniProgramById,
  noteFailing,
  notePushed,
  noteVerified,
  type MiniProgram
} from '#server/store/mini-programs'
import type { Secrets } from './apps.ts'
import { BadPush, decrypt, isSigned } from './crypto.ts'
import { readFields, readPushed } from './wire.ts'

// WX-verify, WX-secure, WX-dedupe: the address that stands in the platform's settings of the mini program. A push is answered once it is stored;
// what is not signed gets 403, and nothing of it is kept.

const MOST_BYTES = 64 * 1024

type Asked = { program: MiniProgram; secrets: Secrets }

/** The platform asks whether the address is ours. */
export async function verifyPush(c: Http, services: Services) {
  const asked = await find(c, services)
  const { timestamp = '', nonce = '', signature = '', echostr = '' } = c.req.query()
  if (!isSigned(signature, asked.secrets.token, timestamp, nonce))
    return await refuse(services, asked, 'the signature is wrong')
  await noteVerified(services.database, asked.program.id, services.clock.now())
  return c.text(echostr)
}

export async function receivePush(c: Http, services: Services) {
  requireSameOrigin(c, services)
  const asked = await find(c, services)
  const { bytes, isWhole } = await readUpTo(c, MOST_BYTES)
  if (!isWhole) throw new ChatError('too-large', 'a push has at most 64 kB')
  const { database, clock, channels } = services
  let body: string
  try {
    body = open(bytes.toString('utf8'), c.req.query(), asked)
  } catch (error) {
    if (!(error instanceof BadPush)) throw error
    return await refuse(services, asked, error.message)
  }
  const pushed = readPushed(readFields(body))
  await notePushed(database, asked.program.id, clock.now())
  // Not of a customer: nothing to be kept
  if (!pushed) return c.text('success')
  const given = { miniProgramId: asked.program.id, openid: pushed.openid, once: pushed.once, body }
  if (await savePush(database, given, clock.now())) channels.wechat.inbox.soon()
  return c.text('success')
}

async function find(c: Http, { database, channels }: Services): Promise<Asked> {
  const program = await miniProgramById(database, c.req.param('id') ?? '')
  if (!program) throw new ChatError('not-found')
  return { program, secrets: channels.wechat.apps.secretsOf(program) }
}

/** What was pushed, as text; throws BadPush where the platform has not signed it. */
function open(
  text: string,
  { timestamp = '', nonce = '', signature = '', msg_signature = '' }: Record<string, string>,
  { program, secrets }: Asked
): string {
  const { token, encodingAesKey } = secrets
  const { Encrypt: encrypted } = readFields(text)
  if (encrypted !== undefined) {
    if (!isSigned(msg_signature, token, timestamp, nonce, encrypted))
      throw new BadPush('the signature is wrong')
    return decrypt(encrypted, { encodingAesKey, appId: program.appId })
  }
  if (!isSigned(signature, token, timestamp, nonce)) throw new BadPush('the signature is wrong')
  return text
}

async function refuse({ database, clock }: Services, { program }: Asked, why: string): Promise<never> {
  await noteFailing(database, program.id, `push: ${why}`, clock.now())
  throw new ChatError('forbidden', why)
}
