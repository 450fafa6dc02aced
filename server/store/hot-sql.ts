import { CompiledQuery } from 'kysely'
import type { Database } from './db.ts'
import type { Db, Tx } from './schema.ts'

// The statements of every send, as text: building and compiling a query costs more than SQLite takes to answer it.
// Lists come in few lengths, so that few texts are prepared. To PostgreSQL, which may be another machine, many rows go as one value: one way
// there and back, and a text that it reads quickly however many they are.

export type Value = string | number | null | readonly string[]
/** One of a table, or what is to be written of it. */
export type Row = Readonly<Record<string, string | number | null | undefined>>

/** Lengths of a list in a statement; a shorter list repeats its last value. */
const LENGTHS = [1, 2, 4, 8, 16, 64, 256, 1_024]
/** Rows of one insert. */
const ROWS = [64, 16, 4, 1]

/** Runs a statement written with `?`. */
export async function run<Row>(
  tx: Db | Tx,
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

/** `x in …` for a list that is not empty. */
export function inList(kind: Database['kind'], values: readonly string[]): { text: string; values: Value[] } {
  if (kind === 'postgres') return { text: '= any(?)', values: [values] }
  const list = listOf(values)
  return { text: `in (${list.marks})`, values: list.values }
}

type Table = 'entry' | 'conversation' | 'timeline'

export async function insertRows(
  tx: Tx,
  kind: Database['kind'],
  { table, columns, rows }: { table: Table; columns: readonly string[]; rows: readonly Row[] }
) {
  if (rows.length === 0) return
  const names = columns.join(', ')
  if (kind === 'postgres') {
    const text = `insert into ${table} (${names}) select ${names} from json_populate_recordset(null::${table}, ?)`
    return void (await run(tx, kind, text, [JSON.stringify(rows)]))
  }
  const marks = `(${repeat('?', columns.length)})`
  for (const group of groupsOf(rows)) {
    const text = `insert into ${table} (${names}) values ${repeat(marks, group.length)}`
    await run(tx, kind, text, valuesOf(group, columns))
  }
}

/** `set` may name the columns of `given`, which are those of the row; the first of `columns` says which row it is. */
export async function updateRows(
  tx: Tx,
  kind: Database['kind'],
  {
    table,
    columns,
    rows,
    set
  }: { table: Table; columns: readonly string[]; rows: readonly Row[]; set: string }
) {
  if (rows.length === 0) return
  const update = `update ${table} set ${set} from given where ${table}.${columns[0]} = given.${columns[0]}`
  if (kind === 'postgres') {
    const text = `with given as (select * from json_populate_recordset(null::${table}, ?)) ${update}`
    return void (await run(tx, kind, text, [JSON.stringify(rows)]))
  }
  const marks = `(${repeat('?', columns.length)})`
  for (const group of groupsOf(rows)) {
    const text = `with given (${columns.join(', ')}) as (values ${repeat(marks, group.length)}) ${update}`
    await run(tx, kind, text, valuesOf(group, columns))
  }
}

/** Rows of a table: the columns, and what follows `from`, written with `?`. */
export type List = { columns: readonly string[]; from: string; values: readonly Value[] }

/**
 * Several lists with one statement, each row as an array in the order of its columns: of many ways to the database and back, while a company
 * is locked, one is left.
 */
export async function readLists<Name extends string>(
  db: Db | Tx,
  kind: Database['kind'],
  lists: Readonly<Record<Name, List>>
): Promise<Record<Name, (string | number | null)[][]>> {
  const names = Object.keys(lists) as Name[]
  const parts = names.map((name, n) => {
    const { columns, from } = lists[name]
    const given = columns.map((column, i) => `${column} as c${i}`).join(', ')
    const cells = columns.map((_, i) => `c${i}`).join(', ')
    const packed =
      kind === 'postgres'
        ? `coalesce(json_agg(json_build_array(${cells})), '[]')::text`
        : `json_group_array(json_array(${cells}))`
    return `(select ${packed} from (select ${given} from ${from}) as of${n}) as l${n}`
  })
  const values = names.flatMap(name => lists[name].values)
  const [row] = await run<Record<string, string>>(db, kind, `select ${parts.join(', ')}`, values)
  return Object.fromEntries(names.map((name, n) => [name, JSON.parse(row![`l${n}`]!)])) as Record<
    Name,
    (string | number | null)[][]
  >
}

const valuesOf = (rows: readonly Row[], columns: readonly string[]): Value[] =>
  rows.flatMap(row => columns.map(column => row[column] ?? null))

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
