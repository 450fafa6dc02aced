import { runCrowd } from '#test/fuzz/crowd'
import { startCluster } from '#test/kit/cluster'
import type { Figure, Result } from './report.ts'
import { percentile } from './stats.ts'

const VISITORS = 1_000
const AGENTS = 50
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3)

/** Everybody comes at once to two real processes on one PostgreSQL and one Redis; the log is judged afterwards. */
export async function crowd(log: (line: string) => void): Promise<Result> {
  const figures: Figure[] = []
  for (let round = 1; round <= ROUNDS; round++) {
    const cluster = await startCluster()
    try {
      const { violations, idleMs, ownTurnMs, allowedMs } = await runCrowd({
        seed: round,
        visitors: VISITORS,
        agents: AGENTS,
        cluster,
        withinMs: 120_000
      })
      const [p99, max] = [percentile(idleMs, 0.99), Math.max(...idleMs)]
      const broken = violations.filter(({ rule }) => rule !== 'idle').length
      log(
        `round ${round}: p99 ${p99} ms, max ${max} ms, ${broken} rules broken; 20 plain commits ${Math.round(allowedMs)} ms`
      )
      figures.push(
        { name: `round ${round}: waits while somebody is free, p99`, value: p99, unit: 'ms', atMost: 1_000 },
        { name: `round ${round}: waits while somebody is free, max`, value: max, unit: 'ms', atMost: 3_000 },
        {
          name: `round ${round}: the same of whose turn it is, p99`,
          value: percentile(ownTurnMs, 0.99),
          unit: 'ms'
        },
        {
          name: `round ${round}: the same of whose turn it is, max`,
          value: Math.max(...ownTurnMs),
          unit: 'ms'
        },
        { name: `round ${round}: rules broken`, value: broken, unit: '', atMost: 0 },
        { name: `round ${round}: 20 plain commits meanwhile`, value: allowedMs, unit: 'ms' }
      )
    } finally {
      await cluster.dispose()
    }
  }
  return {
    figures,
    notes: [
      'A conversation lasts 20 to 170 ms, so that somebody is free nearly all the time: the last in a queue waits for all before it.',
      `${VISITORS} visitors ask within 0.2 s, ${AGENTS} agents come and go, two processes, real sockets; PostgreSQL syncs to the disk.`,
      'PostgreSQL, Redis, both servers and everybody’s browser share the machine.'
    ]
  }
}
