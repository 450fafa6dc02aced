type Hear = (text: string) => void

/** Who listens to which topic, in one process. */
export function createListeners() {
  const topics = new Map<string, Set<{ hear: Hear }>>()
  return {
    add(topic: string, hear: Hear): () => void {
      const listener = { hear }
      const listeners = topics.get(topic) ?? new Set()
      topics.set(topic, listeners.add(listener))
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0 && topics.get(topic) === listeners) topics.delete(topic)
      }
    },
    tell(topic: string, text: string) {
      for (const { hear } of topics.get(topic) ?? []) hear(text)
    },
    clear: () => topics.clear()
  }
}
