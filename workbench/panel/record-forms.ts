import { DEFINITIONS, type Defined } from '#protocol/api/definitions'
import { carry } from '../operation.ts'

/** What the company has defined for its business records. */
export type Forms = {
  fields: readonly Defined<'recordField'>[]
  templates: readonly Defined<'recordTemplate'>[]
}

export const NO_FORMS: Forms = { fields: [], templates: [] }

export async function loadForms(): Promise<Forms> {
  const [fields, templates] = await Promise.all([
    carry(DEFINITIONS.listRecordFields, { limit: '200' }),
    carry(DEFINITIONS.listRecordTemplates, { limit: '200' })
  ])
  return {
    fields: fields.ok ? fields.value.items : NO_FORMS.fields,
    templates: templates.ok ? templates.value.items : NO_FORMS.templates
  }
}

export const nameOfTemplate = ({ templates }: Forms, id: string | null): string =>
  id === null ? '' : (templates.find(one => one.id === id)?.name ?? id)

/** The fields that a record of this template has, in the template's order, and those that it has been given otherwise. */
export function fieldsOf(
  { fields, templates }: Forms,
  template: string | null,
  given: Readonly<Record<string, string>>
): readonly Defined<'recordField'>[] {
  const wanted = templates.find(({ id }) => id === template)?.fieldIds ?? []
  const ids = [...new Set([...wanted, ...Object.keys(given)])]
  return ids.flatMap(id => fields.find(field => field.id === id) ?? [])
}
