// What the platform answers when it does not do what it was asked. Its own numbers; what becomes of a message, and what the agent reads.

/** `again`: it may go later by itself. `token`: with another access token, at once. `never`: only somebody can change that. */
export type Fate = 'again' | 'token' | 'never'

export type Trouble =
  | 'busy'
  | 'token'
  | 'over'
  | 'limit'
  | 'customer'
  | 'content'
  | 'media'
  | 'forbidden'
  | 'blocked'
  | 'unreachable'
  | 'unsure'
  | 'other'

type Code = { fate: Fate; trouble: Trouble }

export const CODES: Readonly<Record<number, Code>> = {
  [-1]: { fate: 'again', trouble: 'busy' },
  40001: { fate: 'token', trouble: 'token' },
  40014: { fate: 'token', trouble: 'token' },
  42001: { fate: 'token', trouble: 'token' },
  41001: { fate: 'token', trouble: 'token' },
  40003: { fate: 'never', trouble: 'customer' },
  40004: { fate: 'never', trouble: 'media' },
  40007: { fate: 'never', trouble: 'media' },
  40125: { fate: 'never', trouble: 'forbidden' },
  40013: { fate: 'never', trouble: 'forbidden' },
  40164: { fate: 'never', trouble: 'forbidden' },
  41030: { fate: 'never', trouble: 'content' },
  43101: { fate: 'never', trouble: 'customer' },
  44002: { fate: 'never', trouble: 'content' },
  45002: { fate: 'never', trouble: 'content' },
  45009: { fate: 'again', trouble: 'busy' },
  45011: { fate: 'again', trouble: 'busy' },
  45015: { fate: 'never', trouble: 'over' },
  45047: { fate: 'never', trouble: 'limit' },
  48001: { fate: 'never', trouble: 'forbidden' },
  48002: { fate: 'never', trouble: 'blocked' },
  50002: { fate: 'never', trouble: 'blocked' },
  61023: { fate: 'never', trouble: 'forbidden' },
  87014: { fate: 'never', trouble: 'content' }
}

export const codeOf = (errcode: number): Code => CODES[errcode] ?? { fate: 'never', trouble: 'other' }

/** The platform has said no. */
export class Refusal extends Error {
  readonly errcode: number
  readonly fate: Fate
  readonly trouble: Trouble
  constructor(errcode: number, errmsg: string) {
    super(`${errcode}: ${errmsg}`)
    const { fate, trouble } = codeOf(errcode)
    this.errcode = errcode
    this.fate = fate
    this.trouble = trouble
  }
}

/** Nobody knows: the platform was asked, and gave no answer that can be read. `wasSent`: it may have done it all the same. */
export class NoAnswer extends Error {
  readonly wasSent: boolean
  constructor(detail: string, { wasSent, cause }: { wasSent: boolean; cause?: unknown }) {
    super(detail, { cause })
    this.wasSent = wasSent
  }
}
