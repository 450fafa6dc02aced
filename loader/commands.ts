import { ask, bring, note } from './chat.ts'
import { hasStarted, hear, start } from './life.ts'
import { live } from './live.ts'
import { accept } from './settings.ts'
import { tell } from './tell.ts'

/** `call` is all of it, beginning with the command's name. */
type Command = (call: ArrayLike<any>) => void

/** All of zc(); what each one promises stands in zc.d.ts. */
export var COMMANDS: Record<string, Command> = {
  config: function (call) {
    accept(call[1])
  },
  frame_manual: function (call) {
    tell(call[1], { code: '00000' + (start() ? 0 : 1) })
  },
  frame_status: open,
  expand: open,
  frame_ready: hear,
  receive_message: hear,
  zhichiReceive: hear,
  unread_count: hear,
  offline_message_count: hear,
  trace: function (call) {
    live.traces.push(call[1])
  },
  on: hear,
  off: note,
  collapse: note,
  // One listener on the document serves every trigger that comes.
  dynamic_ready: Boolean,
  identify: function (call) {
    accept(call[1])
    // Whoever it was before is for the window to forget.
    note(call)
  },
  logout: hear,
  consent: function (call) {
    accept({ consent: call[1] })
  },
  debug: function () {
    bring('doctor')
  },
  destroy: function () {
    live.leave!()
    live.given = {}
    live.orders = []
  }
}

export function run(call: ArrayLike<any>): void {
  if (COMMANDS.hasOwnProperty(call[0])) COMMANDS[call[0]]!(call)
  else live.puzzles.push([call])
}

/** Only frame_status has a callback. */
function open(call: ArrayLike<any>): void {
  if (hasStarted()) ask(call)
  else tell(call[1], { code: '000002' })
}
