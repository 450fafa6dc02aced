import { createHmac } from 'node:crypto'
import type { Database } from './store/db.ts'
import { definitionsOf } from './store/definitions.ts'

// Pages of other systems in the visitor's panel of the workbench.

const TOKEN_MS = 300_000
const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])$/

/** What stands for the placeholders of a plug-in's address. */
export type PluginFacts = Record<'partnerid' | 'visitor' | 'conversation' | 'agent' | 'token', string>

/** Where the plug-in's pages come from; undefined where the address is none, is not safe, or leaves its host open. */
export function pluginOrigin(url: string): string | undefined {
  const [one, other] = ['a', 'b'].map(word => originOf(fill(url, () => word)))
  return one === other ? one : undefined
}

export const pluginAddress = (url: string, facts: PluginFacts): string =>
  fill(url, name => encodeURIComponent(facts[name as keyof PluginFacts]))

const fill = (url: string, wordFor: (name: string) => string) =>
  url.replace(/\{(partnerid|visitor|conversation|agent|token)\}/g, (_, name: string) => wordFor(name))

/** The workbench's policy allows exactly this; on the own machine it may be plain http. */
function originOf(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined
  const { protocol, hostname, username, password, origin } = new URL(text)
  const isSafe = protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname))
  return isSafe && username === '' && password === '' ? origin : undefined
}

/** A JSON Web Token (HS256), good for five minutes: every language has something that reads it. */
export function signPluginToken(secret: string, claims: Record<string, unknown>, now: number): string {
  const iat = Math.floor(now / 1_000)
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const body = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ ...claims, iat, exp: iat + TOKEN_MS / 1_000 })}`
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`
}

/** Of all plug-ins of a company, each once. */
export async function panelOrigins({ read }: Database, companyId: string): Promise<string[]> {
  const plugins = await definitionsOf(read, companyId, 'panelPlugin')
  return [...new Set(plugins.flatMap(({ spec }) => pluginOrigin(String(spec['url'])) ?? []))]
}
