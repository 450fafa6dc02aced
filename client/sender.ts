import type { ClientFrame } from '#protocol/client-frame'
import type { Draft } from '#protocol/entry'
import type { ServerFrameOf } from '#protocol/server-frame'
import { createId } from '#protocol/ids'
import type { Clock } from './clock.ts'
import { byAge, type Outbox, type Pending } from './outbox.ts'

/** Sends what the outbox holds, in order, until each message is acked or refused for good. */
export type Sender = {
  /** With a `clientId` of the caller's it is one message, whoever else adds it (AK2). */
  add(uid: string, content: Draft, clientId?: string): Pending
  /** Sends everything that is not on its way. Call when the connection is back or another tab has added something. */
  flush(): void
  acked(frame: ServerFrameOf<'ack'>): void
  refused(frame: ServerFrameOf<'nack'>): void
  /** A person asks for another try: goes to the end, as the newest. */
  retry(clientId: string): void
  discard(clientId: string): void
  disconnected(): void
}

export type SenderOptions = {
  outbox: Outbox
  clock: Clock
  /** False when there is no connection: the message waits. */
  send(frame: ClientFrame): boolean
  /** The timeline of a message that was written before its visitor was known. */
  uid(pending: Pending): string | undefined
  onChange(): void
}

const RETRY_MS = 1_500

export function createSender({ outbox, clock, send, uid, onChange }: SenderOptions): Sender {
  const onTheWay = new Set<string>()
  let timer: unknown
  let newest = 0

  function flush() {
    const waiting = outbox.list().filter(pending => !pending.failed)
    const newestOnTheWay = new Map<string | undefined, Pending>()
    for (const pending of waiting)
      if (onTheWay.has(pending.clientId)) newestOnTheWay.set(uid(pending), pending)
    const withOlder = new Set<string>()
    const held = new Set<string>()
    for (const pending of waiting) {
      const to = uid(pending)
      if (to === undefined) return
      const first = !withOlder.has(to)
      withOlder.add(to)
      if (onTheWay.has(pending.clientId)) continue
      // The answer to a later message may be a refusal: sent now, this one and what follows it would overtake that one
      if (isOlder(pending, newestOnTheWay.get(to))) held.add(to)
      if (held.has(to)) continue
      if (!send({ type: 'send', uid: to, clientId: pending.clientId, content: pending.content, first }))
        return
      onTheWay.add(pending.clientId)
    }
  }

  function flushLater() {
    timer ??= clock.setTimeout(() => {
      timer = undefined
      flush()
    }, RETRY_MS)
  }

  function stopTimer() {
    clock.clearTimeout(timer)
    timer = undefined
  }

  /** Later than everything that waits, whatever the clock says. */
  function nextTime(): number {
    newest = Math.max(clock.now(), newest + 1, (outbox.list().at(-1)?.at ?? 0) + 1)
    return newest
  }

  return {
    add(uidGiven, content, clientId = createId(clock.now())) {
      const pending = { clientId, uid: uidGiven, content, at: nextTime() }
      outbox.add(pending)
      onChange()
      // While a refused message waits for its next try, later ones wait behind it
      if (timer === undefined) flush()
      return pending
    },
    flush,
    acked({ clientId }) {
      onTheWay.delete(clientId)
      if (outbox.remove(clientId)) onChange()
    },
    refused({ clientId, code, retry }) {
      onTheWay.delete(clientId)
      if (retry) return flushLater()
      outbox.fail(clientId, code)
      onChange()
    },
    retry(clientId) {
      const pending = outbox.list().find(one => one.clientId === clientId)
      if (!pending) return
      const { failed: _, ...again } = pending
      outbox.add({ ...again, at: nextTime() })
      onChange()
      flush()
    },
    discard(clientId) {
      if (outbox.remove(clientId)) onChange()
    },
    disconnected() {
      onTheWay.clear()
      stopTimer()
    }
  }
}

const isOlder = (pending: Pending, other: Pending | undefined) =>
  other !== undefined && byAge(pending, other) < 0
