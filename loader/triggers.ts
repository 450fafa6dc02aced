import { ask, askLater } from './chat.ts'
import { hasStarted } from './life.ts'
import { ENTRANCE } from './names.ts'
import { config, script } from './settings.ts'

// One set of listeners on the document, ahead of the page's own: elements come and go, and `stopPropagation` hides nothing.

/** Adds the listeners, or takes them away. */
export function listen(call: 'addEventListener' | 'removeEventListener'): void {
  var events = ['click', 'mouseover', 'focusin', 'touchstart']
  if (document[call]) for (var i = 4; i--;) document[call](events[i]!, onEvent, true)
}

/** Never prevents the default: the trigger may be a link that has to lead somewhere. */
function onEvent(event: Event): void {
  var target = event.target as Element
  var trigger = target.closest && hasStarted() && target.closest('#' + ENTRANCE + triggers())
  if (!trigger) return
  if (event.type != 'click') ask(['load', trigger])
  else if (trigger.id != ENTRANCE) askLater(['toggle', trigger])
}

/** The script element itself carries the class, too. */
function triggers(): string {
  return config['custom']
    ? ((script && script.className) || 'zhiCustomBtn').replace(/[^\s"\\]+/g, ',[class~="$&"]:not(script)')
    : ''
}
