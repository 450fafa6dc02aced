import { live, type CreateWindow, type Order } from './live.ts'
import { channel, company, config, origin, script } from './settings.ts'
import { tell } from './tell.ts'

// The chat window, which is not there until something is asked of it.

/** Path of window.js, with the hash of what it holds. */
declare const __OPENZC_WINDOW__: string

var carryOut: ((order: Order) => void) | undefined
var isComing = false

/** Waits until a window comes. */
export function note(order: Order): void {
  live.orders.push(order)
  if (carryOut) use(carryOut)
}

/** Brings the window in when it is not there; orders keep their order. */
export function ask(order: Order): void {
  note(order)
  if (isComing) return
  isComing = true
  // It came with the oldest browsers that the chat is built for, and unlike functions no page brings it along.
  if (window.CSS && CSS.supports('accent-color', 'red')) fetchWindow()
  else use(openPage)
}

/** Concerns only a window that is there. */
export function mention(order: string): void {
  if (carryOut) carryOut([order])
}

export function join(create: CreateWindow): void {
  if (!carryOut)
    use(
      create(
        {
          company: company!,
          origin: origin,
          config: function () {
            return config
          },
          channel: channel
        },
        live
      ) || openPage
    )
}

function use(how: (order: Order) => void): void {
  var order
  carryOut = how
  while ((order = live.orders.shift())) how(order)
}

/** In place of a window that this browser, or the policy of this page, does not let in. */
function openPage(order: Order): void {
  if (/^(toggle|expand|frame_status)$/.test(order[0]))
    window.open(origin + '/chat/h5/index.html?sysnum=' + company!.sysnum)
  if (order[0] === 'frame_status') tell(order[1], 'collapse')
}

function fetchWindow(): void {
  function fail(): void {
    use(openPage)
  }

  try {
    var made = document.createElement('script')
    made.onerror = fail
    made.nonce = script!.nonce
    made.src = trusted(origin + __OPENZC_WINDOW__)
    document.body.appendChild(made)
  } catch (_refused) {
    fail()
  }
}

/** Pages with Trusted Types may name the policies that they allow. */
function trusted(address: string): string {
  var types = (window as any).trustedTypes
  return types ? types.createPolicy('openzc', { createScriptURL: String }).createScriptURL(address) : address
}
