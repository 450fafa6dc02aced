import type { PublicSettings } from '#protocol/host'

/** The server writes it into the built file; null is a company that it does not know. */
declare const __OPENZC_SETTINGS__: PublicSettings | null

/** In the pinned file page-settings.ts stands in for this. */
export function settingsFor(_address: string): PublicSettings | null {
  return __OPENZC_SETTINGS__
}
