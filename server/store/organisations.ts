import { sql } from 'kysely'
import { asKnown, type Customer } from '#protocol/customer'
import type { Profile } from '#protocol/desk'
import type { ListedCustomer, Organisation } from '#protocol/api/organisations'
import type { Database } from './db.ts'
import { pageOf, type Asked, type Page } from './page.ts'
import type { OrganisationTable } from './crm-tables.ts'

export type OrganisationRow = Organisation

/** Each word of a search has to occur. */
export const likes = (search: string | undefined): string[] =>
  (search ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .map(word => `%${word.replace(/[\\%_]/g, '\\$&')}%`)

/** By their ids. */
export async function organisationsOf(
  { read }: Database,
  companyId: string,
  asked: Asked & { search?: string | undefined; owner?: string | undefined }
): Promise<Page<Organisation>> {
  let query = read
    .selectFrom('organisation')
    .selectAll()
    .where('company_id', '=', companyId)
    .orderBy('id')
    .limit(asked.limit + 1)
  if (asked.after) query = query.where('id', '>', asked.after)
  if (asked.owner) query = query.where('owner_id', '=', asked.owner)
  for (const like of likes(asked.search)) query = query.where(sql<boolean>`words like ${like} escape '\\'`)
  const { items, next } = pageOf(await query.execute(), asked, ({ id }) => id)
  return { items: items.map(toOrganisation), next }
}

/** Straight behind a write it is to be found, so not from a read replica's view. */
export async function findOrganisation(
  { write }: Database,
  companyId: string,
  id: string
): Promise<Organisation | undefined> {
  const row = await write
    .selectFrom('organisation')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row && toOrganisation(row)
}

/** False, and nothing is stored, when the id is taken. */
export async function createOrganisation(
  { write }: Database,
  companyId: string,
  given: Organisation
): Promise<boolean> {
  const result = await write
    .insertInto('organisation')
    .values({ company_id: companyId, ...toRow(given) })
    .onConflict(conflict => conflict.columns(['company_id', 'id']).doNothing())
    .executeTakeFirst()
  return Number(result.numInsertedOrUpdatedRows) > 0
}

export async function saveOrganisation(
  { write }: Database,
  companyId: string,
  given: Organisation
): Promise<void> {
  const { id, ...row } = toRow(given)
  await write
    .updateTable('organisation')
    .set(row)
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .execute()
}

/** False when there is none. */
export async function deleteOrganisation(
  { write }: Database,
  companyId: string,
  id: string
): Promise<boolean> {
  const result = await write
    .deleteFrom('organisation')
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .executeTakeFirst()
  return Number(result.numDeletedRows) > 0
}

const toOrganisation = (row: OrganisationTable): Organisation => ({
  id: row.id,
  name: row.name,
  domains: JSON.parse(row.domains) as string[],
  description: row.description,
  owner: row.owner_id
})

const toRow = ({ id, name, domains, description, owner }: Organisation) => ({
  id,
  name,
  domains: JSON.stringify(domains),
  description,
  owner_id: owner,
  words: [id, name, ...domains].join('\n').toLowerCase()
})

type Wanted = {
  partnerid?: string | undefined
  owner?: string | undefined
  organisation?: string | undefined
}

/** The newest first. */
export async function customersOf(
  { read, kind }: Database,
  companyId: string,
  asked: Asked & Wanted
): Promise<Page<ListedCustomer>> {
  const part = (name: string) =>
    kind === 'postgres'
      ? sql<string | null>`customer::json->>${sql.lit(name)}`
      : sql<string | null>`json_extract(customer, ${sql.lit(`$.${name}`)})`
  let query = read
    .selectFrom('timeline')
    .select(['uid', 'partnerid', 'verified', 'profile', 'customer', 'first_seen_at', 'last_seen_at'])
    .where('company_id', '=', companyId)
    .orderBy('uid', 'desc')
    .limit(asked.limit + 1)
  if (asked.after) query = query.where('uid', '<', asked.after)
  if (asked.partnerid) query = query.where('partnerid', '=', asked.partnerid)
  if (asked.owner) query = query.where(part('owner'), '=', asked.owner)
  if (asked.organisation) query = query.where(part('organisation'), '=', asked.organisation)
  const { items, next } = pageOf(await query.execute(), asked, ({ uid }) => uid)
  return {
    items: items.map(row => {
      const customer = JSON.parse(row.customer) as Customer
      return {
        visitor: row.uid,
        userid: row.uid,
        partnerid: row.partnerid,
        verified: row.verified === 1,
        name: asKnown(JSON.parse(row.profile) as Profile, customer).name ?? '',
        firstSeenAt: row.first_seen_at,
        lastSeenAt: row.last_seen_at,
        customer
      }
    }),
    next
  }
}
