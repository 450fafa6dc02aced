import { FLAG } from '../keys.ts'

/** From 1 to 10,000. */
const PIXELS = /^\s*0*([1-9]\d{0,3}|10000)(?:\.0*)?\s*(?:px)?\s*$/

/** The keys that the window reads, as keys.ts has the core's; what they refuse the chat tells the page's developer. */
export const WINDOW_KEYS = {
  anchor: FLAG,
  expand_size: /^\s*(half|full)\s*$/,
  gif: FLAG,
  height: PIXELS,
  refresh: FLAG,
  reload: FLAG,
  width: PIXELS
}

/** What the page has set, as far as it counts: nothing for a flag that is false. */
export function settingOf(config: Record<string, unknown>, name: keyof typeof WINDOW_KEYS) {
  const value = config[name]
  return typeof value === 'object' ? undefined : WINDOW_KEYS[name].exec(String(value))?.[1]
}
