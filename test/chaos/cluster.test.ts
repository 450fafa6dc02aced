import { expect, test } from 'vitest'
import { breakCluster } from './cluster.ts'

test(
  '[AK1, PC1, PC2, DSK-assign] processes, Redis and database connections die: nothing acked is lost, and everybody is whole again soon',
  { timeout: 240_000 },
  async () => {
    const { violations, acked, unsettled, doubled, slow } = await breakCluster({
      rounds: 8,
      pairs: 6,
      seed: 3
    })

    expect(violations).toEqual([])
    expect({ unsettled, doubled, slow }).toEqual({ unsettled: 0, doubled: 0, slow: [] })
    expect(acked).toBeGreaterThan(300)
  }
)
