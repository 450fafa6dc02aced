import { FIELD_TYPES } from '#protocol/definition'
import { PROPERTY_TYPES, type Defined, type DefinedKind } from '#protocol/api/definitions'
import type { OperationName } from '#protocol/api/operations'
import type { Field } from '../field.ts'
import { t, type AdminKey } from '../i18n/t.ts'
import { resource, type Column, type Resource } from '../resource.ts'
import { PluginLink } from './PluginLink.tsx'
import { PluginSecret } from './PluginSecret.tsx'

const ID: Field = {
  name: 'id',
  label: 'defined.id',
  hint: 'defined.idHint',
  kind: 'text',
  only: 'making',
  most: 64
}
const NAME: Field = { name: 'name', label: 'defined.name', kind: 'text', isNeeded: true, most: 100 }
const FILLED_IN: readonly Field[] = [
  {
    name: 'type',
    label: 'defined.type',
    kind: 'choice',
    choices: FIELD_TYPES.map(value => ({ value, label: `defined.type.${value}` as const }))
  },
  { name: 'options', label: 'defined.options', hint: 'defined.optionsHint', kind: 'lines' }
]
const NEEDED: Field = { name: 'isNeeded', label: 'defined.isNeeded', kind: 'flag' }

type Page =
  | 'customer-fields'
  | 'labels'
  | 'ticket-fields'
  | 'ticket-templates'
  | 'summary-fields'
  | 'record-fields'
  | 'record-templates'
  | 'panel-plugins'
  | 'track-events'
  | 'track-properties'

type Given<K extends DefinedKind> = {
  page: Page
  kind: K
  operations: { list: OperationName; create: OperationName; update: OperationName; remove: OperationName }
  fields: readonly Field[]
  fresh: Record<string, unknown>
  column?: Column<Defined<K>>
  Aside?: Resource<Defined<K>>['Aside']
}

/** A page of things that the company defines: all are listed, made and changed alike. */
function defined<K extends DefinedKind>({ page, operations, fields, fresh, column, Aside }: Given<K>) {
  return resource<Defined<K>>({
    page,
    part: 'fields',
    role: 'admin',
    title: `${page}.title`,
    about: `${page}.about`,
    none: 'defined.none',
    makes: `${page}.new`,
    ...operations,
    idField: 'item',
    idOf: ({ id }) => id,
    nameOf: ({ name }) => name,
    columns: [
      { title: 'defined.name', show: ({ name }) => name },
      { title: 'defined.id', show: ({ id }) => <code>{id}</code> },
      ...(column ? [column] : [])
    ],
    fields: [NAME, ID, ...fields],
    fresh: { name: '', id: undefined, ...fresh },
    ...(Aside ? { Aside } : {})
  })
}

const typeColumn = {
  title: 'defined.type' as AdminKey,
  show: ({ type }: { type: (typeof FIELD_TYPES)[number] }) => t(`defined.type.${type}`)
}

