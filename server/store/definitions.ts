import type { DefinedKind } from '#protocol/api/definitions'
import { withBothNames, type KnownRule } from '#server/desk/routing'
import type { Database } from './db.ts'
import type { DeskSettings } from './groups.ts'

/** Something that a company has defined; `spec` is what its kind has besides (protocol/api/definitions). */
export type Definition = { id: string; name: string; spec: Record<string, unknown> }

/** In their order. */
export async function definitionsOf(
  db: Database['read'],
  companyId: string,
  kind: DefinedKind
): Promise<Definition[]> {
  const rows = await db
    .selectFrom('definition')
    .select(['id', 'name', 'spec'])
    .where('company_id', '=', companyId)
    .where('kind', '=', kind)
    .orderBy('place')
    .orderBy('id')
    .execute()
  return rows.map(({ spec, ...row }) => ({ ...row, spec: JSON.parse(spec) as Record<string, unknown> }))
}

/** Whose they are, and of which kind. */
export type Of = { companyId: string; kind: DefinedKind }

/** False, and nothing is stored, when the id is taken. */
export async function createDefinition(
  { write }: Database,
  { companyId, kind }: Of,
  { id, name, spec }: Definition,
  now: number
): Promise<boolean> {
  const result = await write
    .insertInto('definition')
    .values({ company_id: companyId, kind, id, name, spec: JSON.stringify(spec), place: now })
    .onConflict(conflict => conflict.columns(['company_id', 'kind', 'id']).doNothing())
    .executeTakeFirst()
  return Number(result.numInsertedOrUpdatedRows) > 0
}

export async function saveDefinition(
  { write }: Database,
  companyId: string,
  kind: DefinedKind,
  { id, name, spec }: Definition
): Promise<void> {
  await write
    .updateTable('definition')
    .set({ name, spec: JSON.stringify(spec) })
    .where('company_id', '=', companyId)
    .where('kind', '=', kind)
    .where('id', '=', id)
    .execute()
}

/** False when there is none. */
export async function deleteDefinition(
  { write }: Database,
  companyId: string,
  kind: DefinedKind,
  id: string
): Promise<boolean> {
  const result = await write
    .deleteFrom('definition')
    .where('company_id', '=', companyId)
    .where('kind', '=', kind)
    .where('id', '=', id)
    .executeTakeFirst()
  return Number(result.numDeletedRows) > 0
}

/** A company's rules, which fit whether levels, labels and fields go by their ids or their names. */
export async function rulesOf(
  db: Database['read'],
  companyId: string,
  { rules, vipLevels }: Pick<DeskSettings, 'rules' | 'vipLevels'>
): Promise<KnownRule[]> {
  if (rules.length === 0) return []
  return withBothNames(rules, {
    levels: vipLevels,
    labels: await definitionsOf(db, companyId, 'label'),
    fields: await definitionsOf(db, companyId, 'customerField')
  })
}
