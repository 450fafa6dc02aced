import { sysnum } from '../settings.ts'
import { tell } from '../tell.ts'
import { setUnread, showState } from './box.ts'
import { note } from './chat.ts'
import { state } from './state.ts'

type Callback = unknown

/** What the page waits for until the window is open, and until it is closed. */
var waiting: Record<string, Callback[]> = { expand: [], collapse: [] }

/** Hears what the window says, for as long as `isMine`. */
export function hearWindow(isMine: () => boolean): void {
  function hear(event: string, act: (value: any) => void) {
    note([
      'on',
      event,
      function (value: unknown) {
        if (isMine()) act(value)
      }
    ])
  }
  hear('expand', function () {
    state.unread = []
    changed('expand')
  })
  hear('collapse', function () {
    changed('collapse')
  })
  hear('failed', showState)
  hear('unread_count', function (count) {
    setUnread(count)
    emit('unread.count', count)
    emit('unread.custom', count)
  })
  hear('receive_message', function (message) {
    var received = {
      content: message.msg,
      customName: message.name,
      msgId: message.t + '-' + state.unread.length
    }
    state.unread.push(received)
    emit('receivemessage', { data: [received] })
  })
}

/** Runs the callback when the window is in that state. */
export function when(name: 'expand' | 'collapse', callback: Callback): void {
  waiting[name]!.push(callback)
}

/** Somebody wants to know what only the chat can tell. */
export function isListening(): boolean {
  for (var event in state.handlers) if (event != 'load' && event != 'core.framestatuschange') return true
  return false
}

export function emit(event: string, value: unknown): void {
  var handlers = state.handlers[event] || []
  for (var i = 0; i < handlers.length; i++) tell(handlers[i], value)
}

/** Whether the window was open when the visitor left the page before, in a conversation that lives. */
export function wasOpen(): boolean {
  return kept('sessionStorage') == 'expand' && kept('localStorage') == 'open'
}

/** `open`, `ended`, or `none` for a visitor who has not talked to anybody here. */
export function sessionStatus(): string {
  return kept('localStorage') || 'none'
}

function kept(where: 'localStorage' | 'sessionStorage'): string | null | undefined {
  try {
    return window[where].getItem(name())
  } catch (_refused) {
    // Without storage every page is the first.
    return
  }
}

function changed(to: 'expand' | 'collapse'): void {
  showState()
  emit('core.framestatuschange', to)
  var callbacks = waiting[to]!
  waiting[to] = []
  for (var i = 0; i < callbacks.length; i++) tell(callbacks[i], to)
  try {
    sessionStorage.setItem(name(), to)
  } catch (_refused) {
    // Then it stays closed on the next page.
  }
}

function name(): string {
  return 'ozc:' + sysnum
}
