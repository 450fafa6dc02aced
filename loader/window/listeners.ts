import type { Order } from '../live.ts'
import { tell } from '../tell.ts'

export type Listeners = ReturnType<typeof createListeners>

/** Callbacks of the page by event. The same function twice is called once. */
export function createListeners() {
  const all = new Map<string, Set<unknown>>()
  return {
    on(event: string, callback: unknown) {
      all.set(event, (all.get(event) ?? new Set()).add(callback))
    },
    /** Without a callback: all of the event. */
    off(event: string, callback?: unknown) {
      if (callback) all.get(event)?.delete(callback)
      else all.delete(event)
    },
    emit(event: string, value?: unknown) {
      for (const callback of all.get(event) ?? []) tell(callback, value)
    },
    /** The calls that would make it what it is. */
    asOrders: (): Order[] =>
      [...all].flatMap(([event, callbacks]) => [...callbacks].map(callback => ['on', event, callback]))
  }
}
