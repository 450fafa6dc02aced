import type { ChatConfig } from '#protocol/keys'

/** Who the page says that the visitor is, with what proves it; empty for an anonymous one. */
export type Who = { partnerid?: string; sign?: string }

export function whoOf({ partnerid, sign }: ChatConfig): Who {
  const named = partnerid ?? (sign === undefined ? undefined : subjectOf(sign))
  return { ...(named === undefined ? {} : { partnerid: named }), ...(sign === undefined ? {} : { sign }) }
}

/** A fresh proof of the same visitor, in place of one that has been taken, is for when the session is renewed. */
export const isSameWho = (a: Who, b: Who, isTaken: boolean) =>
  a.partnerid === b.partnerid && (a.sign === b.sign || Boolean(isTaken && a.sign && b.sign))

/** Whom a JWT speaks of. Nothing is checked here: it only keeps the visitors of one browser apart. */
function subjectOf(sign: string): string | undefined {
  try {
    const body = sign.split('.')[1]!.replaceAll('-', '+').replaceAll('_', '/')
    const bytes = Uint8Array.from(atob(body), one => one.charCodeAt(0))
    const { sub } = JSON.parse(new TextDecoder().decode(bytes)) as { sub?: unknown }
    return typeof sub === 'string' ? sub : undefined
  } catch {
    return undefined
  }
}
