import type { Profile } from '#protocol/desk'
import type { Content, Entry, Sender } from '#protocol/entry'
import { safeUrl } from '#protocol/safe-url'
import { languageOf } from '#texts/languages'
import type { Clock } from '#server/clock'
import type { Intent } from '#server/desk/rules'
import { textsIn, type Texts } from '#server/language'
import type { Masking } from '#server/privacy/masking'
import type { Report } from '#server/report'
import type { Outcome } from '#server/store/commit'
import { channelsOf, pickChannel, type Channel, type ChannelSettings } from '#server/store/companies'
import type { Database } from '#server/store/db'
import { entriesBefore } from '#server/store/entries'
import {
  isAnswered,
  noteUnknown,
  robotsOf,
  unansweredOf,
  type Question,
  type Robot
} from '#server/store/robots'
import { findTimeline } from '#server/store/timelines'
import type { Writer } from '#server/store/writer'
import type { Ask } from './ask.ts'
import { fromElsewhere, type Elsewhere } from './elsewhere.ts'
import { compose, withPerson, type Reply, type Speech, type Wishes } from './compose.ts'
import { judge, type Verdict } from './judge.ts'
import { createKnowledge, type Knowledge } from './knowledge.ts'
import { asksForPerson } from './person.ts'
import { count, thanks } from './feedback.ts'
import { voteOf } from './vote.ts'

// RB1 A robot's answer is an entry like any other. Its clientId follows from the question, so that it is stored once, whoever
//     answers: the process that took the question, or one that finds it unanswered later.

/** What a visitor's message brings along for the desk's rules. */
export type Reception = Pick<Extract<Intent, { kind: 'send' }>, 'robotId' | 'handover'>

export type Robots = {
  /** Who is to take a message of this visitor. */
  receive(
    from: { companyId: string; uid: string; channel: number | undefined },
    content: Content
  ): Promise<Reception>
  /** What it would do with a question by its FAQ; nobody is told, and nothing is stored. */
  consider(robotId: string, question: string): Promise<Consideration>
  /** Call after each commit: answers what a robot was asked. */
  stored(op: { companyId: string; uid: string; intent: Intent }, outcome: Outcome): void
  /** Answers what nobody has answered, after a crash or when the database was gone, in conversations that began since then. */
  sweep(since?: number): Promise<void>
  /** The company's robots or channels have changed. */
  forget(companyId: string): void
  /** Sweeps now and for ever; returns the stop. */
  start(): () => void
  /** Resolves when nothing is left to be answered. */
  drain(): Promise<void>
}

export type Consideration = {
  kind: Verdict['kind']
  /** The best first. */
  found: { code: string; question: string; sure: number }[]
}

export type RobotsOptions = {
  database: Database
  clock: Clock
  report: Report
  masking: Pick<Masking, 'shown'>
  writer(): Writer
  /** Whether a person of the company is there. */
  isStaffed(companyId: string): boolean
  /** For robots whose answers come from elsewhere. */
  ask: Ask
  typing: Elsewhere['typing']
}

type Rules = { robots: Robot[]; channels: Channel[] }

const RULES_KEPT_MS = 5_000
const SWEEP_MS = 30_000
const LATELY_MS = 2 * 86_400_000
/** Younger questions are being answered. */
const LEFT_ALONE_MS = 5_000
const LONGEST_QUESTION = 200
const LONGEST_FOR_OTHERS = 2_000
const MOST_LOOKED_BACK = 40
const MOST_CONSIDERED = 5
const NOBODY: Reception = {}

