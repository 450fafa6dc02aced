import type { CreateWindow, Live, Order } from '../live.ts'
import { tell } from '../tell.ts'
import { createChatWindow, type ChatWindow } from './chat-window.ts'

/** Carries out what the page and the core ask of the window. */
export const createOrders: CreateWindow = (core, live) => {
  if (!hasWhatTheChatNeeds()) return undefined
  const orders = ordersFor(createChatWindow(core), live)
  const waiting: Order[] = []
  let isBusy = false
  return given => {
    waiting.push(given)
    // To give the focus back is an event in which the core asks for more.
    if (isBusy) return
    isBusy = true
    for (let order = waiting.shift(); order; order = waiting.shift())
      if (Object.hasOwn(orders, order[0])) orders[order[0]]!(order[1], order[2])
    isBusy = false
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
  const listenTo = (event: string) => (callback: unknown) => listen(event, callback)

  function listen(event: string, callback: unknown) {
    if (event === 'frame_ready' && chat.hasAnswered()) tell(callback, undefined)
    else listeners.on(event, callback)
  }

  return {
    load: chat.load,
    auto: () => chat.expand(),
    toggle: chat.toggle,
    settled: chat.settle,
    end() {
      chat.end()
      live.orders.push(...listeners.asOrders())
    },
    frame_status(callback: unknown) {
      chat.toggle(document.activeElement)
      tell(callback, chat.isOpen() ? 'expand' : 'collapse')
    },
    expand: () => chat.expand(document.activeElement),
    collapse: chat.collapse,
    frame_ready: listenTo('frame_ready'),
    receive_message: listenTo('receive_message'),
    zhichiReceive: listenTo('zhichiReceive'),
    unread_count: listenTo('unread_count'),
    on: listen,
    off: listeners.off
  }
}
