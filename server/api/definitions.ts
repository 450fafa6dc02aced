import { ChatError } from '#protocol/errors'
import { createId } from '#protocol/ids'
import { DEFINED, type DefinedKind, type DEFINITIONS as TABLE } from '#protocol/api/definitions'
import {
  createDefinition,
  definitionsOf,
  deleteDefinition,
  saveDefinition,
  type Definition
} from '#server/store/definitions'
import { pluginOrigin } from '#server/panel-plugins'
import { pageOfAll, type Asked } from '#server/store/page'
import type { Context, Handlers } from './caller.ts'

type Given = Record<string, unknown>

/** The four operations of one kind: all kinds are handled alike. */
function handlersOf(kind: DefinedKind) {
  const all = ({ services, companyId }: Context) => definitionsOf(services.database.write, companyId, kind)

  async function find(context: Context, id: string): Promise<Definition> {
    const found = (await all(context)).find(one => one.id === id)
    if (!found) throw new ChatError('not-found', 'item: there is none with this id')
    return found
  }

  return {
    async list(context: Context, asked: Asked) {
      const { items, next } = pageOfAll(await all(context), asked, ({ id }) => id)
      return { items: items.map(show), next }
    },
    async create(context: Context, { id: wanted, name, ...given }: Given) {
      const { services, companyId, now } = context
      const id = typeof wanted === 'string' ? wanted : createId(now)
      const definition = { id, name: String(name), spec: specOf(kind, given) }
      check(kind, definition)
      if (!(await createDefinition(services.database, { companyId, kind }, definition, now)))
        throw new ChatError('conflict', 'id: there is one with this id')
      return show(await find(context, id))
    },
    async update(context: Context, { item, name, ...given }: Given) {
      const before = await find(context, String(item))
      const definition = {
        id: before.id,
        name: name === undefined ? before.name : String(name),
        spec: { ...before.spec, ...specOf(kind, given) }
      }
      check(kind, definition)
      await saveDefinition(context.services.database, context.companyId, kind, definition)
      return show(definition)
    },
    async remove({ services, companyId }: Context, { item }: Given) {
      if (!(await deleteDefinition(services.database, companyId, kind, String(item))))
        throw new ChatError('not-found', 'item: there is none with this id')
      return { ok: true as const }
    }
  }
}

const specOf = (kind: DefinedKind, given: Given): Given =>
  Object.fromEntries(
    Object.keys(DEFINED[kind]).flatMap(field => (given[field] === undefined ? [] : [[field, given[field]]]))
  )

function check(kind: DefinedKind, { spec: { type, options, url } }: Definition) {
  if (kind === 'panelPlugin' && !pluginOrigin(String(url)))
    throw new ChatError(
      'bad-request',
      'url: has to be an address such as https://crm.example/card?id={partnerid}'
    )
  if (type === 'choice' && (options as string[]).length === 0)
    throw new ChatError('bad-request', 'options: a choice needs at least one')
}

const show = ({ id, name, spec }: Definition): any => ({ id, name, ...spec })

const customerFields = handlersOf('customerField')
const labels = handlersOf('label')
const ticketFields = handlersOf('ticketField')
const ticketTemplates = handlersOf('ticketTemplate')
const summaryFields = handlersOf('summaryField')
const recordFields = handlersOf('recordField')
const recordTemplates = handlersOf('recordTemplate')
const panelPlugins = handlersOf('panelPlugin')
const trackEvents = handlersOf('trackEvent')
const trackProperties = handlersOf('trackProperty')

export const DEFINITIONS: Handlers<keyof typeof TABLE> = {
  listCustomerFields: customerFields.list,
  createCustomerField: customerFields.create,
  updateCustomerField: customerFields.update,
  deleteCustomerField: customerFields.remove,
  listLabels: labels.list,
  createLabel: labels.create,
  updateLabel: labels.update,
  deleteLabel: labels.remove,
  listTicketFields: ticketFields.list,
  createTicketField: ticketFields.create,
  updateTicketField: ticketFields.update,
  deleteTicketField: ticketFields.remove,
  listTicketTemplates: ticketTemplates.list,
  createTicketTemplate: ticketTemplates.create,
  updateTicketTemplate: ticketTemplates.update,
  deleteTicketTemplate: ticketTemplates.remove,
  listSummaryFields: summaryFields.list,
  createSummaryField: summaryFields.create,
  updateSummaryField: summaryFields.update,
  deleteSummaryField: summaryFields.remove,
  listRecordFields: recordFields.list,
  createRecordField: recordFields.create,
  updateRecordField: recordFields.update,
  deleteRecordField: recordFields.remove,
  listRecordTemplates: recordTemplates.list,
  createRecordTemplate: recordTemplates.create,
  updateRecordTemplate: recordTemplates.update,
  deleteRecordTemplate: recordTemplates.remove,
  listPanelPlugins: panelPlugins.list,
  createPanelPlugin: panelPlugins.create,
  updatePanelPlugin: panelPlugins.update,
  deletePanelPlugin: panelPlugins.remove,
  listTrackEvents: trackEvents.list,
  createTrackEvent: trackEvents.create,
  updateTrackEvent: trackEvents.update,
  deleteTrackEvent: trackEvents.remove,
  listTrackProperties: trackProperties.list,
  createTrackProperty: trackProperties.create,
  updateTrackProperty: trackProperties.update,
  deleteTrackProperty: trackProperties.remove
}
