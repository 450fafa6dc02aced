import type { QueueMode } from '#protocol/group'

/** `vipLevel`: id or name of a level; null: no VIP. */
export type Visitor = { isNamed: boolean; vipLevel: string | null }

export type VipLevel = { id: string; name: string }

/** The lower, the earlier. `levels` has the highest first; a VIP of no known level comes after all that are known. */
export function rankOf(mode: QueueMode, { isNamed, vipLevel }: Visitor, levels: readonly VipLevel[]): number {
  if (mode === 'named-first') return isNamed ? 0 : 1
  if (mode !== 'vip') return 0
  if (vipLevel === null) return levels.length + 1
  const at = levels.findIndex(({ id, name }) => id === vipLevel || name === vipLevel)
  return at < 0 ? levels.length : at
}

export type Turn = { rank: number; queuedAt: number; cid: string }

/** The order of a queue. */
export function byTurn(one: Turn, other: Turn): number {
  return one.rank - other.rank || one.queuedAt - other.queuedAt || (one.cid < other.cid ? -1 : 1)
}

/** How long conversations take where nothing is known yet. */
export const USUAL_MS = 300_000
const LEAST_KNOWN = 5

/**
 * When somebody at that place (1 = next) can hope to be served: as often as one of `slots` conversations ends. `tookMs`: how long the last
 * ones took. Undefined when nobody is there to take them.
 */
export function estimateWaitMs(
  position: number,
  { slots, tookMs }: { slots: number; tookMs: readonly number[] }
): number | undefined {
  if (slots <= 0) return undefined
  const usual =
    tookMs.length < LEAST_KNOWN ? USUAL_MS : tookMs.reduce((sum, ms) => sum + ms, 0) / tookMs.length
  return Math.round((position * usual) / slots)
}
