import { t } from './i18n/t.ts'

/** The name that the visitor gave, or one that tells them apart. */
export const nameOf = ({ name, uid }: { name: string; uid: string }) =>
  name.trim() || t('visitor.unnamed', { id: uid.slice(-4) })

/** First letter of the name, as the person would write it; empty for a visitor without one. */
export const letterOf = (name: string) => [...name.trim()][0]?.toLocaleUpperCase() ?? ''

/** One of eight hues, always the same for a visitor. */
export function hueOf(uid: string): number {
  let sum = 0
  for (const char of uid) sum = (sum * 31 + char.charCodeAt(0)) % 8_191
  return sum % 8
}
