const MOST = 200

/** A value in a line of text, as the page would write it; proofs are cut, since reports are sent around. */
export function shown(value: unknown, name = ''): string {
  if (typeof value === 'function') return 'function'
  try {
    const text = JSON.stringify(value, (key, one) => (isProof(key) ? cut(one) : one)) ?? String(value)
    return isProof(name) ? cut(value) : text.length > MOST ? `${text.slice(0, MOST)}…` : text
  } catch {
    return String(value)
  }
}

const isProof = (name: string) => name === 'sign'
const cut = (proof: unknown) => `${String(proof).slice(0, 4)}…`

/** Text with addresses, without the proofs in their queries. */
export const withoutProof = (text: string) => text.replace(/([?&]sign=)([^&#"\s]{4})[^&#"\s]*/g, '$1$2…')
