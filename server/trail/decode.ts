import { createDecipheriv } from 'node:crypto'

// How Qidian's tracker packs what it sends, by its `encryptMode`. The key of `aes` is in the mini program for everybody to read: it keeps the
// events out of logs on the way, and proves nothing.

export const MODES = ['default', 'aes', 'close'] as const
export type Mode = (typeof MODES)[number]

/** `default`: base64 of the JSON. `aes`: base64 of 16 random bytes and of the JSON under AES-128-CBC with the appkey. `close`: the JSON. */
export function unpack(mode: Mode, packed: unknown, appkey: string): unknown {
  if (mode === 'close') return typeof packed === 'string' ? parse(packed) : packed
  if (typeof packed !== 'string') return undefined
  // Also the alphabet of addresses
  const bytes = Buffer.from(packed, 'base64')
  return parse(mode === 'aes' ? decrypt(bytes, appkey) : bytes.toString('utf8'))
}

const IV_BYTES = 16

function decrypt(bytes: Buffer, appkey: string): string {
  try {
    const cipher = createDecipheriv('aes-128-cbc', Buffer.from(appkey, 'hex'), bytes.subarray(0, IV_BYTES))
    return Buffer.concat([cipher.update(bytes.subarray(IV_BYTES)), cipher.final()]).toString('utf8')
  } catch {
    return ''
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
