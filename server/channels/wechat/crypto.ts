import { createCipheriv, createDecipheriv, createHash, randomBytes, timingSafeEqual } from 'node:crypto'

// WX-secure: what the platform pushes, and what is answered, in its secure mode. AES-256-CBC, the IV is the key's first 16 bytes; inside are
// 16 random bytes, the length, the message and the app id, filled up to a multiple of 32.

const BLOCK = 32
const RANDOM_BYTES = 16
const LENGTH_BYTES = 4

/** What came is nothing that the platform has sent to this app. */
export class BadPush extends Error {}

/** What both sides know: typed into the platform's pages and into ours. `appId`: of the mini program, or of the component. */
export type PushKeys = { token: string; encodingAesKey: string; appId: string }

/** The key that 43 characters stand for. */
export function readAesKey(encodingAesKey: string): Buffer {
  const key = Buffer.from(`${encodingAesKey}=`, 'base64')
  if (!/^[A-Za-z0-9+/]{43}$/.test(encodingAesKey) || key.length !== 32)
    throw new BadPush('the EncodingAESKey has to be 43 letters and digits')
  return key
}

/** SHA-1 in hex over the parts in the order of their characters: with this the platform signs each call. */
export function signatureOf(...parts: string[]): string {
  return createHash('sha1').update(parts.toSorted().join('')).digest('hex')
}

/** In constant time. */
export function isSigned(signature: string, ...parts: string[]): boolean {
  const expected = Buffer.from(signatureOf(...parts))
  const given = Buffer.from(signature.toLowerCase())
  return given.length === expected.length && timingSafeEqual(given, expected)
}

/** The message inside; throws BadPush when it is not for this app, or was changed. */
export function decrypt(encrypted: string, { encodingAesKey, appId }: Omit<PushKeys, 'token'>): string {
  const key = readAesKey(encodingAesKey)
  const bytes = Buffer.from(encrypted, 'base64')
  if (bytes.length === 0 || bytes.length % 16 !== 0) throw new BadPush('it is no whole number of blocks')
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  const padded = Buffer.concat([decipher.update(bytes), decipher.final()])
  const plain = unpad(padded)
  if (plain.length < RANDOM_BYTES + LENGTH_BYTES) throw new BadPush('it is too short')
  const length = plain.readUInt32BE(RANDOM_BYTES)
  const from = RANDOM_BYTES + LENGTH_BYTES
  if (length > plain.length - from) throw new BadPush('it is shorter than it says')
  const id = plain.subarray(from + length).toString('utf8')
  if (id !== appId) throw new BadPush('it is for another app')
  return plain.subarray(from, from + length).toString('utf8')
}

/** `random`: fixed in the test with the published vector only. */
export function encrypt(
  message: string,
  { encodingAesKey, appId }: Omit<PushKeys, 'token'>,
  random: Buffer = randomBytes(RANDOM_BYTES)
): string {
  const key = readAesKey(encodingAesKey)
  const body = Buffer.from(message, 'utf8')
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32BE(body.length)
  const plain = Buffer.concat([random, length, body, Buffer.from(appId, 'utf8')])
  const missing = BLOCK - (plain.length % BLOCK)
  const padded = Buffer.concat([plain, Buffer.alloc(missing, missing)])
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  return Buffer.concat([cipher.update(padded), cipher.final()]).toString('base64')
}

function unpad(bytes: Buffer): Buffer {
  const count = bytes.at(-1) ?? 0
  const isPadded =
    count >= 1 &&
    count <= BLOCK &&
    bytes.subarray(-count).every(byte => byte === count) &&
    count <= bytes.length
  if (!isPadded) throw new BadPush('its end is no padding')
  return bytes.subarray(0, bytes.length - count)
}
