import type { Host } from './host.ts'
import type { Queue } from './queue.ts'

declare function setTimeout(work: () => void, ms: number): unknown
declare function clearTimeout(timer: unknown): void

/** What is to become of a batch: `stop` keeps it until the program starts anew. */
export type Verdict = 'done' | 'drop' | 'retry' | 'stop'

export type Sender = {
  /** There may be something to send. */
  kick(): void
  /** It may work now: the pause after a failure ends. */
  nudge(): void
  /** What has stopped goes on. */
  resume(): void
}

type Options<T> = {
  host: Host
  queue: Queue<T>
  isReady(): boolean
  send(items: T[], judge: (verdict: Verdict) => void): void
}

const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 300_000

/** One batch after the other; after a failure a pause that doubles up to five minutes. */
export function createSender<T>({ host, queue, isReady, send }: Options<T>): Sender {
  let isBusy = false
  let isStopped = false
  /** The network came back while a request was still failing for the lack of it. */
  let isWoken = false
  let failures = 0
  let timer: unknown

  function kick() {
    if (isBusy || isStopped || timer !== undefined || !isReady()) return
    const batch = queue.head()
    if (!batch) return
    isBusy = true
    send(batch.items, verdict => {
      isBusy = false
      if (verdict === 'stop') isStopped = true
      else if (verdict !== 'retry') {
        failures = 0
        queue.remove(batch.n)
      } else if (!isWoken) pause()
      isWoken = false
      kick()
    })
  }

  function pause() {
    const ms = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * Math.pow(2, failures++))
    // Not all phones at once
    timer = setTimeout(nudge, ms * (0.5 + Math.random() / 2))
  }

  function nudge() {
    clearTimeout(timer)
    timer = undefined
    isWoken = isBusy
    kick()
  }

  host.onOnline(nudge)
  return {
    kick,
    nudge,
    resume() {
      isStopped = false
      nudge()
    }
  }
}
