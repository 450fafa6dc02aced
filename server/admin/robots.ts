import { readFile, stat, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import * as v from 'valibot'
import { ChatError } from '#protocol/errors'
import { writeFaqFile } from '#server/bot/export'
import { readFaqFile } from '#server/bot/import'
import type { Database } from '#server/store/db'
import { channelsOf, saveChannel, type Company } from '#server/store/companies'
import {
  createRobot,
  faqsOf,
  findRobot,
  putFaqs,
  robotsOf,
  unknownOf,
  type Robot
} from '#server/store/robots'

const MOST_BYTES = 20 * 1024 * 1024
const MOST_PROBLEMS = 100

type Context = { database: Database; now(): number }

export const robotNumber = v.pipe(
  v.string('is needed'),
  v.regex(/^[1-9]\d{0,8}$/, 'has to be a number of a robot'),
  v.transform(Number)
)
export const mode = v.pipe(
  v.string(),
  v.picklist(
    ['1', '2', '3', '4'],
    'has to be 1 (robot only), 2 (people only), 3 (robot first) or 4 (people first)'
  ),
  v.transform(text => Number(text) as 1 | 2 | 3 | 4)
)

export async function makeRobot({ database, now }: Context, company: Company, name: string) {
  const { number } = await createRobot(database, { companyId: company.id, name }, now())
  return { robot: number }
}

/** Keeps the good rows of the file. */
export async function importFaqs({ database, now }: Context, robot: Robot, path: string) {
  const { faqs, problems } = readFaqFile(await readGiven(path))
  await putFaqs(database, robot, faqs, now())
  const all = await faqsOf(database, robot)
  return {
    imported: faqs.length,
    entries: all.length,
    refused: problems.length,
    problems: problems.slice(0, MOST_PROBLEMS)
  }
}

/** As CSV unless the file's name ends in .json. */
export async function exportFaqs({ database }: Context, robot: Robot, path: string) {
  const faqs = await faqsOf(database, robot)
  const format = path.toLowerCase().endsWith('.json') ? 'json' : 'csv'
  try {
    await writeFile(path, writeFaqFile(faqs, format), { flag: 'wx' })
  } catch (error) {
    throw new ChatError('bad-request', `file: cannot be written: ${String(error)}`)
  }
  return { exported: faqs.length, format }
}

export async function listUnknown({ database }: Context, robot: Robot) {
  return { questions: await unknownOf(database, robot, MOST_PROBLEMS) }
}

/** From now on this robot answers on the channels, for pages that name none; without `robot` nobody does. */
export async function assignRobot(
  { database }: Context,
  company: Company,
  given: { scope: 'desktop' | 'h5' | 'all'; robot: Robot | undefined; mode: 1 | 2 | 3 | 4 }
) {
  const channels = (await channelsOf(database, company.id)).filter(
    ({ kind }) => given.scope === 'all' || kind === given.scope
  )
  for (const { id, sealedKey, settings } of channels) {
    const { robot: _before, mode: _way, ...rest } = settings
    const set = given.robot ? { robot: given.robot.number, mode: given.mode } : {}
    await saveChannel(database, { id, sealedKey, settings: { ...rest, ...set } })
  }
  return {
    channels: channels.map(({ number, kind }) => ({ number, kind, robot: given.robot?.number ?? null }))
  }
}

export async function requireRobot({ database }: Context, company: Company, number: number): Promise<Robot> {
  const robot = await findRobot(database, company.id, number)
  if (!robot) throw new ChatError('not-found', 'robot: the company has no robot of this number')
  return robot
}

const DEMO_FAQ = fileURLToPath(new URL('../../demo/faq.json', import.meta.url))

/** The demo shop's robot: for visitors whose page asks for it, all others go to people. */
export async function teachDemoRobot(context: Context, company: Company) {
  if ((await robotsOf(context.database, company.id)).length > 0) return
  const given = { companyId: company.id, name: '慢壶 Slow Kettle' }
  const robot = await createRobot(context.database, given, context.now())
  await importFaqs(context, robot, DEMO_FAQ)
  await assignRobot(context, company, { scope: 'all', robot, mode: 2 })
}

/** A file that a command names. */
export async function readGiven(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined)
  if (!found?.isFile()) throw new ChatError('not-found', `file: there is no file ${path}`)
  if (found.size > MOST_BYTES) throw new ChatError('too-large', 'file: is larger than 20 MiB')
  return await readFile(path, 'utf8')
}
