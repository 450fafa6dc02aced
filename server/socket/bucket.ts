import { LIMITS } from '#protocol/limits'
import type { Clock } from '#server/clock'

export type Bucket = {
  take(): boolean
  /** What was taken does not count after all. */
  giveBack(): void
}

/** Token bucket: a steady rate with a burst saved up while idle. */
export function createBucket(
  clock: Clock,
  { perSecond, burst } = { perSecond: LIMITS.framesPerSecond as number, burst: LIMITS.frameBurst as number }
): Bucket {
  let tokens = burst
  let at = clock.now()

  function fill() {
    const now = clock.now()
    tokens = Math.min(burst, tokens + (Math.max(0, now - at) * perSecond) / 1_000)
    at = now
    return tokens >= 1
  }

  return {
    take() {
      if (!fill()) return false
      tokens -= 1
      return true
    },
    giveBack: () => void (tokens += 1)
  }
}
