import { build } from './build.ts'
import type { Figure, Result } from './report.ts'

type Row = { name: string; files: number; raw: number; gzip: number; brotli: number; budget: number }

/** What a browser loads first, for each app. */
export async function sizes(): Promise<Result> {
  build()
  const script = new URL('../../scripts/sizes.mjs', import.meta.url).href
  const { sizes: measure } = (await import(script)) as { sizes(): Row[] }
  const figures = measure().flatMap(({ name, raw, gzip, brotli, budget }): Figure[] => [
    { name: `${name} gzip`, value: gzip, unit: 'B', atMost: budget },
    { name: `${name} brotli`, value: brotli, unit: 'B' },
    { name: `${name} raw`, value: raw, unit: 'B' }
  ])
  return {
    figures,
    notes: ['First load: the HTML and what it names, without parts that are loaded on demand.']
  }
}
