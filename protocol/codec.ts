import * as v from 'valibot'
import { ClientFrame } from './client-frame.ts'
import { ServerFrame } from './server-frame.ts'
import { LIMITS } from './limits.ts'

/** `of` names the frame that was meant, `send` the message that its sender waits for. */
export type Decoded<T> =
  | { ok: true; frame: T }
  | { ok: false; problem: string; of?: string; send?: { uid: string; clientId: string } }

// The only place where wire text becomes a frame.
export const decodeClientFrame = (text: string): Decoded<ClientFrame> =>
  decode(ClientFrame, text, LIMITS.frameBytes)
export const decodeServerFrame = (text: string): Decoded<ServerFrame> => decode(ServerFrame, text, Infinity)
export const encode = (frame: ClientFrame | ServerFrame): string => JSON.stringify(frame)

function decode<T>(schema: v.GenericSchema<unknown, T>, text: string, limit: number): Decoded<T> {
  if (text.length > limit) return { ok: false, problem: `the frame is longer than ${limit} bytes` }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { ok: false, problem: 'not JSON' }
  }
  const result = v.safeParse(schema, value, { abortEarly: true })
  return result.success
    ? { ok: true, frame: result.output }
    : { ok: false, ...describe(result.issues[0], value) }
}

function describe(
  issue: v.BaseIssue<unknown>,
  value: unknown
): Omit<Extract<Decoded<never>, { ok: false }>, 'ok'> {
  const problem = `${v.getDotPath(issue) ?? 'frame'}: ${issue.message}`
  const meant = v.safeParse(Meant, value)
  if (!meant.success) return { problem }
  const { type, uid, clientId } = meant.output
  return {
    problem,
    of: type.slice(0, 40),
    ...(type === 'send' && uid && clientId ? { send: { uid, clientId } } : {})
  }
}

const short = v.optional(v.pipe(v.string(), v.maxLength(LIMITS.idLength)))
const Meant = v.object({ type: v.string(), uid: short, clientId: short })
