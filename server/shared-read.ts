/**
 * One read for all who ask meanwhile: what is asked for in one turn of the loop, or while a read is under way, shares the next one. So
 * everybody gets what was so after they asked.
 */
export function createSharedRead<Key, Value>(
  read: (keys: Key[]) => Promise<ReadonlyMap<Key, Value>>
): (key: Key) => Promise<Value | undefined> {
  type Asker = { key: Key; resolve(value: Value | undefined): void; reject(error: unknown): void }
  let askers: Asker[] = []
  let isRunning = false

  async function run() {
    await new Promise(resolve => setImmediate(resolve))
    while (askers.length > 0) {
      const taken = askers
      askers = []
      try {
        const values = await read([...new Set(taken.map(({ key }) => key))])
        for (const { key, resolve } of taken) resolve(values.get(key))
      } catch (error) {
        for (const { reject } of taken) reject(error)
      }
    }
    isRunning = false
  }

  return key =>
    new Promise((resolve, reject) => {
      askers.push({ key, resolve, reject })
      if (isRunning) return
      isRunning = true
      void run()
    })
}
