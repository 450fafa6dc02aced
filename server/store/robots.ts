import { sql } from 'kysely'
import type { Entry } from '#protocol/entry'
import { createId } from '#protocol/ids'
import type { Endpoint } from '#server/bot/endpoint'
import { DEFAULT_THRESHOLDS, type Thresholds } from '#server/bot/judge'
import type { Database } from './db.ts'
import { toEntry } from './entries.ts'
import type { EntryRow, RobotRow, Tx } from './schema.ts'

export type RobotSettings = {
  thresholds: Thresholds
  /** With `show_manual` the way to a person is shown from the so-manieth unknown question on. */
  manualAfter: number
  /** What it says before anything was asked. */
  hello?: string
  /** Where its answers come from, when not from its FAQ. */
  endpoint?: Endpoint
}

export type Robot = {
  id: string
  companyId: string
  /** `robotid` of pages: 1, 2, 3 … for each company. */
  number: number
  name: string
  settings: RobotSettings
  /** Another one whenever the robot or its FAQ has changed. */
  revision: number
}

/** An entry of a robot's FAQ. `code` is its own within the robot. */
export type Faq = {
  code: string
  question: string
  /** Other ways to ask the question. */
  phrasings: string[]
  answer: string
  /** Name of its group; empty for none. */
  group: string
  /** Offered before anything was asked. */
  isGuide: boolean
}

/** With the number that pages send as `faqid`. */
export type StoredFaq = Faq & { id: string; groupNumber: number | null }

const ENTRIES_AT_ONCE = 50

export async function createRobot(
  { write }: Database,
  given: { companyId: string; name: string; settings?: Partial<RobotSettings> },
  now: number
): Promise<Robot> {
  const { companyId, name } = given
  const settings = withDefaults(given.settings)
  return await write.transaction().execute(async tx => {
    const last = await tx
      .selectFrom('robot')
      .select(eb => eb.fn.max('number').as('number'))
      .where('company_id', '=', companyId)
      .executeTakeFirst()
    const robot = { id: createId(now), number: Number(last?.number ?? 0) + 1, name, revision: 0 }
    await tx
      .insertInto('robot')
      .values({ ...robot, company_id: companyId, settings: JSON.stringify(settings), created_at: now })
      .execute()
    return { ...robot, companyId, settings }
  })
}

export async function robotsOf({ read }: Database, companyId: string): Promise<Robot[]> {
  const rows = await read
    .selectFrom('robot')
    .selectAll()
    .where('company_id', '=', companyId)
    .orderBy('number')
    .execute()
  return rows.map(toRobot)
}

export async function findRobot(
  { read }: Database,
  companyId: string,
  number: number
): Promise<Robot | undefined> {
  const row = await read
    .selectFrom('robot')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('number', '=', number)
    .executeTakeFirst()
  return row && toRobot(row)
}

export async function robotById({ read }: Database, id: string): Promise<Robot | undefined> {
  const row = await read.selectFrom('robot').selectAll().where('id', '=', id).executeTakeFirst()
  return row && toRobot(row)
}

export async function saveRobot(
  { write }: Database,
  { id, name, settings }: Pick<Robot, 'id' | 'name' | 'settings'>
): Promise<void> {
  await write
    .updateTable('robot')
    .set(eb => ({ name, settings: JSON.stringify(settings), revision: eb('revision', '+', 1) }))
    .where('id', '=', id)
    .execute()
}

/** All that a robot knows, in the order in which it came. */
export async function faqsOf({ read }: Database, robot: Pick<Robot, 'id'>): Promise<StoredFaq[]> {
  const rows = await read
    .selectFrom('faq')
    .leftJoin('faq_group', 'faq_group.id', 'faq.group_id')
    .select(['faq.id', 'faq.code', 'faq.answer', 'faq.is_guide', 'faq_group.name', 'faq_group.number'])
    .where('faq.robot_id', '=', robot.id)
    .orderBy('faq.place')
    .execute()
  const phrasings = await read
    .selectFrom('faq_phrasing')
    .innerJoin('faq', 'faq.id', 'faq_phrasing.faq_id')
    .select(['faq_phrasing.faq_id', 'faq_phrasing.words'])
    .where('faq.robot_id', '=', robot.id)
    .orderBy('faq_phrasing.faq_id')
    .orderBy('faq_phrasing.n')
    .execute()
  const words = Map.groupBy(phrasings, ({ faq_id }) => faq_id)
  return rows.map(row => {
    const [question = '', ...others] = (words.get(row.id) ?? []).map(one => one.words)
    return {
      id: row.id,
      code: row.code,
      question,
      phrasings: others,
      answer: row.answer,
      group: row.name ?? '',
      groupNumber: row.number,
      isGuide: row.is_guide === 1
    }
  })
}

