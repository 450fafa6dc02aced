import { ask, note } from './chat.ts'
import { hasStarted, start, want } from './life.ts'
import { live } from './live.ts'
import { accept } from './settings.ts'
import { tell } from './tell.ts'

type Command = (argument: any, call: ArrayLike<any>) => void

/** All of zc(); what each one promises stands in zc.d.ts. */
export var COMMANDS: Record<string, Command> = {
  config: accept,
  frame_manual: function (callback) {
    tell(callback, { code: start() ? '000000' : '000001' })
  },
  frame_status: open,
  expand: open,
  frame_ready: hear,
  receive_message: hear,
  zhichiReceive: hear,
  unread_count: hear,
  offline_message_count: hear,
  trace: function (_nothing, call) {
    note(call)
    want('visit')
  },
  on: hear,
  off: tellWindow,
  collapse: tellWindow,
  // One listener on the document serves every trigger that comes.
  dynamic_ready: Boolean,
  destroy: function () {
    live.leave!()
    live.given = {}
    live.orders = []
  }
}

export function run(call: ArrayLike<any>): void {
  var name = call[0]
  if (COMMANDS.hasOwnProperty(name)) COMMANDS[name]!(call[1], call)
  else live.puzzles.push(name)
}

/** Only frame_status has a callback. */
function open(callback: unknown, call: ArrayLike<any>): void {
  if (hasStarted()) ask(call)
  else tell(callback, { code: '000002' })
}

/** Who listens wants the chat to be there. */
function hear(_nothing: unknown, call: ArrayLike<any>): void {
  note(call)
  note(['load'])
  want('window')
}

function tellWindow(_nothing: unknown, call: ArrayLike<any>): void {
  note(call)
}
