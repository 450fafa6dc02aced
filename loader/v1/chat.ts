import { ask as askWindow, note as noteForWindow } from '../chat.ts'
import { remove } from '../dom.ts'
import { live, type Order } from '../live.ts'
import { showState } from './box.ts'
import { isOpen, prepare, standIn } from './frame.ts'
import { FRAME } from './names.ts'

// Stands in for chat.ts: whatever is asked of the window shows at once, also while it is still on its way.

export { bring, fail } from '../chat.ts'

export function note(order: Order): void {
  noteForWindow(order)
  showState()
}

export function ask(order: Order): void {
  prepare()
  askWindow(order)
  show()
}

/** At once: handlers of the page ask for the status, and expand. */
export var askLater = ask

/** Again until the window has come, or cannot come. */
function show(): void {
  var open = isOpen()
  if (open) standIn()
  else if (!live.settled) remove(FRAME)
  showState()
  if (open && !live.settled) setTimeout(show, 100)
}