/**
 * Adds entries; one whose code the robot has already takes the place of the old one. In portions, so that nobody's message
 * waits for long; after an error the portions before it are kept.
 */
export async function putFaqs(database: Database, robot: Robot, faqs: Faq[], now: number): Promise<void> {
  for (let from = 0; from < faqs.length; from += ENTRIES_AT_ONCE) {
    await database.write.transaction().execute(async tx => {
      // First, and in every portion: two imports into one robot come one after the other
      await tx
        .updateTable('robot')
        .set(eb => ({ revision: eb('revision', '+', 1) }))
        .where('id', '=', robot.id)
        .execute()
      for (const faq of faqs.slice(from, from + ENTRIES_AT_ONCE)) await putFaq(tx, robot, faq, now)
    })
  }
}

async function putFaq(tx: Tx, robot: Robot, faq: Faq, now: number) {
  const group_id = faq.group === '' ? null : await groupIdOf(tx, robot, faq.group, now)
  const values = { group_id, answer: faq.answer, is_guide: faq.isGuide ? (1 as const) : (0 as const) }
  const place = await nextPlace(tx, robot)
  const { id } = await tx
    .insertInto('faq')
    .values({
      id: createId(now),
      company_id: robot.companyId,
      robot_id: robot.id,
      code: faq.code,
      place,
      ...values
    })
    .onConflict(conflict => conflict.columns(['robot_id', 'code']).doUpdateSet(values))
    .returning('id')
    .executeTakeFirstOrThrow()
  await tx.deleteFrom('faq_phrasing').where('faq_id', '=', id).execute()
  const words = [faq.question, ...faq.phrasings]
  await tx
    .insertInto('faq_phrasing')
    .values(words.map((one, n) => ({ faq_id: id, n, company_id: robot.companyId, words: one })))
    .execute()
}

async function nextPlace(tx: Tx, robot: Robot): Promise<number> {
  const last = await tx
    .selectFrom('faq')
    .select(eb => eb.fn.max('place').as('place'))
    .where('robot_id', '=', robot.id)
    .executeTakeFirst()
  return Number(last?.place ?? 0) + 1
}

/** The group of that name; a new one gets the next number. */
async function groupIdOf(tx: Tx, robot: Robot, name: string, now: number): Promise<string> {
  const groups = await tx
    .selectFrom('faq_group')
    .select(['id', 'name', 'number'])
    .where('robot_id', '=', robot.id)
    .execute()
  const known = groups.find(one => one.name === name)
  if (known) return known.id
  const id = createId(now)
  const number = Math.max(0, ...groups.map(one => one.number)) + 1
  await tx
    .insertInto('faq_group')
    .values({ id, company_id: robot.companyId, robot_id: robot.id, number, name })
    .execute()
  return id
}

/** A message that a robot is to answer. */
export type Question = { companyId: string; uid: string; cid: string; robotId: string; entry: Entry }

const MOST_QUESTIONS = 500

/**
 * What visitors have asked robots before that time and have no answer to, while the robot still holds the conversation; of
 * conversations that began since then.
 */
export async function unansweredOf(
  { read }: Database,
  { before, since }: { before: number; since: number }
): Promise<Question[]> {
  const { rows } = await sql<EntryRow & { robot_id: string }>`
    select e.*, c.robot_id from conversation c join entry e on e.uid = c.uid and e.seq >= c.first_seq
    where c.status = 'bot' and c.robot_id is not null and c.started_at >= ${since}
      and e.role = 'visitor' and e.client_id is not null and e.at < ${before}
      and not exists (
        select 1 from entry a where a.uid = e.uid and a.sender_id = c.robot_id and a.client_id = 'answer-' || e.id
      )
    order by e.uid, e.seq
    limit ${MOST_QUESTIONS}`.execute(read)
  return rows
    .map(row => ({
      companyId: row.company_id,
      uid: row.uid,
      cid: row.cid,
      robotId: row.robot_id,
      entry: toEntry(row)
    }))
    .filter(({ entry }) => entry.content.kind !== 'rating')
}

