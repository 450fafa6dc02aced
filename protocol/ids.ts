// Made on both sides, so without crypto.randomUUID: plain http pages do not have it.
const ALPHABET = '0123456789abcdefghijklmnopqrstuv'

/** 24 characters: nine of time (so that ids of one sender sort roughly by age), fifteen random (75 bits). */
export function createId(now = Date.now()): string {
  let time = ''
  for (let rest = now, i = 0; i < 9; i++) {
    time = ALPHABET[rest % 32] + time
    rest = Math.floor(rest / 32)
  }
  const bytes = crypto.getRandomValues(new Uint8Array(15))
  let random = ''
  for (const byte of bytes) random += ALPHABET[byte & 31]
  return time + random
}
