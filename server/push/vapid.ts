import { createECDH, createPrivateKey } from 'node:crypto'
import { SignJWT } from 'jose'
import { deriveKey } from '#server/secrets'

/** Who we are for push services (RFC 8292). */
export type Vapid = {
  /** What browsers ask for when they subscribe: base64url. */
  publicKey: string
  /** The `authorization` of a request; `contact`: an address of ours, https: or mailto:. */
  authorize(endpoint: string, contact: string, now: number): Promise<string>
}

/** Push services take a day at most. */
const GOOD_FOR_MS = 12 * 3_600_000

/** The key follows from the master key: the same in all processes and after a restore, with nothing to set up or to keep. */
export function createVapid(master: Buffer): Vapid {
  const pair = createECDH('prime256v1')
  // One number in four billion is none of the curve: then the next is taken
  for (let turn = 0; ; turn++) {
    try {
      pair.setPrivateKey(deriveKey(master, `push ${turn}`))
      break
    } catch {
      continue
    }
  }
  const point = pair.getPublicKey()
  const key = createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      d: pair.getPrivateKey().toString('base64url'),
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url')
    }
  })
  const publicKey = point.toString('base64url')
  return {
    publicKey,
    async authorize(endpoint, contact, now) {
      const token = await new SignJWT({
        aud: new URL(endpoint).origin,
        sub: contact,
        exp: Math.floor((now + GOOD_FOR_MS) / 1_000)
      })
        .setProtectedHeader({ typ: 'JWT', alg: 'ES256' })
        .sign(key)
      return `vapid t=${token}, k=${publicKey}`
    }
  }
}
