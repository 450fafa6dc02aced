import { createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

// What a shop's own server does for a chat that knows its customers: it signs whom it has signed in. The key never leaves it.

const COOKIE = 'shop_member'
/** As long as the chat takes it; pages ask again before. */
const LIFE_S = 600

export type MembersOptions = {
  /** The company's number, which the signature is for. */
  sysnum: string
  /** What `openzc admin set-security` has answered. */
  signingKey: string
}

/** Answers /api/member (who is signed in), /api/sign-in and /api/sign-out; false for any other path. */
export function createMembers({ sysnum, signingKey }: MembersOptions) {
  // Nobody can write a cookie for somebody else's number; after a restart everybody is signed out
  const secret = randomBytes(32)
  const seal = (number: string) => createHmac('sha256', secret).update(number).digest('base64url')

  function memberOf(request: IncomingMessage): string | undefined {
    const cookie = new RegExp(`(?:^|; )${COOKIE}=(\\d+)\\.([\\w-]+)`).exec(request.headers.cookie ?? '')
    if (!cookie) return undefined
    const [given, right] = [Buffer.from(cookie[2]!), Buffer.from(seal(cookie[1]!))]
    return given.length === right.length && timingSafeEqual(given, right) ? cookie[1] : undefined
  }

  /** Who the chat is told that the visitor is: what zc("identify") takes. */
  function identityOf(number: string) {
    const partnerid = `member-${number}`
    const claims = { sub: partnerid, aud: sysnum, exp: Math.floor(Date.now() / 1_000) + LIFE_S }
    return { partnerid, uname: `Member ${number}`, sign: signJwt(claims, signingKey) }
  }

  return (path: string, request: IncomingMessage, response: ServerResponse): boolean => {
    const answer = (value: unknown, cookie?: string) => {
      if (cookie !== undefined)
        response.setHeader('Set-Cookie', `${COOKIE}=${cookie}; HttpOnly; SameSite=Lax; Path=/`)
      response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
      response.end(JSON.stringify(value))
      return true
    }
    if (path === '/api/member' && request.method === 'GET') {
      const member = memberOf(request)
      return answer({ identity: member === undefined ? null : identityOf(member) })
    }
    if (request.method !== 'POST' || request.headers['sec-fetch-site'] === 'cross-site') return false
    if (path === '/api/sign-in') {
      const member = memberOf(request) ?? String(randomInt(1_000, 10_000))
      return answer({ identity: identityOf(member) }, `${member}.${seal(member)}`)
    }
    return path === '/api/sign-out' && answer({ identity: null }, '; Max-Age=0')
  }
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A JWT by HS256. */
function signJwt(claims: Record<string, unknown>, key: string): string {
  const body = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`
  return `${body}.${createHmac('sha256', key).update(body).digest('base64url')}`
}
