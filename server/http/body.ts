import * as v from 'valibot'
import { ChatError } from '#protocol/errors'
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
