/** About 80 bits, and the time. */
export const createId = (): string => `${random()}${random()}${Date.now().toString(36)}`
export const random = (): string => Math.random().toString(36).slice(2, 10)

let last = 0
/** The time, a millisecond later than the last one at least: so what happens at once keeps its order. */
export function timeOf(): number {
  const now = Date.now()
  // A clock that was put back counts as it is
  return (last = now > last || last - now > 60_000 ? now : last + 1)
}

/** UTF-8; half a character is U+FFFD. */
export function toBytes(text: string): number[] {
  const bytes: number[] = []
  for (const character of text) {
    let code = character.codePointAt(0)!
    if (code >= 0xd800 && code < 0xe000) code = 0xfffd
    if (code < 0x80) bytes.push(code)
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63))
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63))
    else
      bytes.push(
        0xf0 | (code >> 18),
        0x80 | ((code >> 12) & 63),
        0x80 | ((code >> 6) & 63),
        0x80 | (code & 63)
      )
  }
  return bytes
}

const SIGNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** In the alphabet of addresses, without `=`. */
export function toBase64(bytes: number[]): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i
    const three = (bytes[i]! << 16) | ((bytes[i + 1] || 0) << 8) | (bytes[i + 2] || 0)
    text += SIGNS[three >> 18]! + SIGNS[(three >> 12) & 63]!
    if (left > 1) text += SIGNS[(three >> 6) & 63]!
    if (left > 2) text += SIGNS[three & 63]!
  }
  return text
}

/** The same object, for whoever imports it and for whoever requires it. */
export function asModule<T extends object>(sdk: T): T {
  Object.defineProperty(sdk, '__esModule', { value: true })
  Object.defineProperty(sdk, 'default', { value: sdk })
  return sdk
}
