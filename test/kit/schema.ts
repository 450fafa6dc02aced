import fc, { type Arbitrary } from 'fast-check'
import type * as v from 'valibot'

/** The parts of a valibot schema that a test walks through. */
export type Schema = {
  type: string
  pipe?: { kind: string; type: string; requirement?: unknown }[]
  wrapped?: Schema
  entries?: Record<string, Schema>
  item?: Schema
  key?: Schema
  value?: Schema
  literal?: unknown
  options?: readonly unknown[]
}

export const toSchema = (schema: v.GenericSchema<any, any>) => schema as unknown as Schema

/** Texts and lists stay this short, whatever the schema allows: a frame has a limit as a whole. */
const MOST_CHARS = 40
const MOST_ITEMS = 4

/** Anything that fits a schema. Throws at a kind of schema that it does not know. */
export function arbitraryOf(schema: Schema): Arbitrary<unknown> {
  switch (schema.type) {
    case 'object':
      return arbitraryObject(schema.entries!)
    case 'variant':
    case 'union':
      return fc.oneof(...(schema.options as Schema[]).map(arbitraryOf))
    case 'literal':
      return fc.constant(schema.literal)
    case 'picklist':
      return fc.constantFrom(...schema.options!)
    case 'nullable':
      return fc.option(arbitraryOf(schema.wrapped!), { nil: null })
    case 'optional':
      return arbitraryOf(schema.wrapped!)
    case 'array':
      return fc.array(arbitraryOf(schema.item!), { maxLength: MOST_ITEMS })
    case 'record':
      return fc.dictionary(arbitraryOf(schema.key!) as Arbitrary<string>, arbitraryOf(schema.value!), {
        maxKeys: MOST_ITEMS
      })
    case 'boolean':
      return fc.boolean()
    case 'number':
      return arbitraryNumber(schema)
    case 'string':
      return arbitraryText(schema)
    default:
      throw new Error(`no values for a schema of type ${schema.type}`)
  }
}

function arbitraryObject(entries: Record<string, Schema>): Arbitrary<unknown> {
  const names = Object.keys(entries)
  const fields = Object.fromEntries(names.map(name => [name, arbitraryOf(entries[name]!)]))
  return fc.record(fields, { requiredKeys: names.filter(name => entries[name]!.type !== 'optional') })
}

function arbitraryNumber(schema: Schema): Arbitrary<number> {
  const least = Number(requirementOf(schema, 'min_value') ?? 0)
  const most = Number(requirementOf(schema, 'max_value') ?? Number.MAX_SAFE_INTEGER)
  return fc.oneof(fc.integer({ min: least, max: most }), fc.constantFrom(least, most))
}

function arbitraryText(schema: Schema): Arbitrary<string> {
  const minLength = Number(requirementOf(schema, 'min_length') ?? 0)
  const pattern = requirementOf(schema, 'regex') as RegExp | undefined
  const check = requirementOf(schema, 'check') as ((one: string) => boolean) | undefined
  const text = fc.oneof(
    fc.string({ minLength, maxLength: MOST_CHARS, unit: 'binary' }),
    fc.constantFrom('你好', '<b>&', '\u0000', '\u202E', '\uD800', "'; drop table entry; --", 'constructor'),
    // A schema that checks its texts asks for addresses
    fc.constantFrom('https://shop.example/茶?a=1', 'http://a.example', 'pages/index/index?id=<')
  )
  const most = Number(requirementOf(schema, 'max_length') ?? Infinity)
  // A name that would reach a prototype is dropped on purpose
  return text.filter(
    one =>
      one.length <= most &&
      (!pattern || pattern.test(one)) &&
      (!check || check(one)) &&
      !['__proto__', 'prototype', 'constructor'].includes(one)
  )
}

/** What a check of the schema's pipe asks for: `max_length`, `regex` … */
export const requirementOf = (schema: Schema, check: string): unknown =>
  schema.pipe?.find(step => step.type === check)?.requirement

export type Field = { path: string; schema: Schema; isOptional: boolean }

/** Every field of a value that fits the schema, the deeper ones too. */
export function fieldsOf(schema: Schema, value: unknown, path = ''): Field[] {
  if (schema.type === 'optional' || schema.type === 'nullable') return fieldsOf(schema.wrapped!, value, path)
  if (typeof value !== 'object' || value === null) return []
  const below = (name: string | number, inner: Schema, given: unknown): Field[] => {
    const at = path === '' ? String(name) : `${path}.${name}`
    return [{ path: at, schema: inner, isOptional: inner.type === 'optional' }, ...fieldsOf(inner, given, at)]
  }
  switch (schema.type) {
    case 'variant':
      return fieldsOf(optionFor(schema, value), value, path)
    case 'array':
      return (value as unknown[]).flatMap((item, i) => below(i, schema.item!, item))
    case 'record':
      return Object.entries(value).flatMap(([key, item]) =>
        below(key, schema.value!, item).map(field => ({ ...field, isOptional: true }))
      )
    default:
      return Object.entries(schema.entries!).flatMap(([name, inner]) =>
        Object.hasOwn(value, name) ? below(name, inner, (value as Record<string, unknown>)[name]) : []
      )
  }
}

function optionFor(schema: Schema, value: object): Schema {
  const found = (schema.options as Schema[]).find(option =>
    Object.entries(option.entries!).every(
      ([name, inner]) =>
        inner.type !== 'literal' || inner.literal === (value as Record<string, unknown>)[name]
    )
  )
  if (!found) throw new Error(`no option for ${JSON.stringify(value)}`)
  return found
}

/** A copy with one place changed; `change` undefined removes it. */
export function changed(value: unknown, path: string, change: unknown): unknown {
  const copy = structuredClone(value)
  const names = path.split('.')
  let place = copy as Record<string, unknown>
  for (const name of names.slice(0, -1)) place = place[name] as Record<string, unknown>
  if (change === undefined) delete place[names.at(-1)!]
  else place[names.at(-1)!] = change
  return copy
}
