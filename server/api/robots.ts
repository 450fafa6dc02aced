import { contextOf } from '#server/admin/local'
import { ChatError } from '#protocol/errors'
import { createId } from '#protocol/ids'
import type { Faq, Robot, ROBOTS as TABLE } from '#protocol/api/robots'
import { writeFaqFile } from '#server/bot/export'
import { readFaqFile } from '#server/bot/import'
import { deleteFaq, deleteUnknown, faqPage, findFaq } from '#server/store/faqs'
import type { Endpoint } from '#server/bot/endpoint'
import type { Vault } from '#server/vault'
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
  async askRobot(context, { robot, question }) {
    const { id } = await requireRobot(context, robot)
    return await context.services.robots.consider(id, question)
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

const USUAL_S = 15

const show = ({ number, name, settings: { thresholds, manualAfter, hello, endpoint } }: Stored): Robot => ({
  number,
  name,
  ...thresholds,
  manualAfter,
  hello: hello ?? null,
  source: endpoint?.kind ?? 'faq',
  url: endpoint?.url ?? null,
  model: endpoint?.model ?? null,
  timeoutS: endpoint ? endpoint.timeoutMs / 1_000 : USUAL_S,
  hasKey: endpoint !== undefined
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

type Changes = { [K in keyof Omit<Robot, 'number' | 'hasKey'>]?: Robot[K] | undefined } & {
  endpointKey?: string | null | undefined
}

async function change(context: Context, robot: Stored, given: Changes): Promise<Robot> {
  const { services, companyId } = context
  const { thresholds, hello: said, endpoint: _before, ...settings } = robot.settings
  const { answer, second, suggest, manualAfter, name } = given
  const hello = given.hello === undefined ? said : given.hello
  const endpoint = endpointOf(services.vault, robot, given)
  const next = {
    ...robot,
    name: name ?? robot.name,
    settings: {
      ...settings,
      ...(hello ? { hello } : {}),
      ...(endpoint ? { endpoint } : {}),
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

/** Undefined: it answers from its FAQ. */
function endpointOf(vault: Vault, { settings }: Stored, given: Changes): Endpoint | undefined {
  const before = settings.endpoint
  const kind = given.source ?? before?.kind ?? 'faq'
  if (kind === 'faq') return undefined
  const url = given.url === undefined ? before?.url : given.url
  if (!url) throw new ChatError('bad-request', 'url: is needed')
  // A key is for where it was given: it goes to no other address by itself
  const isSamePlace = before !== undefined && URL.parse(before.url)?.origin === URL.parse(url)?.origin
  const sealedKey = given.endpointKey
    ? vault.seal(given.endpointKey)
    : isSamePlace
      ? before.sealedKey
      : undefined
  if (!sealedKey) throw new ChatError('bad-request', 'endpointKey: is needed, also anew for another address')
  const model = (given.model === undefined ? before?.model : given.model) ?? undefined
  if (kind === 'openai' && !model) throw new ChatError('bad-request', 'model: is needed')
  const timeoutMs =
    given.timeoutS === undefined ? (before?.timeoutMs ?? USUAL_S * 1_000) : given.timeoutS * 1_000
  return { kind, url, sealedKey, timeoutMs, ...(model ? { model } : {}) }
}
