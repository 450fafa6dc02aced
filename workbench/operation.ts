import * as v from 'valibot'
import type { Operation } from '#protocol/api/operation'

export type Refused = {
  ok: false
  /** The input's field that does not fit; empty when it is not about one. */
  field: string
  /** In the server's words; empty when it could not be reached. */
  says: string
}
export type Done<O extends Operation> = { ok: true; value: v.InferOutput<O['output']> } | Refused

/** One wish of the table of operations, to the own server. */
export async function carry<O extends Operation>(
  { method, path, input, output }: O,
  given: v.InferInput<O['input']>
): Promise<Done<O>> {
  const rest: Record<string, unknown> = { ...given }
  const address = path.replace(/:(\w+)/g, (_, field: string) => {
    const value = String(rest[field])
    delete rest[field]
    return encodeURIComponent(value)
  })
  const isGet = method === 'get'
  const query = isGet ? `?${new URLSearchParams(asText(rest))}` : ''
  try {
    const response = await fetch(`/api/v1${address}${query}`, {
      method: method.toUpperCase(),
      ...(isGet ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(rest) })
    })
    const json: unknown = await response.json()
    if (!response.ok) return refusal(json, Object.keys(input.entries))
    return { ok: true, value: v.parse(output, json) as v.InferOutput<O['output']> }
  } catch {
    return { ok: false, field: '', says: '' }
  }
}

const asText = (values: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]))
  )

/** The server names the field first: `name: is needed`. */
function refusal(json: unknown, fields: string[]): Refused {
  const { message = '' } = json as { message?: string }
  const field = /^([\w]+)[\w.]*: /.exec(message)?.[1] ?? ''
  return { ok: false, field: fields.includes(field) ? field : '', says: message.replace(/^[\w.]+: /, '') }
}
