import type { HtmlEscapedString } from 'hono/utils/html'
import { frameAncestors } from '#server/http/frame-ancestors'
import type { Http } from '#server/http/who'
import type { Problem } from './html.ts'
import type { Visit } from './visit.ts'

/** A page of ours: nothing but our own files, its forms come back here, and only the company's sites may frame it. */
export function answer(
  c: Http,
  content: HtmlEscapedString | Promise<HtmlEscapedString>,
  { visit, status = 200 }: { visit: Visit | undefined; status?: 200 | Problem['status'] }
) {
  const ancestors = frameAncestors(visit?.channel?.settings.domains ?? [])
  c.header('content-security-policy', [...POLICY, `frame-ancestors ${withOwn(ancestors)}`].join('; '))
  c.header('x-content-type-options', 'nosniff')
  c.header('referrer-policy', 'strict-origin-when-cross-origin')
  c.header('cache-control', 'no-store')
  return c.html(content, status)
}

/** The list of messages stands in a frame of our own page. */
const withOwn = (ancestors: string) => (ancestors === '*' ? '*' : `'self' ${ancestors}`)

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "frame-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'"
]
