import type { Profile } from '#protocol/desk'
import { LIMITS } from '#protocol/limits'

/** What this browser tells of itself. */
export function describeDevice(): NonNullable<Profile['device']> {
  return {
    language: navigator.language.slice(0, LIMITS.nameLength),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    screen: `${screen.width}×${screen.height}`,
    userAgent: navigator.userAgent.slice(0, 500)
  }
}

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
    url: url.slice(0, LIMITS.urlLength),
    title: title.slice(0, LIMITS.nameLength),
    referrer: referrer.slice(0, LIMITS.urlLength)
  }
}

/** The documented fields as text, within the limits of a frame. */
export function toClaims(config: Record<string, unknown>): NonNullable<Profile['claims']> {
  const claims: Record<string, string> = {}
  for (const [key, value] of Object.entries(config).slice(0, 100)) {
    if (value === undefined || value === null || value === '') continue
    claims[key.slice(0, 40)] = (typeof value === 'object' ? JSON.stringify(value) : String(value)).slice(
      0,
      2_000
    )
  }
  return claims
}

export function toProfile(
  config: Record<string, unknown>,
  page: { url: string; title: string; referrer: string }
): Profile {
  const claims = toClaims(config)
  const name = claims['uname'] ?? claims['realname']
  return {
    page: describePage(page),
    device: describeDevice(),
    claims,
    ...(name ? { name: name.slice(0, LIMITS.nameLength) } : {})
  }
}
