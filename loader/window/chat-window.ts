import { isToHost, type ToHost, type Wish } from '#protocol/host'
import { CONTAINER } from '../names.ts'
import { showOnEntrance } from './entrance.ts'
import { createFocus } from './focus.ts'
import { createFrame, type Frame } from './frame.ts'
import { createGif } from './gif.ts'
import { createHint } from './hint.ts'
import { createListeners } from './listeners.ts'
import type { Knowledge } from './knowledge.ts'
import { settingOf } from './keys.ts'
import { createLook } from './look.ts'
import { isDesktop, openPage } from './page.ts'
import { plain } from './plain.ts'
import { showTitle } from './title.ts'

/** A string, since pages parse every message that they hear. */
const COLLAPSED = '{"name":"zc_post_message","data":{"action":"chat_collapse_window"}}'

/** How long a page of its own waits for the ticket that makes it the same visitor's. */
const TICKET_MS = 3_000

export type ChatWindow = ReturnType<typeof createChatWindow>

/** The window on the page: open or not, and what the chat in it says. */
export function createChatWindow(core: Knowledge) {
  const listeners = createListeners()
  const look = createLook(core)
  const gif = createGif(core)
  const hint = createHint(core)
  const focus = createFocus()
  let frame: Frame | undefined
  let isExpanded = false
  /** Somebody has seen what is in the iframe now. */
  let wasShown = false
  let unread = 0
  let takeTicket: ((ticket: string) => void) | undefined
  let offline = 0
  let mustForget = false
  let label: string | undefined

  /** False when the page has deleted the window while it was open, or has taken its height away. */
  const isOpen = () => isExpanded && frame !== undefined && frame.isInPage() && !isFlat()
  const isFlat = () => container().style.height === '0px'

  /** `by` is an entrance that might be clicked next. */
  function load(by?: Element) {
    if (frame?.isInPage() || (by && isSet('anchor') && !isDesktop())) return
    frame?.remove()
    isExpanded = wasShown = false
    const holder = container()
    look.dress(holder)
    look.show(holder, false)
    frame = createFrame(core, holder, {
      onGreeted() {
        // Nothing of the visitor before, who is forgotten first
        if (!mustForget) sendConfig()
        sendShown()
        askForTicket()
      },
      onMessage: data => isToHost(data) && hear(data),
      onFailed() {
        collapse()
        listeners.emit('failed')
      }
    })
  }

  /** With no element nobody asked for the window, and the focus stays where it is. */
  function expand(by?: Element | null) {
    if (isOpen()) return
    if (wasShown && (isSet('reload') || isSet('refresh'))) frame?.remove()
    load()
    if (isFlat()) container().style.height = ''
    isExpanded = wasShown = true
    offline = 0
    hint.mayKeep()
    changed('expand')
    focus.take(frame!.element, by)
  }

  /** By an entrance: where the page wants it, the chat has a page of its own. */
  function toggle(by?: Element | null) {
    if (isOpen()) collapse()
    else if (!isSet('anchor') || !openPage(core, mayWait() ? ticket : undefined)) expand(by)
  }

  const mayWait = () => isDesktop() || frame?.hasAnswered()
  const askForTicket = () => takeTicket && send('leave')
  const send = (type: Wish) => frame?.send({ type })

  function ticket(): Promise<string> {
    return new Promise(resolve => {
      takeTicket = resolve
      setTimeout(resolve, TICKET_MS, '')
      load()
      askForTicket()
    })
  }

  function collapse() {
    if (!isOpen()) return
    const hadFocus = focus.isIn(frame!.element)
    isExpanded = false
    changed('collapse')
    if (hadFocus) focus.giveBack()
    // The slash is the page's own origin, which has no other name in a file or a sandbox.
    window.postMessage(COLLAPSED, '/')
  }

  function changed(state: 'expand' | 'collapse') {
    look.show(container(), isExpanded)
    draw()
    listeners.emit(state)
    // What the page configures in its own handler of the same click comes first.
    setTimeout(sendShown)
  }

  /** Brings what is there in line with the settings. */
  function settle() {
    const holder = document.getElementById(CONTAINER)
    if (frame && holder) look.dress(holder)
    hint.settle()
    gif.settle()
    draw()
    sendConfig()
  }

  const isSet = (name: 'anchor' | 'reload' | 'refresh') => Boolean(settingOf(core.config, name))
  const draw = () => showOnEntrance({ isOpen: isOpen(), unread, label })
  const sendShown = () => frame?.send({ type: 'shown', shown: isOpen(), focus: focus.isWanted() })

  /** The configuration without the visitor is to come behind it. */
  function logout() {
    mustForget = !frame?.hasAnswered()
    if (mustForget) return
    send('logout')
    sendConfig()
  }

  function sendConfig() {
    const page = { url: location.href, title: document.title, referrer: document.referrer }
    frame?.send({ type: 'config', config: plain(core.config), page })
  }

  function hear(said: ToHost) {
    switch (said.type) {
      case 'ready':
        if (!frame?.accept(said.nonce)) return
        if (mustForget) logout()
        listeners.emit('frame_ready')
        listeners.off('frame_ready')
        return
      case 'collapse':
        return collapse()
      case 'unread':
        if (said.count === unread) return
        unread = said.count
        draw()
        return listeners.emit('unread_count', unread)
      case 'offline':
        offline = said.count
        return listeners.emit('offline_message_count', offline)
      case 'received':
        if (isOpen()) return
        listeners.emit('receive_message', said.message)
        listeners.emit('zhichiReceive', said.message)
        window.dispatchEvent(new CustomEvent('zhichiReceive', { detail: said.message }))
        return
      case 'label':
        label = said.text
        if (frame) frame.element.title = label
        return draw()
      case 'conversation':
        return hint.keep(said.state)
      case 'ticket':
        takeTicket?.(said.ticket)
        takeTicket = undefined
        return
      case 'title':
        return showTitle(said.text)
      case 'advice':
        return core.warn(said.text)
      case 'report':
        return listeners.emit('report', said.text)
    }
  }

  return {
    listeners,
    isOpen,
    offline: () => offline,
    hasAnswered: () => frame?.hasAnswered() ?? false,
    load,
    expand,
    collapse,
    toggle,
    toggleWindow: (by?: Element | null) => (isOpen() ? collapse() : expand(by)),
    settle,
    ask: () => send('ask'),
    logout,
    end() {
      showTitle('')
      frame?.remove()
      look.undress()
      gif.clear()
    }
  }
}

/** Made again when the page has deleted it. */
function container(): HTMLElement {
  const found = document.getElementById(CONTAINER)
  if (found) return found
  const made = document.createElement('div')
  made.id = CONTAINER
  document.body.append(made)
  return made
}
