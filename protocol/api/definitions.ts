import * as v from 'valibot'
import { FIELD_TYPES } from '../definition.ts'
import { done, flag, id, listOf, name, paging, textUpTo, whole } from './fields.ts'
import { operation } from './operation.ts'

const type = v.picklist(FIELD_TYPES, `has to be ${FIELD_TYPES.join(', ')}`)
/** Of a field that is a choice. */
const options = v.pipe(
  v.array(v.pipe(textUpTo(100), v.minLength(1, 'is needed'))),
  v.maxLength(200, 'has at most 200 options')
)
const color = v.pipe(v.string(), v.regex(/^[0-9a-f]{6}$/i, 'has to be six hex digits'), v.toLowerCase())
const pluginUrl = textUpTo(2_000)
const fieldIds = v.pipe(v.array(id), v.maxLength(50, 'has at most 50 fields'))

/** Types of what a mini program may say of an event; `time` is milliseconds or a date as text, `list` a list of texts. */
export const PROPERTY_TYPES = ['text', 'number', 'flag', 'time', 'list'] as const
const propertyType = v.picklist(PROPERTY_TYPES, `has to be ${PROPERTY_TYPES.join(', ')}`)

type Spec = Record<string, { schema: v.GenericSchema; fresh: unknown }>

const FIELD = {
  type: { schema: type, fresh: 'text' },
  options: { schema: options, fresh: [] }
} satisfies Spec

/** What there is of each kind besides its id and its name, with what it is when nothing is said. */
export const DEFINED = {
  customerField: FIELD,
  label: { color: { schema: color, fresh: '55626f' } },
  ticketField: {
    ...FIELD,
    /** The form is not taken without it. */
    isNeeded: { schema: flag, fresh: false },
    /** Filled in by other systems through the ticket plug-in (the kind 对接型), never by a visitor. */
    isLinked: { schema: flag, fresh: false }
  },
  ticketTemplate: {
    /** Above the form. */
    text: { schema: textUpTo(1_000), fresh: '' },
    fieldIds: { schema: fieldIds, fresh: [] }
  },
  summaryField: { ...FIELD, isNeeded: { schema: flag, fresh: false } },
  recordField: { ...FIELD, isNeeded: { schema: flag, fresh: false } },
  /** Kinds of business records. */
  recordTemplate: {
    /** Above the form. */
    text: { schema: textUpTo(1_000), fresh: '' },
    fieldIds: { schema: fieldIds, fresh: [] }
  },
  panelPlugin: {
    /** With `{partnerid}`, `{visitor}`, `{conversation}`, `{agent}` and `{token}` where these are to stand. */
    url: { schema: pluginUrl, fresh: '' },
    height: { schema: whole(80, 2_000), fresh: 320 }
  },
  /** What mini programs tell (metadata): the id is the name that the program uses. */
  trackEvent: {},
  trackProperty: { type: { schema: propertyType, fresh: 'text' } }
} satisfies Record<string, Spec>

export type DefinedKind = keyof typeof DEFINED
export type Defined<K extends DefinedKind> = { id: string; name: string } & {
  [F in keyof (typeof DEFINED)[K]]: (typeof DEFINED)[K][F] extends { schema: infer S extends v.GenericSchema }
    ? v.InferOutput<S>
    : never
}

/** List, make, change and delete of one kind. */
function crud<K extends DefinedKind>(kind: K, path: string, what: string) {
  const spec: Spec = DEFINED[kind]
  const entries = (wrap: (field: Spec[string]) => v.GenericSchema): v.ObjectEntries =>
    Object.fromEntries(Object.entries(spec).map(([name, field]) => [name, wrap(field)]))
  const item = v.object({
    id: v.string(),
    name: v.string(),
    ...entries(({ schema }) => schema)
  }) as unknown as v.GenericSchema<unknown, Defined<K>>
  return {
    list: operation({
      method: 'get',
      path,
      says: `The ${what}s, in their order.`,
      role: 'agent',
      scope: 'fields:read',
      input: v.object(paging),
      output: listOf(item)
    }),
    create: operation({
      method: 'post',
      path,
      says: `Makes a ${what}. Its id, by which pages and programs name it, may be chosen.`,
      role: 'admin',
      scope: 'fields:write',
      input: v.object({
        id: v.optional(id),
        name,
        ...entries(({ schema, fresh }) => v.optional(schema, fresh as never))
      }),
      output: item
    }),
    update: operation({
      method: 'patch',
      path: `${path}/:item`,
      says: `Changes a ${what}; what is not named stays.`,
      role: 'admin',
      scope: 'fields:write',
      input: v.object({ item: id, name: v.optional(name), ...entries(({ schema }) => v.optional(schema)) }),
      output: item
    }),
    remove: operation({
      method: 'delete',
      path: `${path}/:item`,
      says: `Removes a ${what}. What was filled in with it stays where it is.`,
      role: 'admin',
      scope: 'fields:write',
      input: v.object({ item: id }),
      output: done
    })
  }
}

const customerFields = crud('customerField', '/customer-fields', 'field of customers')
const labels = crud('label', '/labels', 'label of customers')
const ticketFields = crud('ticketField', '/ticket-fields', 'field of tickets')
const ticketTemplates = crud('ticketTemplate', '/ticket-templates', 'template of tickets')
const summaryFields = crud('summaryField', '/summary-fields', 'field of summaries')
const recordFields = crud('recordField', '/record-fields', 'field of business records')
const recordTemplates = crud('recordTemplate', '/record-templates', 'template of business records')
const panelPlugins = crud('panelPlugin', '/panel-plugins', 'plug-in of the visitor’s panel')
const trackEvents = crud('trackEvent', '/track-events', 'event of mini programs')
const trackProperties = crud('trackProperty', '/track-properties', 'property of events of mini programs')

export const DEFINITIONS = {
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
