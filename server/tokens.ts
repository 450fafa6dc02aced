import { createDeviceSecret, deriveKey, hashSecret, isDeviceSecret, isSignature, sign } from './secrets.ts'

export const VISITOR_TOKEN_MS = 3_600_000
const FILE_GRANT_MS = 24 * 3_600_000

/** `channel` is the number of the one whose rules count; `verified`: the company has vouched for the visitor. */
export type VisitorClaims = { uid: string; companyId: string; channel: number; verified: boolean }

/** Signed, short-lived statements that need no row: who a visitor is, and that a file may be read. */
export type Tokens = {
  forVisitor(claims: Pick<VisitorClaims, 'uid' | 'companyId'> & Partial<VisitorClaims>, now: number): string
  readVisitor(token: string, now: number): VisitorClaims | undefined
  createDeviceSecret(): string
  isDeviceSecret(secret: string): boolean
  /** The part of a file's URL that opens it; stays the same for a day so that browsers can cache. */
  grantFile(fileId: string, now: number): string
  opensFile(fileId: string, grant: string, now: number): boolean
  /** The part of an address that gives everything that is stored of a visitor, until then. */
  grantExport(uid: string, until: number): string
  opensExport(uid: string, grant: string, now: number): boolean
  /** The secret of a visit, which a browser has before anybody opens a chat. */
  createVisit(): string
  isVisit(secret: string): boolean
  /** What the visit is called where its secret must not be. */
  visitId(secret: string, companyId: string): string
  /** Ties a form to the secret of the visitor whom it was made for: no other site can have written it. */
  signForm(formId: string, secret: string): string
  isForm(formId: string, secret: string, signature: string): boolean
  /** What a plug-in of the panel knows our tokens by. It needs no row: another id is another secret. */
  pluginSecret(companyId: string, pluginId: string): string
}

export function createTokens(master: Buffer): Tokens {
  const visitorKey = deriveKey(master, 'visitor token')
  const deviceKey = deriveKey(master, 'device secret')
  const fileKey = deriveKey(master, 'file grant')
  const exportKey = deriveKey(master, 'export grant')
  const visitKey = deriveKey(master, 'visit')
  const formKey = deriveKey(master, 'form')
  const pluginKey = deriveKey(master, 'panel plug-in')
  const formText = (id: string, secret: string) => `${id} ${secret}`
  const fileText = (id: string, until: number) => `${id} ${until}`

  return {
    forVisitor({ uid, companyId, channel = 0, verified = false }, now) {
      const body = [uid, companyId, (now + VISITOR_TOKEN_MS).toString(36), channel, verified ? 1 : 0].join(
        '.'
      )
      return `${body}.${sign(visitorKey, body)}`
    },
    readVisitor(token, now) {
      const end = token.lastIndexOf('.')
      const body = token.slice(0, Math.max(end, 0))
      if (!isSignature(visitorKey, body, token.slice(end + 1))) return undefined
      const [uid, companyId, until, channel, verified] = body.split('.')
      return parseInt(until!, 36) > now
        ? { uid: uid!, companyId: companyId!, channel: Number(channel), verified: verified === '1' }
        : undefined
    },
    createDeviceSecret: () => createDeviceSecret(deviceKey),
    isDeviceSecret: secret => isDeviceSecret(deviceKey, secret),
    grantFile(fileId, now) {
      const until = (Math.floor(now / FILE_GRANT_MS) + 2) * FILE_GRANT_MS
      return `${until.toString(36)}-${sign(fileKey, fileText(fileId, until))}`
    },
    opensFile(fileId, grant, now) {
      const cut = grant.indexOf('-')
      const until = parseInt(grant.slice(0, Math.max(cut, 0)), 36)
      return until > now && isSignature(fileKey, fileText(fileId, until), grant.slice(cut + 1))
    },
    grantExport: (uid, until) => `${until.toString(36)}-${sign(exportKey, fileText(uid, until))}`,
    opensExport(uid, grant, now) {
      const cut = grant.indexOf('-')
      const until = parseInt(grant.slice(0, Math.max(cut, 0)), 36)
      return until > now && isSignature(exportKey, fileText(uid, until), grant.slice(cut + 1))
    },
    createVisit: () => createDeviceSecret(visitKey),
    isVisit: secret => isDeviceSecret(visitKey, secret),
    visitId: (secret, companyId) => hashSecret(`${companyId} ${secret}`),
    signForm: (formId, secret) => sign(formKey, formText(formId, secret)),
    isForm: (formId, secret, signature) => isSignature(formKey, formText(formId, secret), signature),
    pluginSecret: (companyId, pluginId) => sign(pluginKey, `${companyId} ${pluginId}`)
  }
}
