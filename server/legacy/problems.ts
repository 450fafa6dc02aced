import { LIMITS } from '#protocol/limits'
import type { ErrorCode } from '#protocol/errors'
import { codeOf } from '#server/problem'
import type { Services } from '#server/services'
import type { Problem } from './html.ts'

const FAILED: Problem = { key: 'form.failed', status: 503 }

const PROBLEMS: { [Code in ErrorCode]?: Problem } = {
  'too-large': {
    key: 'form.fileTooLarge',
    values: { limit: LIMITS.fileBytes / 1024 / 1024 },
    status: 413
  },
  'wrong-type': { key: 'form.wrongType', status: 415 },
  'rate-limited': { key: 'form.limited', status: 429 },
  'illegal-visitor': { key: 'chat.illegal', status: 403 },
  'visitor-blocked': { key: 'mark.blocked', status: 403 },
  'not-found': { key: 'chat.unknown', status: 404 },
  'bad-request': { key: 'form.blank', status: 400 }
}

/** What the visitor is told of an error; what we did not expect is recorded. */
export function problemOf(error: unknown, { report }: Services): Problem {
  const code = codeOf(error)
  if (code === 'internal')
    report('request-failed', { path: 'the page without scripts', error: String(error) })
  return PROBLEMS[code] ?? FAILED
}
