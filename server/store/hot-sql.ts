import { CompiledQuery } from 'kysely'
import type { Database } from './db.ts'
import type { Tx } from './schema.ts'

// The statements of every send, as text: building and compiling a query costs more than SQLite takes to answer it.
// Lists come in few lengths, so that few texts are prepared.

export type Value = string | number | null

/** Lengths of a list in a statement; a shorter list repeats its last value. */
const LENGTHS = [1, 2, 4, 8, 16, 64, 256, 1_024]
/** Rows of one insert. */
const ROWS = [64, 16, 4, 1]

/** Runs a statement written with `?`. */
export async function run<Row>(
  tx: Tx,
  kind: Database['kind'],
  text: string,
  values: readonly Value[]
): Promise<Row[]> {
  const { rows } = await tx.executeQuery<Row>(
    CompiledQuery.raw(kind === 'postgres' ? numbered(text) : text, [...values])
  )
  return rows
}

/** `?, ?, ?` for a list, and the list filled up to that length. */
export function listOf<T>(values: readonly T[], mark = '?'): { marks: string; values: T[] } {
  const length = LENGTHS.find(one => one >= values.length)
  if (length === undefined) throw new Error(`a list of ${values.length} is longer than a batch`)
  return {
    marks: repeat(mark, length),
    values: Array.from({ length }, (_, i) => values[Math.min(i, values.length - 1)]!)
  }
}

/** Splits rows into groups of few sizes. */
export function groupsOf<T>(rows: readonly T[]): T[][] {
  const groups: T[][] = []
  for (let from = 0; from < rows.length;) {
    const size = ROWS.find(one => one <= rows.length - from)!
    groups.push(rows.slice(from, from + size))
    from += size
  }
  return groups
}

export const repeat = (mark: string, times: number) => Array.from({ length: times }, () => mark).join(', ')

const numberedTexts = new Map<string, string>()

/** PostgreSQL writes its places as $1, $2 … */
function numbered(text: string): string {
  const known = numberedTexts.get(text)
  if (known) return known
  let at = 0
  const made = text.replace(/\?/g, () => `$${++at}`)
  numberedTexts.set(text, made)
  return made
}
