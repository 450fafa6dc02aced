import type { Draft } from '#protocol/entry'
import type { KeyValue } from './storage.ts'

// OB1 A message is in the storage before it is sent, and stays until it is acked or refused for good.
// OB2 It keeps its clientId through every retry, reload and tab.
// OB3 Whoever sends, sends everything that waits for the same timeline, oldest first.
// OB4 While the answer to a message is due, nothing older of its timeline is sent.

export type Pending = {
  clientId: string
  uid: string
  content: Draft
  /** ms, the sender's clock: the order of sending and what the bubble shows until the ack. */
  at: number
  /** Refused for good: waits for the person to retry or discard it. */
  failed?: string
}

export type Outbox = {
  /** Oldest first. */
  list(uid?: string): Pending[]
  add(pending: Pending): void
  remove(clientId: string): boolean
  fail(clientId: string, reason: string): void
}

/** One key per message, so that tabs can add and remove without overwriting each other. */
export function createOutbox(storage: KeyValue, prefix: string): Outbox {
  const keyOf = (clientId: string) => `${prefix}${clientId}`

  function read(key: string): Pending | undefined {
    try {
      const value: unknown = JSON.parse(storage.get(key) ?? 'null')
      return isPending(value) ? value : undefined
    } catch {
      return undefined
    }
  }

  return {
    list(uid) {
      const all = storage
        .keys()
        .filter(key => key.startsWith(prefix))
        .flatMap(key => read(key) ?? [])
      return all.filter(one => uid === undefined || one.uid === uid).sort(byAge)
    },
    add: pending => storage.set(keyOf(pending.clientId), JSON.stringify(pending)),
    remove(clientId) {
      if (storage.get(keyOf(clientId)) === null) return false
      storage.remove(keyOf(clientId))
      return true
    },
    fail(clientId, reason) {
      const pending = read(keyOf(clientId))
      if (pending) storage.set(keyOf(clientId), JSON.stringify({ ...pending, failed: reason }))
    }
  }
}

/** The order of sending. */
export const byAge = (a: Pending, b: Pending) => a.at - b.at || (a.clientId < b.clientId ? -1 : 1)

function isPending(value: unknown): value is Pending {
  if (typeof value !== 'object' || value === null) return false
  const { clientId, uid, content, at } = value as Record<string, unknown>
  return (
    typeof clientId === 'string' &&
    typeof uid === 'string' &&
    typeof content === 'object' &&
    content !== null &&
    typeof at === 'number'
  )
}
