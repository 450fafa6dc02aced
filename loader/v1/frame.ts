import { find, make, remove } from '../dom.ts'
import { live, queue } from '../live.ts'
import { queryOf } from '../script.ts'
import { config, origin, sysnum } from '../settings.ts'
import { nameOf } from './keys.ts'
import { CONTAINER, FRAME, PANEL } from './names.ts'

// In this generation the iframe is an element of the body by a name of its own, there as soon as the page has asked for it.

/** Pages write other values for these into the iframe's address. What says who the visitor is has no place in an address. */
var IN_ADDRESS = 'groupId,aid,robotFlag,moduleType,robotHelloWord,adminHelloWord'.split(',')
var PHONE_WIDTH = 640

/** Where the window's script looks for the chat's place; what it appends there goes into the body. */
export function prepare(): void {
  var holder = find(CONTAINER) || make('div')
  holder.id = CONTAINER
  holder.style.cssText = 'display:none;position:fixed'
  holder.append = place as HTMLElement['append']
}

/** What the window does, or will do when it has come. */
export function isOpen(): boolean {
  var holder = find(CONTAINER)
  var open = !!(live.settled && holder && holder.getAttribute('data-open') != null && find(FRAME))
  for (var i = 0; i < live.orders.length; i++) {
    var name = live.orders[i]![0]
    if (/^(toggle|frame_status)$/.test(name)) open = !open
    else if (/^(auto|expand)$/.test(name)) open = true
    else if (name == 'collapse') open = false
  }
  return open
}

/** Until the chat comes something stands in for it that the page can look at, style, and give another address. */
export function standIn(): void {
  if (find(FRAME)) return
  var frame = document.createElement('iframe')
  frame.id = FRAME
  // Not shown and lazy: it loads nothing.
  frame.setAttribute('hidden', '')
  frame.setAttribute('loading', 'lazy')
  frame.src = origin + '/chat/frame/v2/app.html?sysnum=' + sysnum + parameters()
  document.body.appendChild(frame)
}

export function removeFrame(): void {
  remove(FRAME)
  remove(PANEL)
  remove(CONTAINER)
}

function place(frame: HTMLIFrameElement): void {
  var before = find(FRAME)
  frame.id = FRAME
  frame.style.cssText = before ? before.style.cssText : ''
  if (before) adopt(before)
  remove(FRAME)
  frame.src += parameters()
  // Ahead of the greeting, which tells the chat what the page has configured.
  frame.addEventListener(
    'load',
    function () {
      adopt(frame)
    },
    true
  )
  document.body.appendChild(frame)
  // Behind it, after it: a page that deletes the one is not left with the other.
  remove(PANEL)
  if (innerWidth <= PHONE_WIDTH) make('div').id = PANEL
}

function parameters(): string {
  var text = ''
  for (var i = 0; i < IN_ADDRESS.length; i++) {
    var value = config[nameOf(IN_ADDRESS[i]!)]
    if (value) text += '&' + IN_ADDRESS[i] + '=' + encodeURIComponent(value)
  }
  return text
}

/** Takes what the page has written into the address. */
function adopt(frame: HTMLElement): void {
  var given = queryOf(frame.getAttribute('src') || '')
  var changed: Record<string, unknown> = {}
  for (var i = 0; i < IN_ADDRESS.length; i++) {
    var key = IN_ADDRESS[i]!
    var name = nameOf(key)
    if (given[key] && given[key] != config[name]) changed[name] = given[key]
  }
  queue.push(['config', changed])
}
