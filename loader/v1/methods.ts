import { tell } from '../tell.ts'
import { queue } from '../live.ts'
import { ask, note } from './chat.ts'
import { sessionStatus, when } from './events.ts'
import { isOpen } from './frame.ts'
import { translate } from './keys.ts'
import { apply, begin, onLoad, whenStarted } from './life.ts'
import { state } from './state.ts'

/** All that the manager can do. Callbacks run in a task of their own. */
export var METHODS: Record<string, Function> = {
  /** A name with its value, or several of them. */
  set: function (key: unknown, value?: unknown) {
    if (typeof key != 'string') return configure(key)
    var one: Record<string, unknown> = {}
    one[key] = value
    configure(one)
  },
  on: function (event: unknown, handler: unknown) {
    var name = String(event)
    if (typeof handler != 'function') return
    var handlers = state.handlers.hasOwnProperty(name) ? state.handlers[name]! : (state.handlers[name] = [])
    for (var i = 0; i < handlers.length; i++) if (handlers[i] === handler) return
    handlers.push(handler as any)
    if (name == 'load') onLoad(handler as any)
    else apply()
  },
  init: begin,
  initBtnDOM: begin,
  /** Everything has its time by itself. */
  load: Boolean,
  expand: function (callback?: unknown) {
    whenStarted(function () {
      if (isOpen()) return tell(callback, 'expand')
      when('expand', callback)
      ask(['expand'])
    })
  },
  collapse: function (callback?: unknown) {
    whenStarted(function () {
      if (!isOpen()) return tell(callback, 'collapse')
      when('collapse', callback)
      note(['collapse'])
    })
  },
  getStatus: function () {
    return isOpen() ? 'expand' : 'collapse'
  },
  getUnreadChatList: function () {
    return state.unread.slice()
  },
  setGroupId: function (id: unknown) {
    configure({ groupId: id })
  },
  userInfoServ: function (user: unknown) {
    configure({ userinfo: user })
  },
  /** Whether there is a conversation: the answer's status is `open`, `ended` or `none`. */
  sessionStatus: function (callback: unknown) {
    tell(callback, { code: '000000', status: sessionStatus() })
  }
}

function configure(values: unknown): void {
  queue.push(['config', translate(values)])
  apply()
}
