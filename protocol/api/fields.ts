import * as v from 'valibot'

// Pieces of several inputs and answers. A message is behind the field's name: `name: is needed`.

const text = v.string('has to be text')

/** An id of ours, or one that the company chose: letters, digits, - and _. */
export const id = v.pipe(text, v.regex(/^[\w-]{1,64}$/, 'has to be 1 to 64 letters, digits, - and _'))
export const name = v.pipe(
  text,
  v.trim(),
  v.minLength(1, 'is needed'),
  v.maxLength(100, 'has at most 100 characters')
)
export const email = v.pipe(
  text,
  v.trim(),
  v.toLowerCase(),
  v.email('has to be an e-mail address'),
  v.maxLength(200, 'has at most 200 characters')
)
export const flag = v.boolean('has to be true or false')
/** Milliseconds since 1970. */
export const time = v.number()

/** A whole number within bounds, both allowed. */
export const whole = (least: number, most: number) => {
  const says = `has to be a whole number from ${least} to ${most}`
  return v.pipe(v.number(says), v.integer(says), v.minValue(least, says), v.maxValue(most, says))
}

/** The same in a path or a query, where everything is text. */
export const wholeText = (least: number, most: number) =>
  v.pipe(
    v.string(`has to be a whole number from ${least} to ${most}`),
    v.regex(/^\d{1,9}$/, `has to be a whole number from ${least} to ${most}`),
    v.transform(Number),
    whole(least, most)
  )

export const textUpTo = (most: number) =>
  v.pipe(text, v.trim(), v.maxLength(most, `has at most ${most} characters`))

/** Of a list: at most `limit` (100 unless said, 200 at most) from behind `after`, the `next` of the page before. */
export const paging = {
  limit: v.optional(wholeText(1, 200), '100'),
  after: v.optional(v.pipe(text, v.maxLength(200, 'is not a `next` of ours')))
}
export const listOf = <S extends v.GenericSchema>(item: S) =>
  v.object({
    items: v.array(item),
    /** What `after` of the following page has to be; null at the end. */
    next: v.nullable(v.string())
  })
export const nothing = v.object({})
export const done = v.object({ ok: v.literal(true) })
