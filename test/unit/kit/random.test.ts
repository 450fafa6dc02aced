import { expect, test } from 'vitest'
import { createRandom } from '#test/kit/random'

const draws = (seed: number, n = 1000) => {
  const random = createRandom(seed)
  return Array.from({ length: n }, () => random.next())
}

test('gives the same run for the same seed and another for another', () => {
  expect(draws(7)).toEqual(draws(7))
  expect(draws(7)).not.toEqual(draws(8))
})

test('spreads evenly from 0 to below 1', () => {
  const all = draws(1, 100_000)

  expect(Math.min(...all.slice(0, 10_000))).toBeGreaterThanOrEqual(0)
  expect(Math.max(...all.slice(0, 10_000))).toBeLessThan(1)
  expect(all.reduce((sum, x) => sum + x, 0) / all.length).toBeCloseTo(0.5, 2)
})

test('int reaches every value below n and no other', () => {
  const random = createRandom(2)
  const seen = new Set(Array.from({ length: 1000 }, () => random.int(5)))

  expect([...seen].sort()).toEqual([0, 1, 2, 3, 4])
})

test('chance comes true about as often as it says', () => {
  const random = createRandom(3)
  const hits = Array.from({ length: 10_000 }, () => random.chance(0.2)).filter(Boolean).length

  expect(hits).toBeGreaterThan(1800)
  expect(hits).toBeLessThan(2200)
})

test('shuffle keeps every element and leaves the list alone', () => {
  const list = [1, 2, 3, 4, 5, 6, 7, 8]
  const shuffled = createRandom(4).shuffle(list)

  expect(list).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  expect(shuffled).not.toEqual(list)
  expect(shuffled.toSorted()).toEqual(list)
})

test('pick refuses an empty list', () => {
  expect(() => createRandom(5).pick([])).toThrow('empty list')
  expect(createRandom(5).pick(['only'])).toBe('only')
})
