// What a company defines for itself: fields of customers, of tickets and of summaries, labels, templates of tickets.

export const FIELD_TYPES = ['text', 'long', 'number', 'date', 'choice'] as const
export type FieldType = (typeof FIELD_TYPES)[number]

/** A field that somebody fills in, or a page sends. `options` are those of a `choice`. */
export type FieldSpec = { type: FieldType; options: string[] }

/** Whether a value of a page or a form fits a field; a value that does not is left out. */
export function fitsField(value: unknown, { type, options }: FieldSpec): boolean {
  const text = typeof value === 'number' ? String(value) : value
  if (typeof text !== 'string' || text === '') return false
  if (type === 'number') return /^-?\d{1,15}(\.\d{1,10})?$/.test(text.trim())
  if (type === 'date') return /^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2})?)?$/.test(text.trim())
  return type === 'choice' ? options.includes(text) : true
}
