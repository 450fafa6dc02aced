/** The one text of the loader, in the visitor's language. */
export function labelIn(locale: unknown): string {
  return /^(cn|tw|zh)/.test((locale as string) || navigator.language) ? '在线客服' : 'Chat'
}
