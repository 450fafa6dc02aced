import type { Bus } from './bus.ts'
import { createListeners } from './listeners.ts'

export type MemoryBus = {
  /** What a process of its own would hold. */
  connect(): Bus
  /** For tests: nothing arrives until it is mended again. */
  cut(): void
  mend(): void
}

type Process = { listeners: ReturnType<typeof createListeners>; gaps: Set<{ look(): void }> }

/** A medium inside one process. */
export function createMemoryBus(): MemoryBus {
  const processes = new Set<Process>()
  let isCut = false

  function connect(): Bus {
    const own: Process = { listeners: createListeners(), gaps: new Set() }
    processes.add(own)
    return {
      publish(topic, text) {
        if (isCut || !processes.has(own)) return
        for (const { listeners } of processes) if (listeners !== own.listeners) listeners.tell(topic, text)
      },
      subscribe: own.listeners.add,
      onGap(look) {
        const gap = { look }
        own.gaps.add(gap)
        return () => void own.gaps.delete(gap)
      },
      isUp: () => !isCut,
      async close() {
        processes.delete(own)
      }
    }
  }

  return {
    connect,
    cut: () => void (isCut = true),
    mend() {
      isCut = false
      for (const { gaps } of processes) for (const { look } of gaps) look()
    }
  }
}
