import { parse, type Host } from './host.ts'

// MP1 What was told lies in the host's storage before anything is sent, and leaves it once the server has answered for it.
// MP2 It lies there in batches, so that a long time without a network costs no more per event than a short one.

export type Batch<T> = { n: number; items: T[] }

export type Queue<T> = {
  add(item: T): void
  /** The oldest batch; nothing is added to it from then on. */
  head(): Batch<T> | undefined
  remove(n: number): void
}

/** `most` batches are kept; beyond them the oldest goes. */
export function createQueue<T>(
  host: Host,
  key: string,
  { perBatch, most }: { perBatch: number; most: number }
): Queue<T> {
  // Batches from `first` on, up to before `next`
  const stored = parse(String(host.read(key))) as { first?: number; next?: number } | undefined
  let next = (stored && stored.next) || 0
  let first = Math.max((stored && stored.first) || 0, next - most)
  /** Of what an earlier start has left nothing goes on. */
  let sealed = next
  /** What the storage did not take. */
  const kept: { [n: number]: T[] } = {}

  const write = (name: string, value: unknown): boolean => {
    try {
      host.write(name, JSON.stringify(value))
      return true
    } catch (_) {
      return false
    }
  }
  const read = (n: number): T[] => kept[n] || parse(String(host.read(key + n))) || []

  function forget(n: number) {
    delete kept[n]
    host.remove(key + n)
  }

  return {
    add(item) {
      const last = next > sealed ? read(next - 1) : []
      const isNew = last.length === 0 || last.length >= perBatch
      if (isNew) {
        next++
        while (next - first > most) forget(first++)
        // The places before what is in them: a batch that is not there is passed over
        write(key, { first, next })
      }
      const items = isNew ? [item] : last.concat([item])
      if (write(key + (next - 1), items)) delete kept[next - 1]
      else kept[next - 1] = items
    },
    head() {
      for (; first < next; forget(first++)) {
        const items = read(first)
        if (items.length === 0) continue
        sealed = Math.max(sealed, first + 1)
        return { n: first, items }
      }
      return undefined
    },
    remove(n) {
      if (n !== first) return
      forget(first++)
      write(key, { first, next })
    }
  }
}
