// npm run bench: all benchmarks, or those that are named: npm run bench -- latency memory
// BENCH_ROUNDS=3 makes it shorter, BENCH_PROFILE=1 explains what takes the time or the memory also where a bar is met.
import { crowd } from './crowd.ts'
import { desk } from './desk.ts'
import { latency } from './latency.ts'
import { memory } from './memory.ts'
import { open } from './open.ts'
import { page } from './page.ts'
import { decideOn, print, save, type Benchmark, type Figure } from './report.ts'
import { reporting } from './reporting.ts'
import { selfCheck } from './self-check.ts'
import { robot } from './robot.ts'
import { searching } from './searching.ts'
import { sessionFrom } from './session-from.ts'
import { sizes } from './sizes.ts'
import { trail } from './trail.ts'
import { workbench } from './workbench.ts'

const BENCHMARKS: Record<string, Benchmark> = {
  sizes,
  page,
  open,
  latency,
  memory,
  robot,
  desk,
  crowd,
  reporting,
  workbench,
  searching,
  'session-from': () => Promise.resolve(sessionFrom()),
  trail
}

selfCheck()
const names = process.argv.slice(2)
const unknown = names.filter(name => !Object.hasOwn(BENCHMARKS, name))
if (unknown.length > 0) {
  console.error(`No benchmark ${unknown.join(', ')}; there are ${Object.keys(BENCHMARKS).join(', ')}`)
  process.exit(2)
}

const missed: string[] = []
for (const name of names.length > 0 ? names : Object.keys(BENCHMARKS)) {
  console.log(`\n— ${name}`)
  try {
    const result = await BENCHMARKS[name]!(line => console.log(`  ${line}`))
    save(name, result)
    print(result)
    missed.push(...result.figures.filter(isMissed).map(figure => `${name}: ${figure.name}`))
  } catch (error) {
    save(name, { error: String(error) })
    console.error(`  could not run: ${error instanceof Error ? error.stack : String(error)}`)
    process.exitCode = 1
  }
}
console.log(missed.length > 0 ? `\nMISSED\n  ${missed.join('\n  ')}` : '\nEvery bar is met.')

function isMissed(figure: Figure) {
  return decideOn(figure) === 'MISSED'
}
