// AES-128 in CBC mode, encryption only: the platforms have none of their own.

const BOX = makeBox()

/** The box of FIPS 197, computed: as a table it would be half of this file. */
function makeBox(): number[] {
  const box: number[] = [0x63]
  let p = 1
  let q = 1
  do {
    p = (p ^ (p << 1) ^ (p & 0x80 ? 0x11b : 0)) & 255
    q ^= q << 1
    q ^= q << 2
    q ^= q << 4
    q &= 255
    if (q & 0x80) q ^= 0x09
    box[p] = (q ^ turn(q, 1) ^ turn(q, 2) ^ turn(q, 3) ^ turn(q, 4) ^ 0x63) & 255
  } while (p !== 1)
  return box
}

function turn(byte: number, by: number): number {
  return ((byte << by) | (byte >> (8 - by))) & 255
}

const twice = (byte: number) => ((byte << 1) ^ (byte & 0x80 ? 0x1b : 0)) & 255

function expand(key: number[]): number[] {
  const words = key.slice()
  for (let i = 16, round = 1; i < 176; i += 4) {
    let last = words.slice(i - 4, i)
    if (i % 16 === 0) {
      last = [BOX[last[1]!]! ^ round, BOX[last[2]!]!, BOX[last[3]!]!, BOX[last[0]!]!]
      round = twice(round)
    }
    for (let n = 0; n < 4; n++) words[i + n] = words[i + n - 16]! ^ last[n]!
  }
  return words
}

function encryptBlock(block: number[], keys: number[]): number[] {
  let state = block.map((byte, i) => byte ^ keys[i]!)
  for (let round = 1; round <= 10; round++) {
    // Bytes through the box, rows turned
    const moved = state.map((_, i) => BOX[state[(i + (i % 4) * 4) % 16]!]!)
    state = moved.map((byte, i) => {
      const column = i - (i % 4)
      const at = (by: number) => moved[column + ((i + by) % 4)]!
      const mixed = round === 10 ? byte : twice(byte) ^ twice(at(1)) ^ at(1) ^ at(2) ^ at(3)
      return mixed ^ keys[round * 16 + i]!
    })
  }
  return state
}

/** `iv` and the encrypted bytes behind it. */
export function encrypt(bytes: number[], key: number[], iv: number[]): number[] {
  const keys = expand(key)
  const padding = 16 - (bytes.length % 16)
  const padded = bytes.slice()
  for (let i = 0; i < padding; i++) padded.push(padding)
  const out = iv.slice()
  for (let at = 0; at < padded.length; at += 16) {
    const block = padded.slice(at, at + 16).map((byte, i) => byte ^ out[at + i]!)
    for (const byte of encryptBlock(block, keys)) out.push(byte)
  }
  return out
}
