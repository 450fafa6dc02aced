import * as v from 'valibot'
import { FIELD_TYPES } from '#protocol/definition'
import { ask } from './api.ts'
import { NOTHING, type Defined } from './claims.ts'

const named = { id: v.string(), name: v.string() }
const Fields = v.object({
  items: v.array(v.object({ ...named, type: v.picklist(FIELD_TYPES), options: v.array(v.string()) }))
})
const Labels = v.object({ items: v.array(v.object(named)) })
const Company = v.object({ vipLevels: v.array(v.object(named)) })

/** What the company has defined; what cannot be read is shown as pages send it. */
export async function loadDefined(): Promise<Defined> {
  const [fields, labels, company] = await Promise.all([
    ask('/api/v1/customer-fields?limit=200', Fields),
    ask('/api/v1/labels?limit=200', Labels),
    ask('/api/v1/company', Company)
  ])
  return {
    customerFields: fields.ok ? fields.value.items : NOTHING.customerFields,
    labels: labels.ok ? labels.value.items : NOTHING.labels,
    vipLevels: company.ok ? company.value.vipLevels : NOTHING.vipLevels
  }
}
