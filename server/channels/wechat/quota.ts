// WX-out: what the platform lets go back to a customer. Numbers of the platform's: so many messages within so long after the customer has
// written, or has come in. They do not add up; what allows more counts.

export type Quota = { left: number; until: number }

const AFTER = {
  word: { messages: 5, ms: 48 * 3_600_000 },
  entrance: { messages: 2, ms: 60_000 }
} as const

export type Moves = { spokeAt: number; enteredAt: number; sent: number }

/** How many messages may go out, and until when; 0: none before the customer writes again. */
export function quotaOf({ spokeAt, enteredAt, sent }: Moves, now: number): Quota {
  const spoke = { most: AFTER.word.messages, until: spokeAt + AFTER.word.ms }
  const entered = { most: AFTER.entrance.messages, until: enteredAt + AFTER.entrance.ms }
  const open = [spoke, entered].filter(({ until }) => until > now)
  if (open.length === 0) return { left: 0, until: 0 }
  const most = Math.max(...open.map(one => one.most))
  return { left: Math.max(0, most - sent), until: Math.max(...open.map(one => one.until)) }
}
