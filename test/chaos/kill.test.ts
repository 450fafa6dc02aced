import { expect, test } from 'vitest'
import { killUnderLoad } from './kill.ts'

test(
  '[AK1] the power fails ten times under load: nothing that was acked is lost, doubled or out of order',
  { timeout: 180_000 },
  async () => {
    const { violations, acked, unsettled, syncs, doubled } = await killUnderLoad({
      rounds: 10,
      pairs: 10,
      seed: 1,
      powerLoss: true
    })

    expect(violations).toEqual([])
    expect({ unsettled, doubled }).toEqual({ unsettled: 0, doubled: 0 })
    expect(acked).toBeGreaterThan(500)
    expect(syncs).toBeGreaterThan(100)
  }
)
