import { inkOn } from '#protocol/ink'

/** Sets the company's colour; text on it is white or nearly black, whichever reads better (at least 4.5 : 1). */
export function setAccent(hex: string) {
  if (!/^[0-9a-f]{6}$/i.test(hex)) return
  const { style } = document.documentElement
  style.setProperty('--accent', `#${hex}`)
  style.setProperty('--on-accent', inkOn(hex))
}
