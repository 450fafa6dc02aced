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
  frame_status: function (callback, call) {
    if (hasStarted()) ask(call)
    else tell(callback, { code: '000002' })
  },
  frame_ready: hear,
  receive_message: hear,
  zhichiReceive: hear,
  unread_count: hear,
  on: hear,
  off: tellWindow,
  expand: function (_nothing, call) {
    if (hasStarted()) ask(call)
  },
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

/** Who listens wants the chat to be there. */
function hear(_nothing: unknown, call: ArrayLike<any>): void {
  note(call)
  want()
}

function tellWindow(_nothing: unknown, call: ArrayLike<any>): void {
  note(call)
}
