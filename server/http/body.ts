import * as v from 'valibot'
import { ChatError } from '#protocol/errors'
import { LIMITS } from '#protocol/limits'
import type { Http } from './who.ts'

/** The body as its schema says, or a `bad-request` that names the field. */
export async function readBody<T>(c: Http, schema: v.GenericSchema<unknown, T>): Promise<T> {
  const value: unknown = await c.req.json().catch(() => {
    throw new ChatError('bad-request', 'the body has to be JSON')
  })
  return check(schema, value, 'body')
}

export function check<T>(schema: v.GenericSchema<unknown, T>, value: unknown, what: string): T {
  const result = v.safeParse(schema, value, { abortEarly: true })
  if (result.success) return result.output
  const [issue] = result.issues
  throw new ChatError('bad-request', `${v.getDotPath(issue) ?? what}: ${issue.message}`)
}

/** At most so many bytes, whatever the length header claims. */
export async function readUpTo(c: Http, most: number): Promise<{ bytes: Buffer; isWhole: boolean }> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of c.req.raw.body ?? []) {
    chunks.push(chunk.subarray(0, most - size))
    size += chunk.length
    if (size > most) return { bytes: Buffer.concat(chunks), isWhole: false }
  }
  return { bytes: Buffer.concat(chunks), isWhole: true }
}

export const fileTooLarge = () =>
  new ChatError('too-large', `files may have at most ${LIMITS.fileBytes / 1024 / 1024} MB`)

export async function readFileBytes(c: Http): Promise<Buffer> {
  if (Number(c.req.header('content-length') ?? 0) > LIMITS.fileBytes) throw fileTooLarge()
  const { bytes, isWhole } = await readUpTo(c, LIMITS.fileBytes)
  if (!isWhole) throw fileTooLarge()
  return bytes
}
