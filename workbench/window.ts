/** What of a list is seen: how far it is scrolled, and how high it is; px. */
export type Seen = { top: number; height: number }

/** Up to so many rows all are there, and the browser’s own search finds them. */
const WHOLE = 150
/** Rows beyond what is seen, and the step in which the window moves: scrolling draws nothing new most of the time. */
const BEYOND = 12
const STEP = 8

/** The rows from `from` to before `to` that have to be there. */
export function windowOf({ top, height }: Seen, count: number, rowPx: number): { from: number; to: number } {
  if (count <= WHOLE) return { from: 0, to: count }
  const first = Math.max(0, Math.min(Math.floor(top / rowPx), count - 1))
  const from = Math.max(0, Math.floor((first - BEYOND) / STEP) * STEP)
  const shown = Math.ceil(height / rowPx) + 2 * BEYOND + STEP
  return { from, to: Math.min(count, from + Math.ceil(shown / STEP) * STEP) }
}
