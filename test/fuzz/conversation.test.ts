import { expect, test } from 'vitest'
import { runScenario } from './scenario.ts'

const SEEDS = Number(process.env['FUZZ_SEEDS'] ?? 25)
const FIRST = Number(process.env['FUZZ_FIRST'] ?? 1)
const OPERATIONS = 250

test(
  `[TL4] [OB1] [AK2] ${SEEDS} seeds of ${OPERATIONS} random operations leave nothing lost, doubled, reordered or diverged`,
  { timeout: 600_000 },
  async () => {
    for (let seed = FIRST; seed < FIRST + SEEDS; seed++) {
      expect({ seed, violations: await runScenario({ seed, operations: OPERATIONS }) }).toEqual({
        seed,
        violations: []
      })
    }
  }
)
