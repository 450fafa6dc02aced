import type { Bus } from './bus.ts'

type Listener = { owner: symbol; hear(text: string): void }

/** A medium inside one process; each `connect()` is what a process of its own would hold. */
export function createMemoryBus(): { connect(): Bus } {
  const topics = new Map<string, Set<Listener>>()

  function connect(): Bus {
    const owner = Symbol('bus')
    return {
      publish(topic, text) {
        for (const listener of topics.get(topic) ?? []) if (listener.owner !== owner) listener.hear(text)
      },
      subscribe(topic, hear) {
        const listener = { owner, hear }
        const listeners = topics.get(topic) ?? new Set()
        topics.set(topic, listeners.add(listener))
        return () => {
          listeners.delete(listener)
          if (listeners.size === 0) topics.delete(topic)
        }
      },
      async close() {
        for (const listeners of topics.values()) {
          for (const listener of listeners) if (listener.owner === owner) listeners.delete(listener)
        }
      }
    }
  }
  return { connect }
}
