import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Inspector } from '../inspector.ts'

type Node = {
  id: number
  callFrame: { functionName: string; url: string; lineNumber: number }
  children?: number[]
}
type Profile = { nodes: Node[]; samples: number[]; timeDeltas: number[] }

/** Shares of the time in which the process was not idle. */
export type Share = { name: string; self: number; total: number }

/** Where a process spends its time while `work` goes on. */
export async function profile(inspector: Inspector, work: () => Promise<unknown>) {
  await inspector.call('Profiler.enable')
  await inspector.call('Profiler.setSamplingInterval', { interval: 200 })
  await inspector.call('Profiler.start')
  await work()
  const { profile } = await inspector.call<{ profile: Profile }>('Profiler.stop')
  return summarise(profile)
}

function summarise({ nodes, samples, timeDeltas }: Profile): { busy: number; shares: Share[] } {
  const byId = new Map(nodes.map(node => [node.id, node]))
  const parents = new Map(
    nodes.flatMap(node => (node.children ?? []).map(child => [child, node.id] as const))
  )
  const self = new Map<string, number>()
  const total = new Map<string, number>()
  const add = (to: Map<string, number>, name: string, us: number) => to.set(name, (to.get(name) ?? 0) + us)
  let busy = 0
  let all = 0
  samples.forEach((id, i) => {
    const us = timeDeltas[i]!
    all += us
    const top = nameOf(byId.get(id)!)
    if (top === '(idle)') return
    busy += us
    add(self, top, us)
    const onStack = new Set<string>()
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at))
      onStack.add(nameOf(byId.get(at)!))
    for (const name of onStack) add(total, name, us)
  })
  const shares = [...total].map(([name, us]) => ({
    name,
    self: (self.get(name) ?? 0) / busy,
    total: us / busy
  }))
  return { busy: busy / all, shares: shares.sort((a, b) => b.self - a.self) }
}

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

function nameOf({ callFrame: { functionName, url, lineNumber } }: Node): string {
  const name = functionName || '(anonymous)'
  if (!url) return name
  const file = url.startsWith('file:') ? relative(ROOT, fileURLToPath(url)) : url
  return `${name} ${file.replace(/^node_modules\//, '')}:${lineNumber + 1}`
}
