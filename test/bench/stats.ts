/** Nearest rank: the smallest value that at least `share` (0 to 1) of all values do not exceed. NaN without values. */
export function percentile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort()
  if (sorted.length === 0) return NaN
  // 0.07 * 100 is a little more than 7: without the rounding the next rank would be taken
  const rank = Math.ceil(Number((share * sorted.length).toPrecision(12)))
  return sorted[Math.min(sorted.length, Math.max(1, rank)) - 1]!
}

/** The middle value, or the mean of the two in the middle. */
export function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort()
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}

export type Spread = { min: number; median: number; max: number }

export function spread(values: ArrayLike<number>): Spread {
  return { min: percentile(values, 0), median: median(values), max: percentile(values, 1) }
}

export type Tail = { p50: number; p90: number; p99: number; max: number }

export function tail(values: ArrayLike<number>): Tail {
  return {
    p50: percentile(values, 0.5),
    p90: percentile(values, 0.9),
    p99: percentile(values, 0.99),
    max: percentile(values, 1)
  }
}

/** Each value of a minus the one of b that was measured beside it. */
export function differences(a: readonly number[], b: readonly number[]): number[] {
  return a.slice(0, b.length).map((value, i) => value - b[i]!)
}
