import type { Intent } from '#server/desk/rules'

/**
 * One per session: the timelines that a refusal has closed for it. Whatever comes after the refused message is refused too,
 * until the sender says that nothing older waits (`first`): it may not have heard of the refusal and send that message again.
 */
export type Gate = { closed: Set<string> | undefined }

type Passing = { uid: string; intent: Intent; gate?: Gate; first?: boolean }

/** False while an earlier refusal stands. */
export function passesGate({ uid, intent, gate, first }: Passing): boolean {
  if (intent.kind !== 'send' || !gate?.closed?.has(uid)) return true
  return first === true && gate.closed.delete(uid)
}

export function closeGate({ uid, intent, gate }: Passing) {
  if (intent.kind === 'send' && gate) gate.closed = (gate.closed ?? new Set()).add(uid)
}
