import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'

/** 32 random bytes as text, for everything that is a bearer of rights. */
export const createSecret = (): string => randomBytes(32).toString('base64url')

/** A device's secret, which shows by itself that it is one of ours. */
export function createDeviceSecret(key: Buffer): string {
  const random = randomBytes(32).toString('base64url')
  return `${random}.${sign(key, random)}`
}

export function isDeviceSecret(key: Buffer, secret: string): boolean {
  const cut = secret.indexOf('.')
  return cut > 0 && isSignature(key, secret.slice(0, cut), secret.slice(cut + 1))
}

/** What is stored of a secret: random 256 bits need no slow hash. */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('base64url')

/** A key of its own for each purpose, from the one master key. */
export const deriveKey = (master: Buffer, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', master, '', `openzc ${purpose}`, 32))

export const sign = (key: Buffer, text: string): string =>
  createHmac('sha256', key).update(text).digest('base64url')

export function isSignature(key: Buffer, text: string, signature: string): boolean {
  const expected = Buffer.from(sign(key, text))
  const given = Buffer.from(signature)
  return expected.length === given.length && timingSafeEqual(expected, given)
}
