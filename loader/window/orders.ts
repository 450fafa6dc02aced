import type { Live, Order } from '../live.ts'
import { tell } from '../tell.ts'
import { warnOnce } from '../warn.ts'
import { createChatWindow, type ChatWindow } from './chat-window.ts'
import { knowledgeOf } from './knowledge.ts'
import { createPerson } from './person.ts'

const EVENTS = ['frame_ready', 'receive_message', 'zhichiReceive', 'unread_count', 'offline_message_count']

/** From now on carries out what the page and the core ask of the window, beginning with what has waited for it. */
export function join(live: Live): void {
  const { core } = live
  // Another company has come meanwhile, or the same script once more.
  if (!core || live.settled) return
  if (!hasWhatTheChatNeeds()) return core[4]()
  const chat = createChatWindow(knowledgeOf(core, warnOnce(live)))
  const orders = ordersFor(chat, live)
  const waiting: Order[] = []
  let isBusy = false

  const { end } = live
  live.settled = chat.settle
  live.end = () => {
    chat.end()
    live.settled = live.end = undefined
    live.orders = chat.listeners.asOrders()
    end?.()
  }
  const waited = live.orders
  live.orders = []
  live.orders.push = carryOut
  chat.settle()
  carryOut(...waited)

  function carryOut(...given: Order[]) {
    waiting.push(...given)
    // To give the focus back is an event in which the core asks for more.
    if (isBusy) return 0
    isBusy = true
    for (let order = waiting.shift(); order; order = waiting.shift())
      if (EVENTS.includes(order[0])) orders['on']!(order[0], order[1])
      else if (Object.hasOwn(orders, order[0])) orders[order[0]]!(order[1], order[2])
    isBusy = false
    return 0
  }
}

/** The syntax is there, or we would not be; functions are taken away by pages, too. */
function hasWhatTheChatNeeds(): boolean {
  const { JSON, Promise, MessageChannel, postMessage, addEventListener, crypto } = window as Partial<Window> &
    Partial<typeof globalThis>
  return Boolean(JSON && Promise && MessageChannel && postMessage && addEventListener && crypto)
}

function ordersFor(
  chat: ChatWindow,
  live: Live
): Record<string, (argument?: any, callback?: unknown) => void> {
  const { listeners } = chat
  let isAutomatic = true

  function listen(event: string, callback: unknown) {
    if (event === 'frame_ready' && chat.hasAnswered()) return tell(callback, undefined)
    listeners.on(event, callback)
    if (event === 'offline_message_count' && chat.offline()) tell(callback, chat.offline())
  }

  return {
    gif: chat.settle,
    load: chat.load,
    auto() {
      if (isAutomatic) chat.expand()
      isAutomatic = false
    },
    toggle: chat.toggle,
    frame_status(callback: unknown) {
      chat.toggleWindow(document.activeElement)
      tell(callback, chat.isOpen() ? 'expand' : 'collapse')
    },
    expand: () => chat.expand(document.activeElement),
    collapse: chat.collapse,
    on: listen,
    off: listeners.off,
    ...createPerson(chat, live),
    ask: chat.ask
  }
}
