/** The part of localStorage that we use. */
export type KeyValue = {
  get(key: string): string | null
  set(key: string, value: string): void
  remove(key: string): void
  keys(): string[]
}

/** The browser's storage; where it is refused (private windows, blocked third parties) the memory of this page. */
export function openStorage(find: () => Storage = () => localStorage): KeyValue {
  try {
    const storage = find()
    const probe = 'openzc-probe'
    storage.setItem(probe, '1')
    storage.removeItem(probe)
    return overStorage(storage)
  } catch {
    return createMemory()
  }
}

function overStorage(storage: Storage): KeyValue {
  const memory = createMemory()
  return {
    get: key => memory.get(key) ?? storage.getItem(key),
    set(key, value) {
      try {
        storage.setItem(key, value)
        memory.remove(key)
      } catch {
        // Full: kept at least as long as this page lives
        memory.set(key, value)
      }
    },
    remove(key) {
      memory.remove(key)
      storage.removeItem(key)
    },
    keys: () => [...new Set([...Object.keys(storage), ...memory.keys()])]
  }
}

export function createMemory(): KeyValue {
  const values = new Map<string, string>()
  return {
    get: key => values.get(key) ?? null,
    set: (key, value) => void values.set(key, value),
    remove: key => void values.delete(key),
    keys: () => [...values.keys()]
  }
}