export function createRobots({
  database,
  clock,
  report,
  masking,
  writer,
  isStaffed,
  ask,
  typing
}: RobotsOptions): Robots {
  const knowledgeOf = createKnowledge(database)
  const rules = new Map<string, { made: Promise<Rules>; until: number }>()
  // Answers of one visitor come in the order of the questions
  const lines = new Map<string, Promise<void>>()

  function rulesOf(companyId: string): Promise<Rules> {
    const known = rules.get(companyId)
    if (known && known.until > clock.now()) return known.made
    const fresh = { made: readRules(database, companyId), until: clock.now() + RULES_KEPT_MS }
    rules.set(companyId, fresh)
    fresh.made.catch(() => rules.get(companyId) === fresh && rules.delete(companyId))
    return fresh.made
  }

  async function receive(
    { companyId, uid, channel }: Parameters<Robots['receive']>[0],
    content: Content
  ): Promise<Reception> {
    const { robots, channels } = await rulesOf(companyId)
    const settings = pickChannel(channels, channel)?.settings
    if (!settings || robots.length === 0) return NOBODY
    const timeline = await findTimeline(database, uid)
    if (!timeline) return NOBODY
    const robot = robotOf(robots, settings, timeline.profile)
    if (!robot) return NOBODY
    const mode = modeOf(settings, timeline.profile)
    const asks =
      mode !== 1 && content.kind === 'text' && asksForPerson(content.text) && !elsewhereOf(timeline.profile)
    return {
      ...(begins(mode, companyId) ? { robotId: robot.id } : {}),
      ...(asks
        ? {
            handover: {
              by: senderOf(robot),
              text: textsFor(timeline.profile, content.text).t('robot.handover')
            }
          }
        : {})
    }
  }

  const begins = (mode: number, companyId: string) =>
    mode === 1 || mode === 3 || (mode === 4 && !isStaffed(companyId))

  const enqueue = (question: Question) => inLine(question.uid, () => answer(question))

  function inLine(uid: string, work: () => Promise<void>) {
    const next = (lines.get(uid) ?? Promise.resolve()).then(work).catch((error: unknown) => {
      // The sweep will find it
      report('robot-failed', { error: String(error) })
    })
    lines.set(uid, next)
    void next.then(() => lines.get(uid) === next && lines.delete(uid))
    return next
  }

  async function answer(asked: Question) {
    const { companyId, uid, cid, robotId, entry } = asked
    const knowledge = await knowledgeOf(robotId)
    const timeline = await findTimeline(database, uid)
    if (!knowledge || !timeline || entry.content.kind === 'rating') return
    const words = entry.content.kind === 'text' ? entry.content.text : ''
    const { channels } = await rulesOf(companyId)
    const wishes = wishesOf(timeline.profile, channels)
    const speech = { wishes, texts: textsFor(timeline.profile, words) }
    const reply = await replyTo(asked, { knowledge, words, profile: timeline.profile }, speech)
    const isNew = reply && (await say({ companyId, uid, cid, entry }, knowledge.robot, reply))
    const question = (await masking.shown(companyId, words)).slice(0, LONGEST_QUESTION).trim()
    if (isNew && reply.isUnknown && question !== '')
      await noteUnknown(database, knowledge.robot, question, clock.now())
  }

  /** Undefined when it has been answered meanwhile. */
  async function replyTo(
    asked: Question,
    { knowledge, words, profile }: { knowledge: Knowledge; words: string; profile: Profile },
    speech: Speech
  ): Promise<Reply | undefined> {
    const { companyId, uid, entry } = asked
    const { wishes, texts } = speech
    const { settings } = knowledge.robot
    if (wishes.mayTransfer && wishes.elsewhere && asksForPerson(words))
      return { content: withPerson(texts.t('robot.elsewhere'), [], speech) }
    if (settings.endpoint && words.trim() !== '') {
      // Found by a round while it was being asked
      if (await isAnswered(database, asked)) return undefined
      return await fromElsewhere(
        {
          database,
          clock,
          ask,
          typing,
          masking,
          failed: error => report('robot-failed', { error: String(error) })
        },
        { knowledge, question: asked, words: words.slice(0, LONGEST_FOR_OTHERS) },
        speech
      )
    }
    if (wishes.mayTransfer && profile.claims?.['show_manual'] === 'true')
      wishes.mayTransfer = (await unknownSoFar(database, knowledge, asked)) >= settings.manualAfter
    const said = { companyId, uid, entry, now: clock.now() }
    return (
      (await thanks(database, said, speech)) ?? fromFaq(knowledge, words.slice(0, LONGEST_QUESTION), speech)
    )
  }

  /** Whether it is the first to say so. */
  async function say(
    { companyId, uid, cid, entry }: Omit<Question, 'robotId'>,
    robot: Robot,
    reply: Reply
  ): Promise<boolean> {
    const { content, passesOn = false } = reply
    const intent = {
      kind: 'send',
      by: senderOf(robot),
      clientId: answerIdOf(entry),
      cid,
      content,
      passesOn
    } as const
    const outcome = await writer().submit({ companyId, uid, intent })
    if (!outcome.ok && outcome.code !== 'conflict') report('robot-failed', { error: outcome.why })
    return outcome.ok && !outcome.repeated
  }

  async function sweep(since = 0) {
    const questions = await unansweredOf(database, { before: clock.now() - LEFT_ALONE_MS, since })
    await Promise.all(questions.map(enqueue))
  }

  return {
    receive,
    consider: async (robotId, question) => considered(await knowledgeOf(robotId), question),
    sweep,
    stored({ companyId, uid, intent }, outcome) {
      if (intent.kind !== 'send' || intent.by.role !== 'visitor' || !outcome.ok) return
      const { robotId, entry } = outcome
      if (!entry) return
      if (robotId) return void enqueue({ companyId, uid, cid: entry.cid, robotId, entry })
      // Under an answer from before a person came
      const vote = entry.content.kind === 'text' && entry.content.re ? voteOf(entry.content.text) : undefined
      if (vote && !outcome.repeated)
        void inLine(uid, () =>
          count(database, { companyId, uid, entry, now: clock.now() }, vote).then(() => {})
        )
    },
    forget: companyId => void rules.delete(companyId),
    start() {
      let timer: unknown
      let isStopped = false
      // All of them once; later only what may have gone wrong lately
      const again = (since: number) =>
        void sweep(since)
          .catch((error: unknown) => report('robot-failed', { error: String(error) }))
          .then(() => {
            if (!isStopped) timer = clock.setTimeout(() => again(clock.now() - LATELY_MS), SWEEP_MS)
          })
      again(0)
      return () => {
        isStopped = true
        clock.clearTimeout(timer)
      }
    },
    async drain() {
      while (lines.size > 0) await Promise.all(lines.values())
    }
  }
}

