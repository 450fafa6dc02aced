import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Spread } from './stats.ts'

const RESULTS = fileURLToPath(new URL('../../bench-results/', import.meta.url))

export type Figure = Partial<Pick<Spread, 'min' | 'max'>> & {
  name: string
  /** The median where several rounds were made. */
  value: number
  unit: string
  /** The bar; absent: only for information. */
  atMost?: number
}

export type Result = {
  figures: Figure[]
  /** How it was measured, and what to keep in mind when reading it. */
  notes: string[]
  /** Raw numbers, for the JSON only. */
  details?: unknown
}

/** Throws when it cannot be measured here. */
export type Benchmark = (log: (line: string) => void) => Promise<Result>

export function decideOn({ value, atMost }: Figure): 'ok' | 'MISSED' | '' {
  if (atMost === undefined) return ''
  return value <= atMost ? 'ok' : 'MISSED'
}

export function save(name: string, result: Result | { error: string }) {
  mkdirSync(RESULTS, { recursive: true })
  const machine = { node: process.version, cpus: cpus().length, at: new Date().toISOString() }
  const judged =
    'figures' in result
      ? { ...result, figures: result.figures.map(figure => ({ ...figure, verdict: decideOn(figure) })) }
      : result
  writeFileSync(join(RESULTS, `${name}.json`), JSON.stringify({ name, machine, ...judged }, null, 1))
}

export function print({ figures, notes }: Result) {
  console.log(
    table([
      ['', 'median', 'min', 'max', 'bar', ''],
      ...figures.map(figure => [
        figure.name,
        `${show(figure.value)} ${figure.unit}`,
        show(figure.min),
        show(figure.max),
        figure.atMost === undefined ? '' : `<= ${show(figure.atMost)}`,
        decideOn(figure)
      ])
    ])
  )
  for (const note of notes) console.log(`  ${note}`)
}

export function table(rows: string[][]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map(row => row[column]!.length)))
  return rows
    .map(row =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
        .join('  ')
        .trimEnd()
    )
    .map(line => `  ${line}`)
    .join('\n')
}

function show(value: number | undefined): string {
  if (value === undefined) return ''
  if (Number.isNaN(value)) return 'not measured'
  return Number.isInteger(value) ? value.toLocaleString('en') : value.toFixed(Math.abs(value) < 10 ? 2 : 1)
}
