import { start } from '../life.ts'
import { queue } from '../live.ts'
import { ask } from './chat.ts'
import { drawEntrance } from './entrance.ts'
import { hearWindow, isListening, wasOpen } from './events.ts'
import { translate } from './keys.ts'
import { isManual } from './script.ts'
import { state, type Handler } from './state.ts'

// The order of things: settings, `load`, the visitor's fields, the window as it was, then what the ordinary script does.

var WAITING = 0
var LOADING = 1
var LOADED = 2

var phase = WAITING
var isStarted: boolean | undefined
var isRestored: boolean | undefined
var isHearing: boolean | undefined
/** The page has asked for the entrance before there was anything to draw. */
var isCalled: boolean | undefined
var early: (() => void)[] = []

/** Begins once the page has been read, so that what its scripts set counts. */
export function boot(isMine: () => boolean): void {
  function load() {
    if (isMine()) runHandlers(isMine)
  }
  if (document.readyState != 'loading') load()
  else if (document.addEventListener)
    document.addEventListener('DOMContentLoaded', function () {
      // After handlers of the page that were added later than ours.
      setTimeout(load)
    })
  else
    setTimeout(function () {
      boot(isMine)
    }, 20)
}

/** Draws the entrance at once; within a `load` handler the rest waits for what is still set. */
export function begin(): void {
  isCalled = true
  if (phase == WAITING || !start()) return
  isStarted = true
  drawEntrance(true)
  apply()
}

/** Runs it when the page has been told of `load`, with the entrance drawn; not for an unknown company. */
export function whenStarted(work: () => void): void {
  if (phase != LOADED) early.push(work)
  else {
    if (!isStarted) begin()
    if (isStarted) work()
  }
}

/** A `load` handler; one that comes late has missed nothing. */
export function onLoad(handler: Handler): void {
  if (phase == LOADED)
    setTimeout(function () {
      runHandler(handler)
      apply()
    })
}

/** What the page has set takes effect, as far as there is something to have it. */
export function apply(): void {
  if (phase != LOADED) return
  if (state.user) queue.push(['config', translate(parse(state.user))])
  state.user = undefined
  if (isStarted && !isRestored) {
    isRestored = true
    if (wasOpen()) ask(['auto'])
  }
  if (isListening() && !isHearing) {
    isHearing = true
    // As zc() has it, this brings the chat in when the page is idle.
    queue.push(['on', 'unread_count', Boolean])
  }
  // Nothing, and what follows each call.
  queue.push()
}

function runHandlers(isMine: () => boolean): void {
  phase = LOADING
  hearWindow(isMine)
  var handlers = (state.handlers['load'] = state.handlers['load'] || [])
  for (var i = 0; i < handlers.length; i++) runHandler(handlers[i]!)
  phase = LOADED
  if (!isStarted && (isCalled || !isManual)) begin()
  else apply()
  while (early.length) whenStarted(early.shift()!)
}

/** Pages of this generation live with handlers that fail: the others run, and no error is the page's. */
function runHandler(handler: Handler): void {
  try {
    handler.call(state.manager)
  } catch (error) {
    console.warn('OpenZC: a load handler fails:', error)
  }
}

function parse(user: unknown): unknown {
  try {
    return typeof user == 'string' ? JSON.parse(user) : user
  } catch (_notJson) {
    return {}
  }
}
