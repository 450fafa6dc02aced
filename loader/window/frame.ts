import { LINK_VERSION, type ToWidget } from '#protocol/host'
import { find } from '../dom.ts'
import { ENTRANCE } from '../names.ts'
import { channelOf, type Knowledge } from './knowledge.ts'

const SLOWEST_START_MS = 30_000
const GREET_AGAIN_MS = 400
const MAY =
  'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads'

export type FrameHandlers = {
  /** A document has been greeted; what it must know is sent now. */
  onGreeted(): void
  /** Whatever came over the port, unchecked. */
  onMessage(data: unknown): void
  /** The chat has not answered for half a minute, and the iframe is gone. */
  onFailed(): void
}

export type Frame = ReturnType<typeof createFrame>

/** LK1: an iframe with the chat, greeted on every `load`: when the page moves it, it is loaded again. */
export function createFrame(core: Knowledge, container: HTMLElement, handlers: FrameHandlers) {
  const element = document.createElement('iframe')
  let port: MessagePort | undefined
  let nonce = ''
  let hasAnswered = false

  element.setAttribute('sandbox', MAY)
  element.allow = 'display-capture'
  element.referrerPolicy = 'origin'
  element.style.cssText = 'display:block;width:100%;height:100%;border:0'
  element.addEventListener('load', greet)
  // Until the chat says it in the visitor's language
  element.title = find(ENTRANCE)?.getAttribute('aria-label') ?? 'Chat'
  element.src = addressOf(core)
  container.append(element)
  const slow = setTimeout(() => {
    handlers.onFailed()
    remove()
  }, SLOWEST_START_MS)

  let again = setTimeout(greetAgain, GREET_AGAIN_MS, 2 * GREET_AGAIN_MS)

  /** Chromium forgets the event now and then, when a page is opened meanwhile. */
  function greetAgain(wait: number) {
    if (isElsewhere(element)) greet()
    again = setTimeout(greetAgain, wait, 2 * wait)
  }

  function greet() {
    if (!element.contentWindow) return
    const { port1, port2 } = new MessageChannel()
    port?.close()
    port = port1
    port.onmessage = event => handlers.onMessage(event.data)
    nonce = crypto.getRandomValues(new Uint32Array(4)).join('-')
    element.contentWindow.postMessage({ openzc: LINK_VERSION, nonce }, core.origin, [port2])
    handlers.onGreeted()
  }

  function stopTimers() {
    clearTimeout(slow)
    clearTimeout(again)
  }

  function remove() {
    stopTimers()
    port?.close()
    port = undefined
    element.remove()
  }

  return {
    element,
    remove,
    isInPage: () => element.isConnected,
    hasAnswered: () => hasAnswered && element.isConnected,
    /** Takes the answer to the greeting; false for any other. */
    accept(answer: unknown) {
      if (answer !== nonce) return false
      stopTimers()
      hasAnswered = true
      return true
    },
    /** Goes nowhere before the greeting, which all that counts follows. */
    send: (message: ToWidget) => port?.postMessage(message)
  }
}

/** Whether the first, empty document has gone: a greeting for the server must not reach it. */
function isElsewhere({ contentWindow }: HTMLIFrameElement): boolean {
  try {
    return contentWindow!.location.href !== 'about:blank'
  } catch {
    return true
  }
}

function addressOf(core: Knowledge): string {
  const { origin, sysnum, config } = core
  const query = new URLSearchParams({ sysnum })
  const channel = channelOf(core)
  if (channel) query.set('channelid', channel)
  const { locale } = config
  if (locale) query.set('locale', String(locale))
  return `${origin}/chat/frame/v2/app.html?${query}`
}
