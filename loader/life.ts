import { advise, ask } from './chat.ts'
import { drawEntrance } from './entrance.ts'
import { live } from './live.ts'
import { config, sysnum } from './settings.ts'

var started: boolean | undefined
var ended: boolean | undefined
var hasExpanded: boolean | undefined
var isWanted: boolean | undefined

/** The page calls for us; false for an unknown company. */
export function start(): boolean | undefined {
  if (sysnum && !started) {
    started = true
    whenIdle(lookBack)
  }
  return started
}

/** With `manual` only after the page has called for us. */
export function hasStarted(): boolean | undefined {
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
  if (live.settled) live.settled()
  if (config['auto_expand'] && !hasExpanded) {
    hasExpanded = true
    ask(['auto'])
  } else if (config['async']) load()
  else if (isWanted) whenIdle(load)
  isWanted = false
  if (config['gif'] || live.puzzles.length) whenIdle(extras)
}

/** Nothing comes back after this. */
export function end(): void {
  ended = true
  if (live.end) live.end()
}

function whenIdle(work: () => void): void {
  if (document.readyState == 'complete') (window.requestIdleCallback || setTimeout)(work)
  else
    setTimeout(function () {
      whenIdle(work)
    }, 500)
}

/** Somebody has talked to us on this site and has not come to an end; the window writes it. The first look into a storage waits for another process. */
function lookBack(): void {
  try {
    if (localStorage.getItem('ozc:' + sysnum) == 'open') load()
  } catch (_refused) {
    // Without storage every visitor is new.
  }
}

/** What few pages need. */
function extras(): void {
  if (config['gif']) ask(['gif'])
  if (live.puzzles.length) advise()
}

function load(): void {
  if (!ended) ask(['load'])
}
