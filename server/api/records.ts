import { ChatError } from '#protocol/errors'
import { fitsField, type FieldSpec } from '#protocol/definition'
import { createId } from '#protocol/ids'
import type { BusinessRecord, RECORDS as TABLE } from '#protocol/api/records'
import { definitionsOf, type Definition } from '#server/store/definitions'
import { createRecord, deleteRecord, findRecord, recordsOf, saveRecord } from '#server/store/records'
import { findSummary } from '#server/store/summaries'
import { findTimeline } from '#server/store/timelines'
import type { Context, Handlers } from './caller.ts'

export const RECORDS: Handlers<keyof typeof TABLE> = {
  listRecords: async ({ services, companyId }, asked) => await recordsOf(services.database, companyId, asked),
  getRecord: async (context, { record }) => await requireRecord(context, record),
  async createRecord(context, { visitor, conversation, template, title, fields, note }) {
    const { services, caller, companyId, now } = context
    const { database } = services
    if ((await findTimeline(database, visitor))?.companyId !== companyId)
      throw new ChatError('not-found', 'visitor: no visitor of this company has this id')
    if (conversation && (await findSummary(database, companyId, conversation))?.uid !== visitor)
      throw new ChatError('not-found', 'conversation: the visitor has no conversation with this id')
    const id = createId(now)
    await createRecord(database, companyId, {
      id,
      visitor,
      conversation,
      template,
      title,
      fields: await checked(context, template, withoutEmpty(fields)),
      note,
      createdBy: caller.name,
      createdById: caller.id,
      createdAt: now
    })
    return await requireRecord(context, id)
  },
  async updateRecord(context, { record, template, title, fields, note }) {
    const before = await requireRecord(context, record)
    const kind = template === undefined ? before.template : template
    // Another kind has other fields: what none of them is for goes
    const known = kind === before.template ? before.fields : {}
    await saveRecord(context.services.database, {
      ...before,
      template: kind,
      title: title ?? before.title,
      fields: await checked(context, kind, withoutEmpty({ ...known, ...fields }), before.fields),
      note: note ?? before.note,
      changedBy: context.caller.name,
      changedAt: context.now
    })
    return await requireRecord(context, record)
  },
  async deleteRecord({ services, companyId }, { record }) {
    if (!(await deleteRecord(services.database, companyId, record))) throw notThere()
    return { ok: true }
  }
}

const notThere = () => new ChatError('not-found', 'record: no record of this company has this id')

async function requireRecord({ services, companyId }: Context, id: string): Promise<BusinessRecord> {
  const found = await findRecord(services.database, companyId, id)
  if (!found) throw notThere()
  return found
}

const withoutEmpty = (fields: Record<string, string | null>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).flatMap(([id, value]) => (value ? [[id, value]] : [])))

/** Only fields that there are, with values that fit them; `before` may have such as were taken out since. */
async function checked(
  { services: { database }, companyId }: Context,
  template: string | null,
  values: Record<string, string>,
  before: Record<string, string> = {}
): Promise<Record<string, string>> {
  const fields = await definitionsOf(database.read, companyId, 'recordField')
  for (const [id, value] of Object.entries(values)) {
    const field = fields.find(one => one.id === id)
    if (!field && before[id] !== value)
      throw new ChatError('bad-request', `fields: the company has no field of records with the id ${id}`)
    if (field && !fitsField(value, field.spec as FieldSpec))
      throw new ChatError('bad-request', `fields: ${field.name}: does not fit its type`)
  }
  if (template === null) return values
  const templates = await definitionsOf(database.read, companyId, 'recordTemplate')
  const found = templates.find(({ id }) => id === template)
  if (!found)
    throw new ChatError('bad-request', 'template: the company has no template of records with this id')
  const missing = fields.find(field => isMissing(field, found, values))
  if (missing) throw new ChatError('bad-request', `fields: ${missing.name}: is needed`)
  return values
}

const isMissing = ({ id, spec }: Definition, template: Definition, values: Record<string, string>) =>
  spec['isNeeded'] === true && (template.spec['fieldIds'] as string[]).includes(id) && !values[id]