export async function isAnswered({ read }: Database, { uid, robotId, entry }: Question): Promise<boolean> {
  const row = await read
    .selectFrom('entry')
    .select('seq')
    .where('uid', '=', uid)
    .where('sender_id', '=', robotId)
    .where('client_id', '=', `answer-${entry.id}`)
    .executeTakeFirst()
  return row !== undefined
}

export type Unknown = { words: string; asked: number; askedAt: number }

const MOST_UNKNOWN = 1_000

/** Keeps what a robot could not answer, the thousand newest. */
export async function noteUnknown(
  { write }: Database,
  robot: Pick<Robot, 'id' | 'companyId'>,
  words: string,
  now: number
): Promise<void> {
  await write
    .insertInto('robot_unknown')
    .values({ robot_id: robot.id, company_id: robot.companyId, words, asked: 1, asked_at: now })
    .onConflict(conflict =>
      conflict
        .columns(['robot_id', 'words'])
        .doUpdateSet(eb => ({ asked: eb('robot_unknown.asked', '+', 1), asked_at: now }))
    )
    .execute()
  const oldest = await write
    .selectFrom('robot_unknown')
    .select('words')
    .where('robot_id', '=', robot.id)
    .orderBy('asked_at', 'desc')
    .offset(MOST_UNKNOWN)
    .limit(1)
    .executeTakeFirst()
  if (!oldest) return
  await write
    .deleteFrom('robot_unknown')
    .where('robot_id', '=', robot.id)
    .where('words', '=', oldest.words)
    .execute()
}

/** The most asked first. */
export async function unknownOf(
  { read }: Database,
  robot: Pick<Robot, 'id'>,
  limit: number
): Promise<Unknown[]> {
  return await read
    .selectFrom('robot_unknown')
    .select(['words', 'asked', 'asked_at as askedAt'])
    .where('robot_id', '=', robot.id)
    .orderBy('asked', 'desc')
    .orderBy('asked_at', 'desc')
    .limit(limit)
    .execute()
}

export type Feedback = { code: string; question: string; solved: number; unsolved: number }

/** A visitor's word on an answer; the last one counts. */
export async function noteFeedback(
  { write }: Database,
  given: {
    companyId: string
    robotId: string
    faqId: string
    answerId: string
    uid: string
    solved: boolean
  },
  now: number
): Promise<void> {
  const solved = given.solved ? (1 as const) : (0 as const)
  await write
    .insertInto('robot_feedback')
    .values({
      company_id: given.companyId,
      robot_id: given.robotId,
      faq_id: given.faqId,
      answer_id: given.answerId,
      uid: given.uid,
      solved,
      at: now
    })
    .onConflict(conflict => conflict.column('answer_id').doUpdateSet({ solved, at: now }))
    .execute()
}

/** Of each entry about which anything was said, in the order of the FAQ; what is no longer there is left out. */
export async function feedbackOf({ read }: Database, robot: Pick<Robot, 'id'>): Promise<Feedback[]> {
  const rows = await read
    .selectFrom('robot_feedback')
    .innerJoin('faq', 'faq.id', 'robot_feedback.faq_id')
    .innerJoin('faq_phrasing', join =>
      join.onRef('faq_phrasing.faq_id', '=', 'faq.id').on('faq_phrasing.n', '=', 0)
    )
    .select(eb => [
      'faq.code',
      'faq_phrasing.words as question',
      eb.fn.sum<number>('robot_feedback.solved').as('solved'),
      eb.fn.countAll<number>().as('all')
    ])
    .where('robot_feedback.robot_id', '=', robot.id)
    .groupBy(['faq.id', 'faq.code', 'faq.place', 'faq_phrasing.words'])
    .orderBy('faq.place')
    .execute()
  return rows.map(({ code, question, solved, all }) => ({
    code,
    question,
    solved: Number(solved),
    unsolved: Number(all) - Number(solved)
  }))
}

const withDefaults = (given: Partial<RobotSettings> = {}): RobotSettings => ({
  thresholds: { ...DEFAULT_THRESHOLDS, ...given.thresholds },
  manualAfter: given.manualAfter ?? 2,
  ...(given.hello === undefined ? {} : { hello: given.hello }),
  ...(given.endpoint === undefined ? {} : { endpoint: given.endpoint })
})

const toRobot = (row: RobotRow): Robot => ({
  id: row.id,
  companyId: row.company_id,
  number: row.number,
  name: row.name,
  settings: withDefaults(JSON.parse(row.settings) as Partial<RobotSettings>),
  revision: row.revision
})
