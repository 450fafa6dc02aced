import { randomBytes } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import { hashSecret } from './secrets.ts'
import type { Services } from './services.ts'
import { secondFactorOf, useRecoveryCode, useStep } from './store/second-factor.ts'

// WB-login: codes of an authenticator (TOTP, RFC 6238: 6 digits, 30 s, SHA-1, what all of them know), each good once, and codes on paper for
// the day on which the telephone is gone.

const PERIOD_MS = 30_000
/** A clock may be this many periods off. */
const WINDOW = 1
const SECRET_BYTES = 20
const RECOVERY_CODES = 10
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789'

export const createTotpSecret = (): string => new Secret({ size: SECRET_BYTES }).base32

const totpOf = (secret: string, label = '') =>
  new TOTP({ issuer: 'OpenZC', label, secret: Secret.fromBase32(secret) })

/** What an authenticator reads from the QR code. */
export const totpAddress = (secret: string, email: string): string => totpOf(secret, email).toString()

/** The step of the code; undefined when it is none of now. */
export function stepOf(secret: string, code: string, now: number): number | undefined {
  const delta = totpOf(secret).validate({ token: code, timestamp: now, window: WINDOW })
  return delta === null ? undefined : Math.floor(now / PERIOD_MS) + delta
}

export const isTotpCode = (code: string) => /^\d{6}$/.test(code)

/** Without what people put in between. */
export const cleanCode = (code: string) => code.toLowerCase().replace(/[^a-z0-9]/g, '')

/** New ones, 79 random bits each; only hashes are kept. */
export function createRecoveryCodes(): { codes: string[]; hashes: string[] } {
  const codes = Array.from({ length: RECOVERY_CODES }, () =>
    Array.from({ length: 4 }, () => Array.from({ length: 4 }, letter).join('')).join('-')
  )
  return { codes, hashes: codes.map(hashCode) }
}

const hashCode = (code: string) => hashSecret(`recovery ${cleanCode(code)}`)

/** Each letter as likely as any other. */
function letter(): string {
  for (;;) {
    const [byte] = randomBytes(1)
    if (byte! < ALPHABET.length * Math.floor(256 / ALPHABET.length)) return ALPHABET[byte! % ALPHABET.length]!
  }
}

/** Whether an account may come in with that code: also when it needs none. A good code is used up. */
export async function passesSecondFactor(
  { database, vault, clock }: Services,
  agentId: string,
  given: string
): Promise<'in' | 'needed' | 'wrong'> {
  const { sealed } = await secondFactorOf(database, agentId)
  if (sealed === null) return 'in'
  const code = cleanCode(given)
  if (code === '') return 'needed'
  if (!isTotpCode(code)) return (await useRecoveryCode(database, agentId, hashCode(code))) ? 'in' : 'wrong'
  const step = stepOf(vault.open(sealed), code, clock.now())
  return step !== undefined && (await useStep(database, agentId, step)) ? 'in' : 'wrong'
}
