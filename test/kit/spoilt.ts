import * as v from 'valibot'
import { ClientFrame } from '#protocol/client-frame'
import { changed, fieldsOf, requirementOf, toSchema, type Schema } from './schema.ts'

const WRONG: unknown[] = [null, 7, -1, 1.5, 'x', '', true, [], {}, ['x'], { x: 1 }]

/** Each way to spoil one field, with the path that the answer has to name. */
export function spoilt(frame: unknown): { path: string; says: string; text: string }[] {
  return fieldsOf(toSchema(ClientFrame), frame).flatMap(({ path, schema, isOptional }) => {
    const fits = (value: unknown) => v.safeParse(schema as unknown as v.GenericSchema, value).success
    const most = longest(schema)
    const values = [
      ...(isOptional ? [] : [{ says: 'without it', value: undefined }]),
      ...WRONG.filter(value => !fits(value)).map(value => ({ says: JSON.stringify(value), value })),
      ...(most === undefined ? [] : [{ says: 'too long', value: 'x'.repeat(most + 1) }])
    ]
    return values.map(({ says, value }) => ({
      path,
      says,
      text: JSON.stringify(changed(frame, path, value))
    }))
  })
}

const longest = (schema: Schema): number | undefined =>
  schema.wrapped
    ? longest(schema.wrapped)
    : schema.type === 'string'
      ? (requirementOf(schema, 'max_length') as number)
      : undefined
