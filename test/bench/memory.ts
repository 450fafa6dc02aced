import { readFileSync } from 'node:fs'
import { createServerProcess, type ServerProcess } from '#test/kit/server-process'
import { prepareInspector, type Inspector } from './inspector.ts'
import { collectGarbage, growth, memoryUsage, takeCensus, type Held } from './memory/heap.ts'
import type { Request } from './memory/visitors.ts'
import { decideOn, table, type Figure, type Result } from './report.ts'
import { startWorker, type Worker } from './worker.ts'

const VISITORS = Number(process.env['BENCH_VISITORS'] ?? 10_000)
const WARM_UP_VISITORS = 200
const IDLE_MS = 60_000
const MOST_BYTES = 15_000

type Log = (line: string) => void

/** What one more idle visitor costs the server. */
export async function memory(log: Log): Promise<Result> {
  const inspector = await prepareInspector()
  // The sessions come from several addresses: one may not make so many
  const server = await createServerProcess({ env: { ...inspector.env, TRUST_PROXY: '1' } })
  const crowd = startWorker(new URL('./memory/visitors.ts', import.meta.url))
  try {
    await server.start()
    const connection = await inspector.connect()
    await gather(server, crowd, WARM_UP_VISITORS)
    await crowd.ask<number>({ do: 'leave' } satisfies Request)
    await wait(5_000)
    const read = async () => {
      await collectGarbage(connection)
      return { rss: rssOf(server.pid()!), ...(await heap()) }
    }
    const heap = async () => {
      const { heapUsed, heapTotal, external } = await memoryUsage(connection)
      return { heapUsed, heapTotal, external }
    }
    const before = await read()
    const startedAt = Date.now()
    await gather(server, crowd, VISITORS)
    log(`${VISITORS} visitors connected in ${((Date.now() - startedAt) / 1_000).toFixed(0)} s`)
    const unswept = { rss: rssOf(server.pid()!), ...(await heap()) }
    await wait(IDLE_MS)
    const asItIs = rssOf(server.pid()!)
    const after = await read()
    const connected = await crowd.ask<number>({ do: 'state' } satisfies Request)
    if (connected < VISITORS * 0.999) throw new Error(`only ${connected} of ${VISITORS} are connected`)
    const each = (a: number, b: number) => (a - b) / connected
    const figures: Figure[] = [
      {
        name: 'RSS for each idle visitor, after a collection',
        value: each(after.rss, before.rss),
        unit: 'B',
        atMost: MOST_BYTES
      },
      {
        name: 'RSS for each idle visitor, no collection forced',
        value: each(asItIs, before.rss),
        unit: 'B'
      },
      { name: 'heap in use for each', value: each(after.heapUsed, before.heapUsed), unit: 'B' },
      { name: 'outside of the heap for each', value: each(after.external, before.external), unit: 'B' },
      { name: 'RSS without visitors', value: before.rss / 1e6, unit: 'MB' },
      { name: 'RSS with all of them', value: after.rss / 1e6, unit: 'MB' },
      { name: 'visitors', value: connected, unit: '' }
    ]
    const missed = figures.some(figure => decideOn(figure) === 'MISSED')
    const held = missed || process.env['BENCH_PROFILE'] !== undefined ? await explain(connection, crowd) : []
    if (held.length > 0) show(held, log)
    connection.close()
    return {
      figures,
      notes: [
        `Each with a session and a timeline of its own that it follows; ${IDLE_MS / 1_000} s of pings as the widget sends them.`,
        'RSS of the server process; the kernel counts its socket buffers elsewhere.'
      ],
      details: { before, unswept, asItIs, after, held }
    }
  } finally {
    await crowd.end()
    await server.dispose()
  }
}

async function gather({ url, demo }: ServerProcess, crowd: Worker, count: number) {
  await crowd.ask<number>({ do: 'gather', url, sysnum: demo.sysnum, count } satisfies Request)
}

/** After all measuring: a snapshot makes the process larger. */
async function explain(inspector: Inspector, crowd: Worker): Promise<Held[]> {
  const full = await takeCensus(inspector)
  const count = await crowd.ask<number>({ do: 'state' } satisfies Request)
  await crowd.ask<number>({ do: 'leave' } satisfies Request)
  await wait(10_000)
  await collectGarbage(inspector)
  return growth(await takeCensus(inspector), full, count)
}

function show(held: Held[], log: Log) {
  log('on the heap for each visitor:')
  const rows = held
    .slice(0, 30)
    .map(({ constructor, count, bytes }) => [constructor, count.toFixed(2), bytes.toFixed(0)])
  console.log(table([['', 'pieces', 'bytes'], ...rows]))
}

function rssOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) * 1_024
}

function wait(ms: number) {
  return new Promise(resolve => setTimeout(resolve, ms))
}
