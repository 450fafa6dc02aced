import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import ipaddr from 'ipaddr.js'
import { ChatError } from '#protocol/errors'
import { readHop } from './address.ts'
import type { Services } from '#server/services'
import { accountOfSession, AGENT_SESSION_MS, agentOfSession, type SignedIn } from '#server/store/agents'
import type { VisitorClaims } from '#server/tokens'

export type HttpEnv = { Bindings: { incoming: { socket: { remoteAddress?: string } } } }
export type Http = Context<HttpEnv>

/** Origin of the server as the browser sees it. */
export function ownOrigin(c: Http, { config }: Services): string {
  if (config.publicOrigin) return config.publicOrigin
  return new URL(c.req.url).origin
}

export const isSecure = (c: Http, services: Services) => ownOrigin(c, services).startsWith('https:')

/** Every request that changes something comes from a page of ours; browsers always say where from. */
export function requireSameOrigin(c: Http, services: Services) {
  const origin = c.req.header('origin')
  if (origin === undefined && c.req.header('sec-fetch-site') === undefined) return
  if (origin === ownOrigin(c, services)) return
  throw new ChatError('forbidden', 'this address is only for the pages of this server')
}

export function requireVisitor(c: Http, { tokens, clock }: Services): VisitorClaims {
  const token = /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1]
  const claims = token && tokens.readVisitor(token, clock.now())
  if (!claims) throw new ChatError('unauthorized')
  return claims
}

const agentCookie = (secure: boolean) => (secure ? '__Host-ozc_agent' : 'ozc_agent')

export function agentSecret(c: Http, services: Services): string | undefined {
  return getCookie(c, agentCookie(isSecure(c, services)))
}

export async function findAgent(c: Http, services: Services): Promise<SignedIn | undefined> {
  const secret = agentSecret(c, services)
  return secret ? await agentOfSession(services.database, secret, services.clock.now()) : undefined
}

/** Also who may do nothing before a second factor is set up. */
export async function findAccount(c: Http, services: Services) {
  const secret = agentSecret(c, services)
  return secret ? await accountOfSession(services.database, secret, services.clock.now()) : undefined
}

export async function requireAccount(c: Http, services: Services) {
  const account = await findAccount(c, services)
  if (!account) throw new ChatError('unauthorized')
  return account
}

export async function requireAgent(c: Http, services: Services): Promise<SignedIn> {
  const agent = await findAgent(c, services)
  if (!agent) throw new ChatError('unauthorized')
  return agent
}

/** An empty secret signs out. */
export function setAgentCookie(c: Http, services: Services, secret: string) {
  const secure = isSecure(c, services)
  setCookie(c, agentCookie(secure), secret, {
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
    secure,
    maxAge: secret ? AGENT_SESSION_MS / 1_000 : 0
  })
}

/** The visitor's address: what the outermost trusted proxy saw, else the socket's. */
export function addressOf(c: Http, { config }: Services): string {
  const hops = (c.req.header('x-forwarded-for') ?? '').split(',')
  // By its place, before anything is thrown out: what stands further left is the visitor's own word
  const trusted = config.trustProxy > 0 ? hops.at(-config.trustProxy) : undefined
  return readHop(trusted?.trim() ?? '') ?? c.env?.incoming?.socket.remoteAddress ?? ''
}

/** Whether the request comes from this machine itself, not through a proxy on it. */
export function isLocal(c: Http): boolean {
  const address = c.env?.incoming?.socket.remoteAddress ?? ''
  return (
    c.req.header('x-forwarded-for') === undefined &&
    ipaddr.isValid(address) &&
    ipaddr.process(address).range() === 'loopback'
  )
}
