import assert from 'node:assert/strict'
import { decideOn } from './report.ts'
import { differences, median, percentile, spread, tail } from './stats.ts'

/** Numbers that are known are told apart from numbers that only look good. */
export function selfCheck() {
  const hundred = Array.from({ length: 100 }, (_, i) => ((i * 37) % 100) + 1)
  assert.deepEqual(tail(hundred), { p50: 50, p90: 90, p99: 99, max: 100 })
  for (let n = 1; n <= 100; n++) assert.equal(percentile(hundred, n / 100), n)
  assert.equal(percentile(hundred, 0), 1)
  assert.equal(percentile([7], 0.99), 7)
  assert.ok(Number.isNaN(percentile([], 0.5)))
  // Numbers, not texts, and the given order stays
  const given = [10, 9, 100]
  assert.deepEqual(spread(given), { min: 9, median: 10, max: 100 })
  assert.deepEqual(given, [10, 9, 100])
  assert.equal(median([4, 1, 3, 2]), 2.5)
  assert.deepEqual(differences([5, 7], [3, 9]), [2, -2])
  // A figure that was not measured never passes
  assert.equal(decideOn({ name: '', value: 3, unit: '', atMost: 3 }), 'ok')
  assert.equal(decideOn({ name: '', value: 3.1, unit: '', atMost: 3 }), 'MISSED')
  assert.equal(decideOn({ name: '', value: NaN, unit: '', atMost: 3 }), 'MISSED')
  assert.equal(decideOn({ name: '', value: 3, unit: '' }), '')
}
