import { fieldsOf } from '#server/legacy/form'
import type { Http } from '#server/http/who'

const MOST_FIELD = 2_000

/** What was written into the form, trimmed; nothing of it is checked. */
export type Left = {
  form: string
  /** What is only to stand in a new form. */
  draft: string | undefined
  content: string
  email: string
  phone: string
  /** Of the template's fields, by their ids. */
  fields: Record<string, string>
  file: { name: string; bytes: Buffer } | undefined
  fileIsCut: boolean
}

export async function readLeft(c: Http, ids: readonly string[]): Promise<Left> {
  const { field, file, fileIsCut } = await fieldsOf(c)
  return {
    form: field('form'),
    draft: field('form') === '' ? field('draft').replaceAll('\r\n', '\n').trim() : undefined,
    content: field('content').replaceAll('\r\n', '\n').trim(),
    email: field('email').trim(),
    phone: field('phone').trim(),
    fields: Object.fromEntries(ids.map(id => [id, field(`field-${id}`).trim().slice(0, MOST_FIELD)])),
    file,
    fileIsCut
  }
}
