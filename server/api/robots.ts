import { contextOf } from '#server/admin/local'
import { ChatError } from '#protocol/errors'
import { createId } from '#protocol/ids'
import type { Faq, Robot, ROBOTS as TABLE } from '#protocol/api/robots'
import { writeFaqFile } from '#server/bot/export'
import { readFaqFile } from '#server/bot/import'
import { deleteFaq, deleteUnknown, faqPage, findFaq } from '#server/store/faqs'
import { pageOfAll } from '#server/store/page'
import {
  createRobot,
  faqsOf,
  findRobot,
  putFaqs,
  robotsOf,
  saveRobot,
  unknownOf,
  type Robot as Stored,
  type StoredFaq
} from '#server/store/robots'
import type { Context, Handlers } from './caller.ts'

const MOST_UNKNOWN = 1_000
const MOST_PROBLEMS = 100

export const ROBOTS: Handlers<keyof typeof TABLE> = {
  async listRobots({ services, companyId }, asked) {
    const all = (await robotsOf(services.database, companyId)).map(show)
    return pageOfAll(all, asked, ({ number }) => String(number))
  },
  async createRobot(context, { name, ...given }) {
    const { services, companyId, now } = context
    const robot = await createRobot(services.database, { companyId, name }, now)
    return await change(context, robot, given)
  },
  async updateRobot(context, { robot: number, ...given }) {
    return await change(context, await requireRobot(context, number), given)
  },
  async listFaqs(context, { robot, ...asked }) {
    const { items, next } = await faqPage(
      context.services.database,
      await requireRobot(context, robot),
      asked
    )
    return { items: items.map(showFaq), next }
  },
  async getFaq(context, { robot, code }) {
    return showFaq(await requireFaq(context, await requireRobot(context, robot), code))
  },
  async createFaq(context, { robot: number, ...faq }) {
    const robot = await requireRobot(context, number)
    const code = createId(context.now)
    await putFaqs(context.services.database, robot, [{ code, ...faq }], context.now)
    return showFaq(await requireFaq(context, robot, code))
  },
  async updateFaq(context, { robot: number, code, ...given }) {
    const robot = await requireRobot(context, number)
    const { id: _id, groupNumber: _number, ...before } = await requireFaq(context, robot, code)
    const { question, phrasings, answer, group, isGuide } = given
    const faq = {
      code,
      question: question ?? before.question,
      phrasings: phrasings ?? before.phrasings,
      answer: answer ?? before.answer,
      group: group ?? before.group,
      isGuide: isGuide ?? before.isGuide
    }
    await putFaqs(context.services.database, robot, [faq], context.now)
    return showFaq(await requireFaq(context, robot, code))
  },
  async deleteFaq(context, { robot, code }) {
    if (!(await deleteFaq(context.services.database, await requireRobot(context, robot), code)))
      throw noSuchFaq()
    return { ok: true }
  },
  async importFaqs(context, { robot: number, file }) {
    const robot = await requireRobot(context, number)
    const { faqs, problems } = readFaqFile(file)
    await putFaqs(context.services.database, robot, faqs, context.now)
    return { imported: faqs.length, refused: problems.length, problems: problems.slice(0, MOST_PROBLEMS) }
  },
  async exportFaqs(context, { robot, format }) {
    const faqs = await faqsOf(context.services.database, await requireRobot(context, robot))
    return { file: writeFaqFile(faqs, format) }
  },
  async listUnknown(context, { robot: number, ...asked }) {
    const robot = await requireRobot(context, number)
    const all = await unknownOf(context.services.database, robot, MOST_UNKNOWN)
    return pageOfAll(all, asked, ({ words }) => words)
  },
  async deleteUnknown(context, { robot, words }) {
    if (!(await deleteUnknown(context.services.database, await requireRobot(context, robot), words)))
      throw new ChatError('not-found', 'words: nobody has asked this in vain')
    return { ok: true }
  }
}

const show = ({ number, name, settings: { thresholds, manualAfter } }: Stored): Robot => ({
  number,
  name,
  ...thresholds,
  manualAfter
})

const showFaq = ({ id: _own, ...faq }: StoredFaq): Faq => faq

async function requireRobot({ services, companyId }: Context, number: number): Promise<Stored> {
  const robot = await findRobot(services.database, companyId, number)
  if (!robot) throw new ChatError('not-found', 'robot: no robot of this company has this number')
  return robot
}

const noSuchFaq = () => new ChatError('not-found', 'code: the robot has no entry with this code')

async function requireFaq({ services }: Context, robot: Stored, code: string): Promise<StoredFaq> {
  const faq = await findFaq(services.database, robot, code)
  if (!faq) throw noSuchFaq()
  return faq
}

type Changes = { [K in keyof Omit<Robot, 'number'>]?: Robot[K] | undefined }

async function change(context: Context, robot: Stored, given: Changes): Promise<Robot> {
  const { services, companyId } = context
  const { thresholds, ...settings } = robot.settings
  const { answer, second, suggest, manualAfter, name } = given
  const next = {
    ...robot,
    name: name ?? robot.name,
    settings: {
      ...settings,
      manualAfter: manualAfter ?? settings.manualAfter,
      thresholds: {
        answer: answer ?? thresholds.answer,
        second: second ?? thresholds.second,
        suggest: suggest ?? thresholds.suggest
      }
    }
  }
  if (next.settings.thresholds.suggest > next.settings.thresholds.answer)
    throw new ChatError('bad-request', 'suggest: is above answer: nothing could ever be offered')
  await saveRobot(services.database, next)
  contextOf(services).channelsChanged(companyId)
  return show(next)
}
