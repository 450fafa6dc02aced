import * as v from 'valibot'
import { ClientFrame } from './client-frame.ts'
import { ServerFrame } from './server-frame.ts'
import { LIMITS } from './limits.ts'

export type Decoded<T> = { ok: true; frame: T } | { ok: false; problem: string; of?: string }

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

function describe(issue: v.BaseIssue<unknown>, value: unknown): { problem: string; of?: string } {
  const path = v.getDotPath(issue) ?? 'frame'
  const type = value !== null && typeof value === 'object' && 'type' in value ? value.type : undefined
  return {
    problem: `${path}: ${issue.message}`,
    ...(typeof type === 'string' ? { of: type.slice(0, 40) } : {})
  }
}
