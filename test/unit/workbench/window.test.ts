import { expect, test } from 'vitest'
import { windowOf } from '../../../workbench/window.ts'

const ROW = 60
const height = 700

test('a list that is not long is there as a whole', () => {
  for (const count of [0, 1, 150])
    expect(windowOf({ top: 0, height }, count, ROW)).toEqual({ from: 0, to: count })
})

test('of a long one everything that is seen is there wherever it is scrolled to, and never much more', () => {
  const count = 500
  for (let top = 0; top <= count * ROW; top += 17) {
    const { from, to } = windowOf({ top, height }, count, ROW)
    const [first, last] = [Math.floor(top / ROW), Math.min(count - 1, Math.floor((top + height) / ROW))]
    expect(from).toBeGreaterThanOrEqual(0)
    expect(from).toBeLessThanOrEqual(Math.min(first, count - 1))
    expect(to).toBeGreaterThan(last)
    expect(to - from).toBeLessThanOrEqual(64)
  }
})

test('scrolled farther than a list that has become shorter, its end is there', () => {
  expect(windowOf({ top: 30_000, height }, 200, ROW).to).toBe(200)
})
