/** How those who wait in a group come forward: in turn, those whose page says `queueFirst` before others, or by VIP level. */
export const QUEUE_MODES = ['in-turn', 'named-first', 'vip'] as const
export type QueueMode = (typeof QUEUE_MODES)[number]
