import { sql } from 'kysely'
import type { Database } from './db.ts'
import { pageOf, type Asked, type Page } from './page.ts'
import type { Faq, Robot, StoredFaq } from './robots.ts'

/** A part of what a robot knows, in its order; `search`: only entries that have these words in a question or the answer. */
export async function faqPage(
  { read }: Database,
  robot: Pick<Robot, 'id'>,
  asked: Asked & { search?: string | undefined }
): Promise<Page<StoredFaq>> {
  let query = read
    .selectFrom('faq')
    .leftJoin('faq_group', 'faq_group.id', 'faq.group_id')
    .select([
      'faq.id',
      'faq.code',
      'faq.place',
      'faq.answer',
      'faq.is_guide',
      'faq_group.name as group',
      'faq_group.number as groupNumber'
    ])
    .where('faq.robot_id', '=', robot.id)
    .orderBy('faq.place')
    .limit(asked.limit + 1)
  if (asked.after) query = query.where('faq.place', '>', Number(asked.after) || 0)
  if (asked.search) {
    const like = `%${asked.search.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`
    query = query.where(
      sql<boolean>`(lower(faq.answer) like ${like} escape '\\' or exists (
        select 1 from faq_phrasing p where p.faq_id = faq.id and lower(p.words) like ${like} escape '\\'))`
    )
  }
  const { items, next } = pageOf(await query.execute(), asked, ({ place }) => String(place))
  const words = await phrasingsOf(
    read,
    items.map(({ id }) => id)
  )
  return { items: items.map(row => toStored(row, words.get(row.id) ?? [])), next }
}

export async function findFaq(
  { write }: Database,
  robot: Pick<Robot, 'id'>,
  code: string
): Promise<StoredFaq | undefined> {
  const row = await write
    .selectFrom('faq')
    .leftJoin('faq_group', 'faq_group.id', 'faq.group_id')
    .select([
      'faq.id',
      'faq.code',
      'faq.answer',
      'faq.is_guide',
      'faq_group.name as group',
      'faq_group.number as groupNumber'
    ])
    .where('faq.robot_id', '=', robot.id)
    .where('faq.code', '=', code)
    .executeTakeFirst()
  return row && toStored(row, (await phrasingsOf(write, [row.id])).get(row.id) ?? [])
}

/** False when there is none. */
export async function deleteFaq(
  { write }: Database,
  robot: Pick<Robot, 'id'>,
  code: string
): Promise<boolean> {
  return await write.transaction().execute(async tx => {
    const row = await tx
      .selectFrom('faq')
      .select('id')
      .where('robot_id', '=', robot.id)
      .where('code', '=', code)
      .executeTakeFirst()
    if (!row) return false
    await tx.deleteFrom('faq_phrasing').where('faq_id', '=', row.id).execute()
    await tx.deleteFrom('faq').where('id', '=', row.id).execute()
    await tx
      .updateTable('robot')
      .set(eb => ({ revision: eb('revision', '+', 1) }))
      .where('id', '=', robot.id)
      .execute()
    return true
  })
}

export async function deleteUnknown(
  { write }: Database,
  robot: Pick<Robot, 'id'>,
  words: string
): Promise<boolean> {
  const result = await write
    .deleteFrom('robot_unknown')
    .where('robot_id', '=', robot.id)
    .where('words', '=', words)
    .executeTakeFirst()
  return Number(result.numDeletedRows) > 0
}

type Row = {
  id: string
  code: string
  answer: string
  is_guide: 0 | 1
  group: string | null
  groupNumber: number | null
}

function toStored({ id, code, answer, is_guide, group, groupNumber }: Row, words: string[]): StoredFaq {
  const [question = '', ...phrasings] = words
  const faq: Faq = { code, question, phrasings, answer, group: group ?? '', isGuide: is_guide === 1 }
  return { id, ...faq, groupNumber }
}

async function phrasingsOf(db: Database['read'], ids: string[]): Promise<Map<string, string[]>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('faq_phrasing')
    .select(['faq_id', 'words'])
    .where('faq_id', 'in', ids)
    .orderBy('faq_id')
    .orderBy('n')
    .execute()
  const byFaq = new Map<string, string[]>()
  for (const { faq_id, words } of rows) byFaq.set(faq_id, [...(byFaq.get(faq_id) ?? []), words])
  return byFaq
}
