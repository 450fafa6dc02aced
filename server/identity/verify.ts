import { createHash, timingSafeEqual } from 'node:crypto'
import { importSPKI, jwtVerify, decodeProtectedHeader } from 'jose'

// ID1 Without a proof a `partnerid` is a claim: a timeline of this device, shown as unverified.
// ID2 A proof that is given has to be good, whether the channel asks for one or not.
// ID3 What a channel asks for: `none`; `sign`, the seed's MD5 or better; `jwt`, nothing less.

export type Requirement = 'none' | 'sign' | 'jwt'

export type Proof = { sysnum: string; partnerid: string | undefined; sign: string | undefined; now: number }

/** What the company signs with: text of any kind for MD5 and HS256, a public key in PEM for ES256. */
export type SigningKey = { key: string; require: Requirement }

export type Verdict =
  | { ok: true; partnerid: string | undefined; verified: boolean }
  | { ok: false; why: string }

const MD5 = /^[0-9a-f]{32}$/i
const LONGEST_LIFE_S = 600
const SKEW_S = 60

/** Whether the visitor is who the page says. Without a key nothing can be proved, and nothing is asked for. */
export async function verify(
  { sysnum, partnerid, sign, now }: Proof,
  signing: SigningKey | undefined
): Promise<Verdict> {
  const require = signing?.require ?? 'none'
  if (!signing || !sign)
    return require === 'none' ? { ok: true, partnerid, verified: false } : refuse('no sign')
  if (MD5.test(sign)) {
    // A mode that is not on proves nothing: then it is as if no sign had come
    if (require === 'none') return { ok: true, partnerid, verified: false }
    if (require === 'jwt') return refuse('this channel asks for a JWT')
    const good = partnerid !== undefined && isMd5(sign, sysnum + signing.key + partnerid)
    return good ? { ok: true, partnerid, verified: true } : refuse('the sign does not fit the partnerid')
  }
  return await verifyJwt({ sysnum, partnerid, sign, now }, signing.key)
}

/** Of equal length, whatever was given: the comparison tells nothing by its time. */
function isMd5(given: string, text: string): boolean {
  const expected = createHash('md5').update(text).digest()
  return timingSafeEqual(expected, Buffer.from(given, 'hex'))
}

async function verifyJwt({ sysnum, partnerid, sign, now }: Proof, key: string): Promise<Verdict> {
  try {
    const isPublicKey = key.includes('BEGIN PUBLIC KEY')
    // The key says which algorithm, never the token
    const algorithm = isPublicKey ? 'ES256' : 'HS256'
    if (decodeProtectedHeader(sign!).alg !== algorithm)
      return refuse(`the JWT has to be signed with ${algorithm}`)
    const { payload } = await jwtVerify(
      sign!,
      isPublicKey ? await importSPKI(key, 'ES256') : new TextEncoder().encode(key),
      {
        algorithms: [algorithm],
        audience: sysnum,
        clockTolerance: SKEW_S,
        currentDate: new Date(now),
        requiredClaims: ['sub', 'exp']
      }
    )
    if (payload.exp! > now / 1_000 + LONGEST_LIFE_S + SKEW_S)
      return refuse('the JWT may live for ten minutes at most')
    if (payload.sub!.length > 300) return refuse('the JWT’s sub is longer than 300 characters')
    if (partnerid !== undefined && partnerid !== payload.sub)
      return refuse('the JWT is for another partnerid')
    return { ok: true, partnerid: payload.sub!, verified: true }
  } catch (error) {
    return refuse(`the JWT is not good: ${error instanceof Error ? error.message : String(error)}`)
  }
}

const refuse = (why: string): Verdict => ({ ok: false, why })