export const DEFINITIONS: readonly Resource<any>[] = [
  defined({
    page: 'customer-fields',
    kind: 'customerField',
    operations: {
      list: 'listCustomerFields',
      create: 'createCustomerField',
      update: 'updateCustomerField',
      remove: 'deleteCustomerField'
    },
    fields: FILLED_IN,
    fresh: { type: 'text', options: [] },
    column: typeColumn
  }),
  defined({
    page: 'labels',
    kind: 'label',
    operations: { list: 'listLabels', create: 'createLabel', update: 'updateLabel', remove: 'deleteLabel' },
    fields: [{ name: 'color', label: 'defined.color', kind: 'colour' }],
    fresh: { color: '55626f' }
  }),
  defined({
    page: 'ticket-fields',
    kind: 'ticketField',
    operations: {
      list: 'listTicketFields',
      create: 'createTicketField',
      update: 'updateTicketField',
      remove: 'deleteTicketField'
    },
    fields: [
      ...FILLED_IN,
      NEEDED,
      { name: 'isLinked', label: 'defined.isLinked', hint: 'defined.isLinkedHint', kind: 'flag' }
    ],
    fresh: { type: 'text', options: [], isNeeded: false, isLinked: false },
    column: typeColumn
  }),
  defined({
    page: 'ticket-templates',
    kind: 'ticketTemplate',
    operations: {
      list: 'listTicketTemplates',
      create: 'createTicketTemplate',
      update: 'updateTicketTemplate',
      remove: 'deleteTicketTemplate'
    },
    fields: [
      { name: 'text', label: 'defined.text', hint: 'defined.textHint', kind: 'long' },
      { name: 'fieldIds', label: 'ticket-fields.title', kind: 'choices', choices: 'ticketFields' }
    ],
    fresh: { text: '', fieldIds: [] },
    Aside: ({ item }) => <PluginLink template={item.id} />
  }),
  defined({
    page: 'summary-fields',
    kind: 'summaryField',
    operations: {
      list: 'listSummaryFields',
      create: 'createSummaryField',
      update: 'updateSummaryField',
      remove: 'deleteSummaryField'
    },
    fields: [...FILLED_IN, NEEDED],
    fresh: { type: 'text', options: [], isNeeded: false },
    column: typeColumn
  }),
  defined({
    page: 'record-fields',
    kind: 'recordField',
    operations: {
      list: 'listRecordFields',
      create: 'createRecordField',
      update: 'updateRecordField',
      remove: 'deleteRecordField'
    },
    fields: [...FILLED_IN, NEEDED],
    fresh: { type: 'text', options: [], isNeeded: false },
    column: typeColumn
  }),
  defined({
    page: 'record-templates',
    kind: 'recordTemplate',
    operations: {
      list: 'listRecordTemplates',
      create: 'createRecordTemplate',
      update: 'updateRecordTemplate',
      remove: 'deleteRecordTemplate'
    },
    fields: [
      { name: 'text', label: 'defined.text', hint: 'defined.textHint', kind: 'long' },
      { name: 'fieldIds', label: 'record-fields.title', kind: 'choices', choices: 'recordFields' }
    ],
    fresh: { text: '', fieldIds: [] }
  }),
  defined({
    page: 'panel-plugins',
    kind: 'panelPlugin',
    operations: {
      list: 'listPanelPlugins',
      create: 'createPanelPlugin',
      update: 'updatePanelPlugin',
      remove: 'deletePanelPlugin'
    },
    fields: [
      {
        name: 'url',
        label: 'panel-plugins.url',
        hint: 'panel-plugins.urlHint',
        kind: 'text',
        isNeeded: true,
        most: 2_000
      },
      { name: 'height', label: 'panel-plugins.height', kind: 'number', least: 80, most: 2_000 }
    ],
    fresh: { url: '', height: 320 },
    column: { title: 'panel-plugins.url', show: ({ url }) => url },
    Aside: ({ item }) => <PluginSecret key={item.id} plugin={item.id} />
  }),
  defined({
    page: 'track-events',
    kind: 'trackEvent',
    operations: {
      list: 'listTrackEvents',
      create: 'createTrackEvent',
      update: 'updateTrackEvent',
      remove: 'deleteTrackEvent'
    },
    fields: [],
    fresh: {}
  }),
  defined({
    page: 'track-properties',
    kind: 'trackProperty',
    operations: {
      list: 'listTrackProperties',
      create: 'createTrackProperty',
      update: 'updateTrackProperty',
      remove: 'deleteTrackProperty'
    },
    fields: [
      {
        name: 'type',
        label: 'defined.type',
        hint: 'track-properties.typeHint',
        kind: 'choice',
        choices: PROPERTY_TYPES.map(value => ({ value, label: `track-properties.type.${value}` as const }))
      }
    ],
    fresh: { type: 'text' },
    column: { title: 'defined.type', show: ({ type }) => t(`track-properties.type.${type}`) }
  })
]
