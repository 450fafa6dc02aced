var said: Record<string, number> = {}

/** Says each thing once, in the console only. */
export function warn(text: string): void {
  if (!said[text]) console.warn('OpenZC: ' + text)
  said[text] = 1
}
