import { make } from './dom.ts'
import { live, type Order } from './live.ts'
import { origin, script, sysnum } from './settings.ts'
import { tell } from './tell.ts'

// The chat window, which is not there until something is asked of it.

/** A hash of all scripts that come on demand. */
declare const __OPENZC_ON_DEMAND__: string

var brought: Record<string, number> = {}

/** Waits until a window comes; from then on the window takes it at once. */
export function note(order: Order): void {
  live.orders.push(order)
}

/** Brings the window in when it is not there; orders keep their order. */
export function ask(order: Order): void {
  note(order)
  bring('window')
}

/** A trigger's click: after the page's own handlers of it, which may ask for the status and toggle, too. */
export function askLater(order: Order): void {
  setTimeout(ask, 0, order)
}

/** Adds another script of ours to the page, once: window, advice, visit or invite. */
export function bring(name: string): void {
  var failed = name == 'window' ? fail : Boolean
  if (brought[name]) return
  brought[name] = 1
  try {
    // It came with the oldest browsers that the chat is built for, and unlike functions no page brings it along.
    if (!CSS.supports('accent-color:red')) throw 0
    var made = make('script') as HTMLScriptElement
    made.onerror = failed
    made.nonce = script!.nonce
    made.src = trusted(origin + '/app/loader/' + name + '.js?' + __OPENZC_ON_DEMAND__)
  } catch (_refused) {
    failed()
  }
}

/** For a browser, or the policy of a page, that does not let a window in: the chat is a page of its own. */
export function fail(): void {
  var order
  live.orders.push = openPage
  while ((order = live.orders.shift())) openPage(order)
}

function openPage(order: Order): any {
  // toggle, expand and frame_status, which is the one with a callback
  if (/gle$|exp|us$/.test(order[0])) {
    window.open(origin + '/chat/h5/index.html?sysnum=' + sysnum)
    tell(order[1], 'collapse')
  }
}

/** Pages with Trusted Types may name the policies that they allow. */
function trusted(address: string): string {
  var types = (window as any).trustedTypes
  return types
    ? (live.policy =
        live.policy || types.createPolicy('openzc', { createScriptURL: String })).createScriptURL(address)
    : address
}
