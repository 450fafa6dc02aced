import type { Profile } from './desk.ts'
import { KEYS, type ChatConfig, type KeyName } from './keys.ts'
import { LIMITS } from './limits.ts'

/** What agents are shown of the configuration: who the visitor is, and who should answer. */
const SHOWN = new Set<string>(['visitor', 'routing'])

/** As text, within the limits of a frame: what is too much for one is left out, the longest first. */
export function toClaims(config: ChatConfig): NonNullable<Profile['claims']> {
  const claims = Object.entries(config)
    .filter(([name]) => SHOWN.has(KEYS[name as KeyName].use))
    .map(
      ([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)] as const
    )
    .sort(([, a], [, b]) => a.length - b.length)
  let left: number = LIMITS.claimsLength
  return Object.fromEntries(claims.filter(([, text]) => (left -= text.length) >= 0))
}

/** Where the visitor is. */
export function describePage({
  url,
  title,
  referrer
}: {
  url: string
  title: string
  referrer: string
}): NonNullable<Profile['page']> {
  return {
    url: text(url, LIMITS.urlLength),
    title: text(title, LIMITS.nameLength),
    referrer: text(referrer, LIMITS.urlLength)
  }
}

/** It may come from a script of the page that is not our loader. */
const text = (given: unknown, most: number) => (typeof given === 'string' ? given.slice(0, most) : '')

/** What agents call the visitor. */
export const nameOf = ({ uname, realname }: ChatConfig): string | undefined =>
  (uname ?? realname)?.slice(0, LIMITS.nameLength)
