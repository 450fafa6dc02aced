import type { Data } from './index.ts'

/** A text or a number as it stands between `|`, which would begin another part. */
export function plain(data: Data, name: string): string {
  const value = data[name]
  if (value === undefined || value === null) return ''
  if (typeof value !== 'string' && typeof value !== 'number')
    throw new TypeError(`buildSessionFrom: ${name} has to be a text or a number`)
  return String(value).replace(/\|/g, ' ')
}

/** An object or a list as JSON, also where it is JSON already; in it a `|` is written so that it divides nothing. Empty: there is none. */
export function json(value: unknown, name: string): string {
  const given = parsed(value, name)
  const isEmpty = given === undefined || Object.keys(given).length === 0
  return isEmpty ? '' : JSON.stringify(given).replace(/\|/g, '\\u007c')
}

/** A copy of one level, so that fields can be taken away. */
export function copied(value: unknown, name: string): Data {
  const given = parsed(value, name)
  if (Array.isArray(given)) throw new TypeError(`buildSessionFrom: ${name} has to be an object`)
  return { ...given }
}

function parsed(value: unknown, name: string): object | undefined {
  if (value === undefined || value === null || value === '') return undefined
  try {
    const given: unknown = typeof value === 'string' ? JSON.parse(value) : value
    if (typeof given === 'object' && given !== null) return given
  } catch {
    // Said below
  }
  throw new TypeError(`buildSessionFrom: ${name} has to be an object, a list or its JSON`)
}

/** Takes away the fields of an object one by one, the last first. */
export function members(from: Data, name: string) {
  const pieces: { name: string; drop(): void }[] = []
  for (const key of Object.keys(from))
    pieces.unshift({ name: `${name}.${key}`, drop: () => void delete from[key] })
  return pieces
}
