/** What code under test may know of time. */
export type Clock = {
  now(): number
  setTimeout(fn: () => void, ms: number): unknown
  clearTimeout(timer: unknown): void
}

export type FakeClock = Clock & {
  /** Fires everything due in the next `ms`, in order, and lets promises settle after each. */
  advance(ms: number): Promise<void>
  /** Timers not yet fired or cleared; 0 after a clean `destroy()`. */
  readonly pending: number
}

type Timer = { id: number; at: number; fn: () => void }

export function createFakeClock(start = 0): FakeClock {
  const timers = new Map<number, Timer>()
  let now = start
  let lastId = 0

  return {
    now: () => now,
    setTimeout(fn, ms) {
      const id = ++lastId
      timers.set(id, { id, at: now + Math.max(0, ms), fn })
      return id
    },
    clearTimeout(timer) {
      timers.delete(timer as number)
    },
    async advance(ms) {
      const end = now + ms
      // what was started just before may be about to set its timers
      await settle()
      for (let timer = earliest(timers, end); timer; timer = earliest(timers, end)) {
        timers.delete(timer.id)
        now = Math.max(now, timer.at)
        timer.fn()
        await settle()
      }
      now = end
    },
    get pending() {
      return timers.size
    }
  }
}

/** A macrotask later every chain of promises that waits for nothing outside has run to its end. */
function settle(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}

function earliest(timers: Map<number, Timer>, end: number): Timer | undefined {
  let first: Timer | undefined
  for (const timer of timers.values()) {
    if (timer.at <= end && (!first || timer.at < first.at)) first = timer
  }
  return first
}
