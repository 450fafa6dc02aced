import { mkdirSync, writeFileSync } from 'node:fs'
import { runScenario } from '../fuzz/scenario.ts'
import { breakCluster } from './cluster.ts'
import { killUnderLoad } from './kill.ts'

// npm run chaos: the long runs. CHAOS_ROUNDS, CHAOS_CLUSTER_ROUNDS, CHAOS_SEEDS and CHAOS_SEED change
// their length and start.
const number = (name: string, otherwise: number) => Number(process.env[name] ?? otherwise)

const rounds = number('CHAOS_ROUNDS', 200)
const clusterRounds = number('CHAOS_CLUSTER_ROUNDS', 100)
const seeds = number('CHAOS_SEEDS', 1_000)
const seed = number('CHAOS_SEED', Date.now() % 1_000_000)
const log = (line: string) => console.log(line)

log(`Killing the server ${rounds} times under load, each time as if the power had failed (seed ${seed})`)
const kills = await killUnderLoad({ rounds, pairs: 28, seed, powerLoss: true, log })

log(`Two processes on one PostgreSQL and one Redis: ${clusterRounds} faults under load`)
const cluster = await breakCluster({ rounds: clusterRounds, pairs: 14, seed, log })

log(`${seeds} seeds of random operations, from seed ${seed}`)
const bad: { seed: number; violations: string[] }[] = []
for (let i = 0; i < seeds; i++) {
  const violations = await runScenario({ seed: seed + i, operations: 250 })
  if (violations.length > 0) bad.push({ seed: seed + i, violations })
  if ((i + 1) % 100 === 0) log(`${i + 1} seeds, ${bad.length} with violations`)
}

const { violations, ...figures } = kills
const { violations: clusterViolations, ...clusterFigures } = cluster
mkdirSync('bench-results', { recursive: true })
writeFileSync(
  'bench-results/chaos.json',
  JSON.stringify(
    {
      seed,
      kills: { ...figures, violations: violations.slice(0, 100) },
      cluster: { ...clusterFigures, violations: clusterViolations.slice(0, 100) },
      fuzz: { seeds, bad }
    },
    null,
    1
  )
)
console.table({
  ...figures,
  violations: violations.length,
  'fuzz seeds': seeds,
  'fuzz seeds with violations': bad.length
})
console.table({ ...clusterFigures, slow: cluster.slow.length, violations: clusterViolations.length })
for (const { rule, detail } of [...violations, ...clusterViolations].slice(0, 20))
  console.error(`${rule}: ${detail}`)
for (const one of bad.slice(0, 20)) console.error(`seed ${one.seed}: ${one.violations.join('; ')}`)
for (const one of cluster.slow) console.error(`slow: ${one}`)
const failures = [
  violations.length,
  bad.length,
  kills.unsettled,
  clusterViolations.length,
  cluster.unsettled,
  cluster.slow.length
]
process.exitCode = failures.some(count => count > 0) ? 1 : 0
