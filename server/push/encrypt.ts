import { createCipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto'

// RFC 8291: only the browser that has made the subscription can read it, whatever push service carries it.

/** As the browser gives them: base64url. */
export type BrowserKeys = { p256dh: string; auth: string }

/** The most that every push service takes is 4,096 bytes in all; ours are far shorter and come in one record. */
const RECORD_SIZE = 4_096
const POINT_BYTES = 65
const AUTH_BYTES = 16

/** Whether they are a point of the curve and a secret of the right length: anything else can encrypt nothing. */
export function areKeys({ p256dh, auth }: BrowserKeys): boolean {
  if (Buffer.from(auth, 'base64url').length !== AUTH_BYTES) return false
  const point = Buffer.from(p256dh, 'base64url')
  if (point.length !== POINT_BYTES || point[0] !== 4) return false
  try {
    const own = createECDH('prime256v1')
    own.generateKeys()
    own.computeSecret(point)
    return true
  } catch {
    return false
  }
}

/** The body of a push message (aes128gcm). `own`: fixed in the test with the RFC's own example only. */
export function encryptFor(
  { p256dh, auth }: BrowserKeys,
  text: string,
  own: { privateKey?: Buffer; salt?: Buffer } = {}
): Buffer {
  const theirs = Buffer.from(p256dh, 'base64url')
  const pair = createECDH('prime256v1')
  if (own.privateKey) pair.setPrivateKey(own.privateKey)
  else pair.generateKeys()
  const ours = pair.getPublicKey()
  const salt = own.salt ?? randomBytes(16)
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), theirs, ours])
  const secret = derive(pair.computeSecret(theirs), Buffer.from(auth, 'base64url'), info, 32)
  const key = derive(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16)
  const nonce = derive(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12)
  const cipher = createCipheriv('aes-128-gcm', key, nonce)
  // 2: the last record
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.update(Buffer.from([2])), cipher.final()])
  const size = Buffer.alloc(4)
  size.writeUInt32BE(RECORD_SIZE)
  return Buffer.concat([salt, size, Buffer.from([ours.length]), ours, body, cipher.getAuthTag()])
}

const derive = (secret: Buffer, salt: Buffer, info: Buffer, length: number) =>
  Buffer.from(hkdfSync('sha256', secret, salt, info, length))
