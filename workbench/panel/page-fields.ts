import { readObject } from '#protocol/customer'
import { toText, type Defined } from '../claims.ts'

/** What the page gives for the company's fields of customers, by their ids. */
export function customerFieldsOf(claims: Record<string, string>, { customerFields }: Defined) {
  const given = readObject(claims['customer_fields'])
  return new Map(
    customerFields.flatMap(({ id, name }) => {
      const value = Object.hasOwn(given, id)
        ? given[id]
        : Object.hasOwn(given, name)
          ? given[name]
          : undefined
      return value === undefined ? [] : [[id, toText(value)] as const]
    })
  )
}
