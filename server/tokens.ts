import { deriveKey, isSignature, sign } from './secrets.ts'

export const VISITOR_TOKEN_MS = 3_600_000
const FILE_GRANT_MS = 24 * 3_600_000

export type VisitorClaims = { uid: string; companyId: string }

/** Signed, short-lived statements that need no row: who a visitor is, and that a file may be read. */
export type Tokens = {
  forVisitor(claims: VisitorClaims, now: number): string
  readVisitor(token: string, now: number): VisitorClaims | undefined
  /** The part of a file's URL that opens it; stays the same for a day so that browsers can cache. */
  grantFile(fileId: string, now: number): string
  opensFile(fileId: string, grant: string, now: number): boolean
}

export function createTokens(master: Buffer): Tokens {
  const visitorKey = deriveKey(master, 'visitor token')
  const fileKey = deriveKey(master, 'file grant')
  const fileText = (id: string, until: number) => `${id} ${until}`

  return {
    forVisitor({ uid, companyId }, now) {
      const body = `${uid}.${companyId}.${(now + VISITOR_TOKEN_MS).toString(36)}`
      return `${body}.${sign(visitorKey, body)}`
    },
    readVisitor(token, now) {
      const end = token.lastIndexOf('.')
      const body = token.slice(0, Math.max(end, 0))
      if (!isSignature(visitorKey, body, token.slice(end + 1))) return undefined
      const [uid, companyId, until] = body.split('.')
      return parseInt(until!, 36) > now ? { uid: uid!, companyId: companyId! } : undefined
    },
    grantFile(fileId, now) {
      const until = (Math.floor(now / FILE_GRANT_MS) + 2) * FILE_GRANT_MS
      return `${until.toString(36)}-${sign(fileKey, fileText(fileId, until))}`
    },
    opensFile(fileId, grant, now) {
      const cut = grant.indexOf('-')
      const until = parseInt(grant.slice(0, Math.max(cut, 0)), 36)
      return until > now && isSignature(fileKey, fileText(fileId, until), grant.slice(cut + 1))
    }
  }
}
