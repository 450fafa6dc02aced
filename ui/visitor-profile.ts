import type { Profile } from '#protocol/desk'
import { describePage, nameOf, toClaims } from '#protocol/claims'
import type { ChatConfig } from '#protocol/keys'
import { LIMITS } from '#protocol/limits'
import { language } from './i18n/t.ts'

/** What this browser tells of itself. */
export function describeDevice(): NonNullable<Profile['device']> {
  return {
    language: navigator.language.slice(0, LIMITS.nameLength),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    screen: `${screen.width}×${screen.height}`,
    userAgent: navigator.userAgent.slice(0, 500)
  }
}

export function toProfile(
  config: ChatConfig,
  page: { url: string; title: string; referrer: string }
): Profile {
  const name = nameOf(config)
  return {
    page: { ...describePage(page), language: language.value },
    device: describeDevice(),
    claims: toClaims(config),
    ...(name ? { name } : {})
  }
}
