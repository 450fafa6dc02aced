import { ask, bring, note } from './chat.ts'
import { drawEntrance } from './entrance.ts'
import { live } from './live.ts'
import { channel, config, sysnum } from './settings.ts'

var started: string | undefined
var ended: boolean | undefined
var isHeard: boolean | undefined

/** The page calls for us; false for an unknown company. */
export function start(): string | undefined {
  return (started = sysnum)
}

/** With `manual` only after the page has called for us. */
export function hasStarted(): string | false | undefined {
  return started || (!config['manual'] && start())
}

/** Who listens wants the chat to be there, as soon as the page has started us and is idle. */
export function hear(call: ArrayLike<any>): void {
  note(call)
  note(['load'])
  isHeard = true
}

/** Turns settings into what is on the page; may run after each call. */
export function settle(again?: boolean): void {
  if (ended || !hasStarted()) return
  drawEntrance(again)
  if (live.settled) live.settled()
  if (config['auto_expand']) ask(['auto'])
  if (config['async']) load()
  bringWhenIdle()
}

/** Nothing comes back after this. */
export function end(): void {
  ended = true
  if (live.end) live.end()
}

function bringWhenIdle(): void {
  if (document.readyState == 'complete') (window.requestIdleCallback || setTimeout)(bringAll)
  else setTimeout(bringWhenIdle, 500)
}

/** What few pages need. */
function bringAll(): void {
  if (ended) return
  try {
    // Somebody has talked to us on this site and has not come to an end; the window writes it. The first look into a storage
    // waits for another process.
    if (localStorage['ozc:' + sysnum] == 'open') load()
  } catch (_refused) {
    // Without storage every visitor is new.
  }
  if (isHeard || config['gif']) bring('window')
  if (config['invite']) bring('invite')
  if (config['man_trace'] || channel()[4] || live.traces.length) bring('visit')
  if (live.puzzles.length) bring('advice')
}

function load(): void {
  if (!ended) ask(['load'])
}
