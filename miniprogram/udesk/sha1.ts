import { toBytes } from '../text.ts'

/** SHA-1 of a text as upper-case hex: the platforms have none of their own. */
export function sha1(text: string): string {
  const bytes = toBytes(text)
  const bits = bytes.length * 8
  bytes.push(0x80)
  while (bytes.length % 64 !== 56) bytes.push(0)
  for (let shift = 56; shift >= 0; shift -= 8)
    bytes.push(shift > 31 ? Math.floor(bits / Math.pow(2, shift)) & 255 : (bits >>> shift) & 255)
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0]
  for (let at = 0; at < bytes.length; at += 64) mix(state, bytes, at)
  return state
    .map(word => `0000000${(word >>> 0).toString(16)}`.slice(-8))
    .join('')
    .toUpperCase()
}

function mix(state: number[], bytes: number[], at: number) {
  const words: number[] = []
  for (let i = 0; i < 80; i++)
    words[i] =
      i < 16
        ? (bytes[at + i * 4]! << 24) |
          (bytes[at + i * 4 + 1]! << 16) |
          (bytes[at + i * 4 + 2]! << 8) |
          bytes[at + i * 4 + 3]!
        : turn(words[i - 3]! ^ words[i - 8]! ^ words[i - 14]! ^ words[i - 16]!, 1)
  let [a, b, c, d, e] = state as [number, number, number, number, number]
  for (let i = 0; i < 80; i++) {
    const [f, k] =
      i < 20
        ? [(b & c) | (~b & d), 0x5a827999]
        : i < 40
          ? [b ^ c ^ d, 0x6ed9eba1]
          : i < 60
            ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc]
            : [b ^ c ^ d, 0xca62c1d6]
    const next = (turn(a, 5) + f! + e + k! + words[i]!) | 0
    e = d
    d = c
    c = turn(b, 30)
    b = a
    a = next
  }
  ;[a, b, c, d, e].forEach((word, i) => (state[i] = (state[i]! + word) | 0))
}

const turn = (word: number, by: number) => (word << by) | (word >>> (32 - by))
