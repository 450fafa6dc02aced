import type { Live } from '../live.ts'
import { createLog } from './log.ts'
import { createPanel } from './panel.ts'
import { examine } from './examine.ts'

// zc("debug") and ?zc_debug=1: a panel for whoever sets the page up. It changes nothing of what it looks at.

const LOOK_MS = 1_000
const ASK_MS = 3_000

const { cbk } = window as unknown as { cbk?: ArrayLike<any>[] & { openzc?: Live } }
if (cbk?.openzc?.core) join(cbk, cbk.openzc)

function join(queue: ArrayLike<any>[], live: Live): void {
  const { end } = live
  const log = createLog(queue, live)
  const panel = createPanel({
    examine: () => examine(live, log),
    load: () => queue.push(['on', 'frame_ready', () => {}]),
    closed: stop
  })
  let looking: ReturnType<typeof setInterval> | undefined
  let asking: ReturnType<typeof setInterval> | undefined

  function open() {
    if (looking) return
    // Without a window to take them, orders pile up
    const ask = () => live.settled && live.orders.push(['ask'])
    looking = setInterval(panel.refresh, LOOK_MS)
    asking = setInterval(ask, ASK_MS)
    // Another iframe may have come since, or this one may have only just answered
    log.onAnswer(ask)
    ask()
    panel.open()
  }

  function stop() {
    clearInterval(looking)
    clearInterval(asking)
    looking = undefined
  }

  live.core![5]['debug'] = open
  live.end = () => {
    live.end = undefined
    stop()
    panel.remove()
    log.end()
    end?.()
  }
  open()
}
