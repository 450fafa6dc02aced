import * as v from 'valibot'
import { AgentStatus } from '#protocol/desk'
import { ERRORS, type ErrorCode } from '#protocol/errors'

/** Who is signed in. */
export const Account = v.object({
  id: v.string(),
  name: v.string(),
  email: v.string(),
  role: v.picklist(['agent', 'lead', 'admin']),
  status: AgentStatus,
  company: v.string(),
  /** May do nothing before a second factor is set up. */
  mustEnrol: v.optional(v.boolean(), false),
  /** Where pages in the visitor's panel come from. */
  frames: v.optional(v.array(v.string()), [])
})
export type Account = v.InferOutput<typeof Account>

export type Problem = ErrorCode | 'offline'
export type Answer<T> = { ok: true; value: T } | { ok: false; problem: Problem }

/** Whether this page's policy allows pages from there: it says so of those that were known when it was opened. */
export function allowsFrames(frames: readonly string[]): boolean {
  const known = accountInPage()
  return frames.every(one => known.ok && known.value.frames.includes(one))
}

/** What the server wrote into the page when it was opened: no question, and no refusal in the console. */
export function accountInPage(): Answer<Account> {
  const text = document.getElementById('openzc-page')?.textContent ?? ''
  try {
    const result = v.safeParse(v.nullable(Account), JSON.parse(text))
    if (!result.success) return { ok: false, problem: 'internal' }
    return result.output ? { ok: true, value: result.output } : { ok: false, problem: 'unauthorized' }
  } catch {
    return { ok: false, problem: 'internal' }
  }
}

export const me = () => ask('/api/agent/me', Account)
export const signIn = (email: string, password: string, code: string) =>
  ask('/api/agent/sign-in', Account, { email, password, code })
/** Sets the first password through a one-time link, and signs in. */
export const claim = (key: string, password: string) => ask('/api/agent/claim', Account, { key, password })
export const signOut = () => ask('/api/agent/sign-out', v.unknown(), {})

export async function ask<T>(
  path: string,
  schema: v.GenericSchema<unknown, T>,
  body?: object
): Promise<Answer<T>> {
  try {
    const response = await fetch(path, body && post(body))
    const json: unknown = await response.json().catch(() => null)
    if (!response.ok) return { ok: false, problem: problemOf(json) }
    const result = v.safeParse(schema, json)
    return result.success ? { ok: true, value: result.output } : { ok: false, problem: 'internal' }
  } catch {
    return { ok: false, problem: 'offline' }
  }
}

const post = (body: object): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body)
})

function problemOf(json: unknown): Problem {
  const code = (json as { code?: unknown } | null)?.code
  return typeof code === 'string' && Object.hasOwn(ERRORS, code) ? (code as ErrorCode) : 'internal'
}
