/** Web Locks and BroadcastChannel of one browser, shared by the tabs of a test. */
export function createFakeBrowser() {
  const queues = new Map<string, (() => void)[]>()
  const channels = new Map<string, Set<FakeChannel>>()

  const locks = {
    request(name: string, hold: () => Promise<void> | undefined) {
      return new Promise<void>(resolve => {
        const queue = queues.get(name) ?? []
        queues.set(name, queue)
        const run = () => {
          void Promise.resolve(hold()).then(() => {
            queue.shift()
            resolve()
            queue[0]?.()
          })
        }
        queue.push(run)
        if (queue.length === 1) queueMicrotask(run)
      })
    }
  } as unknown as LockManager

  class FakeChannel {
    name: string
    onmessage: ((event: { data: unknown }) => void) | null = null
    constructor(name: string) {
      this.name = name
      channels.set(name, (channels.get(name) ?? new Set()).add(this))
    }
    postMessage(data: unknown) {
      const copy = JSON.stringify(data)
      for (const other of channels.get(this.name) ?? [])
        if (other !== this) queueMicrotask(() => other.onmessage?.({ data: JSON.parse(copy) }))
    }
    close() {
      channels.get(this.name)?.delete(this)
    }
  }

  return { locks, openChannel: (name: string) => new FakeChannel(name) as unknown as BroadcastChannel }
}
