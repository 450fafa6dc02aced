import { bring, fail } from './chat.ts'
import { isKnown } from './known.ts'
import { COMMANDS, run } from './commands.ts'
import { removeEntrance } from './entrance.ts'
import { end, settle } from './life.ts'
import { live } from './live.ts'
import { release, takeOver } from './queue.ts'
import { acceptQuery, address, channel, config, origin, sysnum } from './settings.ts'
import { listen } from './triggers.ts'

// Pages configure in the script's `load` event, which comes after this task and before the next.
setTimeout(begin)

function begin(): void {
  var name = origin + sysnum
  if (!document.body) setTimeout(begin, 20)
  else if (live.of == name) live.again!(address)
  else {
    if (live.leave) live.leave()
    live.of = name
    live.again = again
    live.leave = leave
    live.core = [sysnum!, origin, config, channel, fail, COMMANDS, bring, isKnown]
    acceptQuery(address)
    listen('addEventListener')
    // Also where nothing has started, or never will: that is what it is for.
    if (/zc_debug/.test(location as unknown as string)) bring('doctor')
    // Which says that there is no such company
    if (!sysnum) bring('advice')
    takeOver(run, settle)
  }
}

/** The page may have been drawn anew around us. */
function again(from: string): void {
  acceptQuery(from)
  settle(true)
}

function leave(): void {
  live.of = ''
  release()
  live.orders.push = [].push
  listen('removeEventListener')
  end()
  removeEntrance()
}
