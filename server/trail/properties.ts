import type { TrailValue } from '#protocol/track'
import type { Database } from '#server/store/db'
import { definitionsOf } from '#server/store/definitions'

/** The properties that a company has defined, by their ids, with their types. */
export type PropertyTypes = ReadonlyMap<string, string>

export async function propertyTypes({ read }: Database, companyId: string): Promise<PropertyTypes> {
  const defined = await definitionsOf(read, companyId, 'trackProperty')
  return new Map(defined.map(({ id, spec }) => [id, String(spec['type'] ?? 'text')]))
}

const FITS: Record<string, (value: unknown) => boolean> = {
  text: value => typeof value === 'string',
  number: value => typeof value === 'number' && Number.isFinite(value),
  flag: value => typeof value === 'boolean',
  time: value =>
    typeof value === 'number'
      ? Number.isFinite(value) && value > 0
      : typeof value === 'string' && value.length <= 40 && Number.isFinite(Date.parse(value)),
  list: value => Array.isArray(value) && value.every(one => typeof one === 'string')
}

/** Splits what fits from what does not; what nobody has defined stays. */
export function fitProperties(given: Record<string, TrailValue>, types: PropertyTypes) {
  const kept: Record<string, TrailValue> = {}
  const misfits: string[] = []
  for (const [name, value] of Object.entries(given)) {
    const fits = FITS[types.get(name) ?? '']
    if (!fits || fits(value)) kept[name] = value
    else misfits.push(name)
  }
  return { kept, misfits }
}
