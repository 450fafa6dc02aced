import { ask, mention } from './chat.ts'
import { drawEntrance } from './entrance.ts'
import { company, config } from './settings.ts'

var started = false
var ended = false
var hasExpanded = false
var isWanted = false

/** The page calls for us; false for an unknown company. */
export function start(): boolean {
  if (company && !started) {
    started = true
    // Somebody has talked to us on this site and has not come to an end; the window writes it.
    try {
      if (localStorage.getItem('ozc:' + company.sysnum) === 'open') want()
    } catch (_refused) {
      // Without storage every visitor is new.
    }
  }
  return started
}

/** With `manual` only after the page has called for us. */
export function hasStarted(): boolean {
  return started || (!config['manual'] && start())
}

/** The page, or a conversation, needs the chat soon. */
export function want(): void {
  isWanted = true
}

/** Turns settings into what is on the page; may run after each call. */
export function settle(again?: boolean): void {
  if (ended || !hasStarted()) return
  drawEntrance(again)
  mention('settled')
  if (config['auto_expand'] && !hasExpanded) {
    hasExpanded = true
    ask(['auto'])
  } else if (config['async']) load()
  else if (isWanted) whenIdle()
  isWanted = false
}

/** Nothing comes back after this. */
export function end(): void {
  ended = true
  mention('end')
}

function whenIdle(): void {
  if (document.readyState !== 'complete') setTimeout(whenIdle, 500)
  else (window.requestIdleCallback || setTimeout)(load)
}

function load(): void {
  if (!ended) ask(['load'])
}
