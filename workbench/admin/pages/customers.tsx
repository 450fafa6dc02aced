import type { ListedCustomer, Organisation } from '#protocol/api/organisations'
import type { BusinessRecord } from '#protocol/api/records'
import { formatDate } from '../../i18n/format.ts'
import { nameIn } from '../choices.ts'
import type { Field } from '../field.ts'
import { t } from '../i18n/t.ts'
import { formatPlace } from '../place.ts'
import { resource } from '../resource.ts'

const OWNER = { name: 'owner', label: 'organisations.owner', kind: 'choice', choices: 'agents' } as const

export const ORGANISATIONS = resource<Organisation>({
  page: 'organisations',
  part: 'customers',
  role: 'lead',
  title: 'organisations.title',
  about: 'organisations.about',
  none: 'organisations.none',
  makes: 'organisations.new',
  list: 'listOrganisations',
  get: 'getOrganisation',
  create: 'createOrganisation',
  update: 'updateOrganisation',
  remove: 'deleteOrganisation',
  searches: true,
  filters: [OWNER],
  idField: 'organisation',
  idOf: ({ id }) => id,
  nameOf: ({ name }) => name,
  columns: [
    { title: 'organisations.name', show: ({ name }) => name },
    { title: 'defined.id', show: ({ id }) => <code>{id}</code> },
    { title: 'organisations.domains', show: ({ domains }) => domains.join(', ') },
    { title: 'organisations.owner', show: ({ owner }, choices) => nameIn(choices.agents, owner) }
  ],
  fields: [
    { name: 'name', label: 'organisations.name', kind: 'text', isNeeded: true, most: 100 },
    { name: 'id', label: 'defined.id', hint: 'defined.idHint', kind: 'text', only: 'making', most: 64 },
    { name: 'domains', label: 'organisations.domains', hint: 'organisations.domainsHint', kind: 'lines' },
    { name: 'description', label: 'organisations.description', kind: 'long', most: 2_000 },
    { ...OWNER, hint: 'organisations.ownerHint', none: 'organisations.noOwner' }
  ],
  fresh: { name: '', id: undefined, domains: [], description: '', owner: null },
  Aside: ({ item }) => (
    <aside class="admin-aside">
      <a
        href={`#/admin/${formatPlace({ page: 'customers', id: undefined, query: { organisation: item.id } })}`}
      >
        {t('organisations.customers')}
      </a>
    </aside>
  )
})

export const CUSTOMERS = resource<ListedCustomer>({
  page: 'customers',
  part: 'customers',
  role: 'lead',
  title: 'customers.title',
  about: 'customers.about',
  none: 'customers.none',
  list: 'listCustomers',
  filters: [
    { name: 'partnerid', label: 'customers.partnerid', kind: 'text', most: 100 },
    { name: 'owner', label: 'customers.owner', kind: 'choice', choices: 'agents' },
    { name: 'organisation', label: 'customers.organisation', kind: 'choice', choices: 'organisations' }
  ],
  idField: 'visitor',
  idOf: ({ visitor }) => visitor,
  nameOf: ({ name }) => name,
  columns: [
    { title: 'customers.name', show: ({ name }) => name || t('customers.noName') },
    { title: 'customers.partnerid', show: ({ partnerid }) => partnerid ?? '' },
    { title: 'customers.userid', show: ({ userid }) => <code>{userid}</code> },
    { title: 'customers.owner', show: ({ customer }, choices) => nameIn(choices.agents, customer.owner) },
    {
      title: 'customers.organisation',
      show: ({ customer }, choices) => nameIn(choices.organisations, customer.organisation)
    },
    { title: 'customers.lastSeen', show: ({ lastSeenAt }) => formatDate(lastSeenAt) }
  ],
  fields: [],
  fresh: {}
})

const TEMPLATE: Field = {
  name: 'template',
  label: 'records.template',
  kind: 'choice',
  choices: 'recordTemplates'
}

export const RECORDS = resource<BusinessRecord>({
  page: 'records',
  part: 'customers',
  role: 'lead',
  title: 'records.title',
  about: 'records.about',
  none: 'records.none',
  list: 'listRecords',
  get: 'getRecord',
  update: 'updateRecord',
  remove: 'deleteRecord',
  searches: true,
  filters: [TEMPLATE, { name: 'by', label: 'records.by', kind: 'choice', choices: 'agents' }],
  idField: 'record',
  idOf: ({ id }) => id,
  nameOf: ({ title }) => title,
  columns: [
    { title: 'records.what', show: ({ title }) => title },
    { title: 'records.customer', show: ({ name }) => name || t('customers.noName') },
    {
      title: 'records.template',
      show: ({ template }, choices) => nameIn(choices.recordTemplates, template)
    },
    { title: 'records.by', show: ({ createdBy }) => createdBy },
    { title: 'records.at', show: ({ createdAt }) => formatDate(createdAt) }
  ],
  fields: [
    { name: 'title', label: 'records.what', kind: 'text', isNeeded: true, most: 200 },
    { ...TEMPLATE, none: 'records.noTemplate' },
    { name: 'note', label: 'records.note', kind: 'long', most: 4_000 }
  ],
  fresh: {},
  Aside: ({ item }) => <Filled record={item} />
})

/** What agents have filled in: it is changed beside the conversation. */
function Filled({ record: { fields, changedBy, changedAt } }: { record: BusinessRecord }) {
  const values = Object.entries(fields)
  return (
    <aside class="admin-aside">
      {values.length > 0 && (
        <>
          <h2>{t('records.filledIn')}</h2>
          <dl class="admin-facts">
            {values.map(([id, value]) => (
              <div key={id}>
                <dt>{id}</dt>
                <dd>
                  <bdi>{value}</bdi>
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
      {changedBy !== null && changedAt !== null && (
        <p>{t('records.changed', { name: changedBy, time: formatDate(changedAt) })}</p>
      )}
    </aside>
  )
}
