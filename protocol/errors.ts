import { Refusal } from './refusal.ts'

// One table: what each code means, whether the connection ends with it, whether the same try may work later,
// and its HTTP status.
export const ERRORS = {
  'bad-frame': { fatal: false, retry: false, http: 400, says: 'The frame does not fit its schema' },
  'bad-request': { fatal: false, retry: false, http: 400, says: 'The request does not fit its schema' },
  unauthorized: {
    fatal: true,
    retry: true,
    http: 401,
    says: 'Sign in again: the token is missing, wrong or expired'
  },
  forbidden: { fatal: false, retry: false, http: 403, says: 'This session may not do that' },
  'wrong-origin': {
    fatal: true,
    retry: false,
    http: 403,
    says: 'This web site is not among the allowed domains'
  },
  'illegal-visitor': {
    fatal: true,
    retry: false,
    http: 403,
    says: 'This visitor could not be verified and is not let in'
  },
  'not-found': { fatal: false, retry: false, http: 404, says: 'There is no such thing, or it is not yours' },
  conflict: { fatal: false, retry: false, http: 409, says: 'Somebody else was faster' },
  'too-late': { fatal: false, retry: false, http: 409, says: 'The time for that has passed' },
  'too-large': { fatal: false, retry: false, http: 413, says: 'Too large' },
  'wrong-type': { fatal: false, retry: false, http: 415, says: 'Files of this type are not accepted' },
  'rate-limited': { fatal: false, retry: true, http: 429, says: 'Too many at once; try again shortly' },
  blocked: {
    fatal: false,
    retry: true,
    http: 409,
    says: 'An earlier message of this session was refused; send that one first'
  },
  'visitor-blocked': {
    fatal: false,
    retry: false,
    http: 403,
    says: 'Messages of this visitor are not accepted'
  },
  'version-too-old': {
    fatal: true,
    retry: false,
    http: 426,
    says: 'This page is too old for the server; reload it'
  },
  internal: { fatal: false, retry: true, http: 500, says: 'Something went wrong here; it was recorded' },
  unavailable: { fatal: false, retry: true, http: 503, says: 'The store cannot take it now; try again' }
} as const satisfies Record<string, { fatal: boolean; retry: boolean; http: number; says: string }>

export type ErrorCode = keyof typeof ERRORS

/** An expected refusal. `data` names the field or object and the fix; it may be shown to the caller. */
export class ChatError extends Refusal {
  constructor(code: ErrorCode, detail?: string, options?: { cause?: unknown }) {
    super(code, detail ?? ERRORS[code].says, options)
    this.name = 'ChatError'
  }
}

/** Close codes of the socket. Any other code means: connection lost, try again. */
export const CLOSE = {
  /** Fatal: do not try again; the reason is an ErrorCode. */
  fatal: 4099,
  /** The token is no longer good: get another one, then try again. */
  unauthorized: 4001,
  /** The peer broke a limit or read too slowly: try again, resume from the cursor. */
  cut: 4008
} as const
