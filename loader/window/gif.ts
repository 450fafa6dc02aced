import { ENTRANCE } from '../names.ts'
import { settingOf } from './keys.ts'
import type { Knowledge } from './knowledge.ts'
import { createSheet } from './sheet.ts'

// Three jumps: what moves by itself for longer than five seconds needs a way to stop it. Not `transform`: the arrow has one.
const RULES = `@media(prefers-reduced-motion:no-preference){html body :where(#${ENTRANCE} i){animation:zc__jump 1.5s 3}}@keyframes zc__jump{25%{translate:0 -7px}50%{translate:0}60%{translate:0 -3px}70%{translate:0}}`

/** The icon of the entrance in motion, on pages that want that. */
export function createGif({ config }: Knowledge) {
  const sheet = createSheet()
  return {
    settle() {
      if (!settingOf(config, 'gif')) return sheet.clear()
      try {
        sheet.put(RULES)
      } catch {
        // Without constructed stylesheets it stands still.
      }
    },
    clear: sheet.clear
  }
}
