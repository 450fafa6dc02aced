import { ChatError, type ErrorCode } from '#protocol/errors'

// BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN
const SQLITE = [5, 6, 8, 10, 13, 14]
// Classes: connection, resources (disk full), intervention (shutdown), system
const POSTGRES = /^(08|53|57|58)...$/
const SYSTEM = [
  'ENOSPC',
  'EDQUOT',
  'EFBIG',
  'EROFS',
  'EIO',
  'EMFILE',
  'ENFILE',
  'EPIPE',
  'EAI_AGAIN',
  'ENOTFOUND'
]
const NETWORK = ['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH']
// The driver of PostgreSQL gives these no code
const SENTENCES =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/

/** What a caller is told of an error that was thrown at a request or a frame of theirs. */
export function codeOf(error: unknown): ErrorCode {
  if (error instanceof ChatError) return error.code
  if (isUnavailable(error)) return 'unavailable'
  return hasOddCharacter(error) ? 'bad-request' : 'internal'
}

/** PostgreSQL has no NUL in a text: whoever looks for one looks for nothing that there is. */
const hasOddCharacter = (error: unknown) => (error as { code?: unknown } | null)?.code === '22021'

/** True when the disk or the database cannot do its work now: the same request may succeed later. */
function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { errcode, code } = error as { errcode?: unknown; code?: unknown }
  if (typeof errcode === 'number') return SQLITE.includes(errcode & 0xff)
  if (typeof code !== 'string') return SENTENCES.test(error.message)
  return SYSTEM.includes(code) || NETWORK.includes(code) || POSTGRES.test(code)
}