/** How many questions of the conversation the robot did not know, this one included. */
async function unknownSoFar(
  database: Database,
  { robot, search }: Knowledge,
  { uid, cid, entry }: Pick<Question, 'uid' | 'cid' | 'entry'>
): Promise<number> {
  const entries = await entriesBefore(database.read, uid, entry.seq + 1, MOST_LOOKED_BACK)
  return entries.filter(
    ({ by, content, cid: where }) =>
      where === cid &&
      by.role === 'visitor' &&
      content.kind === 'text' &&
      voteOf(content.text) !== 'solved' &&
      judge(search.find(content.text.slice(0, LONGEST_QUESTION)), robot.settings.thresholds).kind ===
        'unknown'
  ).length
}

/** One look into the database for a company without robots. */
async function readRules(database: Database, companyId: string): Promise<Rules> {
  const robots = await robotsOf(database, companyId)
  return { robots, channels: robots.length > 0 ? await channelsOf(database, companyId) : [] }
}

const answerIdOf = (entry: Entry) => `answer-${entry.id}`

const senderOf = ({ id, name }: Robot): Sender => ({ role: 'bot', id, name })

/** The one that the page names when there is such a one, else the channel's. */
function robotOf(robots: Robot[], { robot }: ChannelSettings, { claims = {} }: Profile): Robot | undefined {
  const find = (number: number | undefined) => robots.find(one => one.number === number)
  return find(Number(claims['robotid'])) ?? find(robot)
}

function modeOf({ mode }: Pick<ChannelSettings, 'mode'>, { claims = {} }: Profile): number {
  return Number(claims['type'] ?? mode ?? 2)
}

/** The channel through which it was begun is not known any more: the company's channels with a robot are taken for alike. */
function wishesOf(profile: Profile, channels: Channel[]): Wishes {
  const { claims = {} } = profile
  const settings = channels.find(one => one.settings.robot !== undefined)?.settings ?? {}
  return {
    mayTransfer: modeOf(settings, profile) !== 1,
    elsewhere: elsewhereOf(profile),
    guides: claims['guide_flag'] !== 'false' && claims['guide_flag'] !== '0',
    group: claims['faqid'] ? Number(claims['faqid']) : undefined
  }
}

function considered(knowledge: Knowledge | undefined, question: string): Consideration {
  if (!knowledge) return { kind: 'unknown', found: [] }
  const { robot, faqs, search } = knowledge
  const found = search.find(question.slice(0, LONGEST_QUESTION))
  return {
    kind: judge(found, robot.settings.thresholds).kind,
    found: found.slice(0, MOST_CONSIDERED).flatMap(({ id, sure }) => {
      const faq = faqs.get(id)
      return faq ? [{ code: faq.code, question: faq.question, sure }] : []
    })
  }
}

/** RCV-customsys: the page's people are in another system. A link says whether it opens there or here; a page's chat is in a frame. */
function elsewhereOf({ claims = {} }: Profile): { url: string; blank: boolean } | undefined {
  if (claims['to_customsys_flag'] !== 'true') return undefined
  const url = safeUrl(claims['to_customsys_url'] ?? '')
  return url && /^https?:/.test(url) ? { url, blank: claims['to_customsys_open_style'] !== '0' } : undefined
}

function fromFaq({ robot, faqs, search }: Knowledge, question: string, { wishes, texts }: Speech): Reply {
  const verdict = judge(search.find(question), robot.settings.thresholds)
  const content = compose({ verdict, question, faqs }, wishes, texts)
  return { content, isUnknown: verdict.kind === 'unknown' }
}

/** The robot speaks as it is spoken to; where that cannot be told, as the visitor's device. */
function textsFor({ device }: Profile, question: string): Texts {
  const spoken = languageOf(device?.language)
  if (!/\p{Script=Han}/u.test(question)) return textsIn(spoken?.startsWith('zh') ? 'en' : (spoken ?? 'en'))
  return textsIn(spoken === 'zh-TW' || spoken === 'ja' ? spoken : 'zh-CN')
}
