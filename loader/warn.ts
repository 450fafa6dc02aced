import type { Live } from './live.ts'

export type Warn = (text: string) => void

/** Says each thing once, in the console only, whichever of the scripts that come on demand has something to say. */
export function warnOnce(live: Live): Warn {
  const said = (live.said ??= new Set())
  return text => {
    if (!said.has(text)) console.warn(`OpenZC: ${text}`)
    said.add(text)
  }
}
