import { fitsField } from '#protocol/definition'
import type { Defined } from '#protocol/api/definitions'
import type { Database } from '#server/store/db'
import { definitionsOf, type Definition } from '#server/store/definitions'

/** What a template adds to the form, and which fields other systems may fill in. */
export type Template = {
  text: string
  fields: Defined<'ticketField'>[]
  linked: Defined<'ticketField'>[]
}

const toField = ({ id, name, spec }: Definition) => ({ id, name, ...spec }) as Defined<'ticketField'>

/** The one that the link names; a link that names none that is there gets the bare form. */
export async function findTemplate(
  { read }: Database,
  companyId: string,
  id: string | undefined
): Promise<Template> {
  const fields = (await definitionsOf(read, companyId, 'ticketField')).map(toField)
  const linked = fields.filter(({ isLinked }) => isLinked)
  const template = id
    ? (await definitionsOf(read, companyId, 'ticketTemplate')).find(one => one.id === id)
    : undefined
  if (!template) return { text: '', fields: [], linked }
  const { text, fieldIds } = template.spec as { text: string; fieldIds: string[] }
  const shown = fieldIds.flatMap(one => fields.filter(field => field.id === one && !field.isLinked))
  return { text, fields: shown, linked }
}

/** The first field that was filled in wrongly, or not at all though it is needed. */
export const wrongField = ({ fields }: Template, given: Record<string, string>) =>
  fields.find(field => {
    const value = given[field.id] ?? ''
    return value === '' ? field.isNeeded : !fitsField(value, field)
  })

export type LogLine = { what: 'dropped'; field: string }

/**
 * PLG-ticket: `params` of the link, JSON, may fill in the fields that are for other systems, by id or by name. What fits none of
 * them is dropped, and the ticket's log says so.
 */
export function readParams(
  params: string | undefined,
  { linked }: Template
): { values: Record<string, string>; log: LogLine[] } {
  const values: Record<string, string> = {}
  const log: LogLine[] = []
  for (const [key, value] of Object.entries(parse(params)).slice(0, MOST_PARAMS)) {
    const field = linked.find(one => one.id === key || one.name === key)
    if (field && fitsField(value, field)) values[field.id] = String(value).slice(0, MOST_LENGTH)
    else log.push({ what: 'dropped', field: key.slice(0, MOST_NAME) })
  }
  return { values, log }
}

const MOST_PARAMS = 50
const MOST_LENGTH = 2_000
const MOST_NAME = 100

function parse(text: string | undefined): Record<string, unknown> {
  if (!text) return {}
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>
  } catch {
    // Then it is told as one thing that nobody could read
  }
  return { params: null }
}
