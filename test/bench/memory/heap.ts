import { evaluate, type Inspector } from '../inspector.ts'

export type Held = { constructor: string; count: number; bytes: number }

type Snapshot = {
  snapshot: { meta: { node_fields: string[]; node_types: [string[], ...unknown[]] } }
  nodes: number[]
  strings: string[]
}

export async function collectGarbage(inspector: Inspector) {
  for (let i = 0; i < 3; i++) await inspector.call('HeapProfiler.collectGarbage')
}

export async function memoryUsage(inspector: Inspector): Promise<NodeJS.MemoryUsage> {
  return await evaluate(inspector, 'process.memoryUsage()')
}

/** What is on the heap, by constructor: the objects themselves, without what they hold. */
export async function takeCensus(inspector: Inspector): Promise<Map<string, Held>> {
  const chunks: string[] = []
  inspector.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }: { chunk: string }) => chunks.push(chunk))
  await inspector.call('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
  return count(JSON.parse(chunks.join('')) as Snapshot)
}

function count({ snapshot: { meta }, nodes, strings }: Snapshot): Map<string, Held> {
  const fields = meta.node_fields
  const [type, name, size] = ['type', 'name', 'self_size'].map(field => fields.indexOf(field)) as [
    number,
    number,
    number
  ]
  const types = meta.node_types[0]
  const found = new Map<string, Held>()
  for (let i = 0; i < nodes.length; i += fields.length) {
    const kind = types[nodes[i + type]!]!
    // The name of a string is its text
    const named = ['object', 'closure', 'native', 'hidden', 'code', 'object shape'].includes(kind)
    const key = named ? `${kind} ${strings[nodes[i + name]!]!.slice(0, 80)}` : kind
    const held = found.get(key) ?? { constructor: key, count: 0, bytes: 0 }
    held.count++
    held.bytes += nodes[i + size]!
    found.set(key, held)
  }
  return found
}

/** What came in between, largest first, in bytes and pieces for each of `per`. */
export function growth(before: Map<string, Held>, after: Map<string, Held>, per: number): Held[] {
  return [...after.values()]
    .map(({ constructor, count, bytes }) => ({
      constructor,
      count: (count - (before.get(constructor)?.count ?? 0)) / per,
      bytes: (bytes - (before.get(constructor)?.bytes ?? 0)) / per
    }))
    .filter(({ bytes }) => bytes > 1)
    .sort((a, b) => b.bytes - a.bytes)
}
