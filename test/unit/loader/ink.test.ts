import { expect, test } from 'vitest'
import { inkOn } from '../../../loader/ink.ts'

const linear = Array.from({ length: 256 }, (_, value) => {
  const share = value / 255
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
})

test('[CFG-color] the ink can be read on every colour', () => {
  let worst = Infinity
  for (let red = 0; red < 256; red += 3)
    for (let green = 0; green < 256; green++)
      for (let blue = 0; blue < 256; blue += 5) {
        const hex = [red, green, blue].map(value => value.toString(16).padStart(2, '0')).join('')
        const light = 0.2126 * linear[red]! + 0.7152 * linear[green]! + 0.0722 * linear[blue]!
        worst = Math.min(worst, inkOn(hex) === '#000' ? (light + 0.05) / 0.05 : 1.05 / (light + 0.05))
      }

  expect(worst).toBeGreaterThanOrEqual(4.5)
})
