import type { Entry } from '#protocol/entry'
import type { Clock } from '#server/clock'
import type { Database } from '#server/store/db'
import { entriesBefore } from '#server/store/entries'
import type { Masking } from '#server/privacy/masking'
import type { Question } from '#server/store/robots'
import type { Ask, Asked } from './ask.ts'
import { withPerson, type Reply, type Speech } from './compose.ts'
import type { Knowledge } from './knowledge.ts'

const MOST_BEFORE = 20
const MOST_CONTEXT = 8
const LEAST_SURE = 0.1
/** The visitor's page forgets it sooner than an answer may take. */
const TYPING_MS = 3_000

export type Elsewhere = {
  database: Database
  clock: Clock
  ask: Ask
  /** Shows the visitor that the robot is at work. */
  typing(uid: string, name: string, on: boolean): void
  masking: Pick<Masking, 'shown'>
  failed(error: unknown): void
}

/** What the robot's endpoint says. Whatever goes wrong there, a person takes over where one may. */
export async function fromElsewhere(
  { database, clock, ask, typing, masking, failed }: Elsewhere,
  { knowledge, question, words }: { knowledge: Knowledge; question: Question; words: string },
  speech: Speech
): Promise<Reply> {
  const { robot } = knowledge
  let timer: unknown
  const show = () => {
    typing(question.uid, robot.name, true)
    timer = clock.setTimeout(show, TYPING_MS)
  }
  show()
  try {
    const asked = await asShown(
      masking,
      question.companyId,
      await toAsked(database, { knowledge, question, words }, speech)
    )
    const { text, choices, transfer } = await ask(robot.settings.endpoint!, asked)
    if (transfer) return passOn(text || speech.texts.t('robot.handover'), speech)
    return { content: withPerson(text, choices, speech) }
  } catch (error) {
    failed(error)
    const { t } = speech.texts
    const { mayTransfer, elsewhere } = speech.wishes
    const passes = mayTransfer && !elsewhere
    return passOn(passes ? `${t('robot.failed')} ${t('robot.handover')}` : t('robot.failed'), speech)
  } finally {
    clock.clearTimeout(timer)
    typing(question.uid, robot.name, false)
  }
}

function passOn(text: string, { wishes, texts }: Speech): Reply {
  const { mayTransfer, elsewhere } = wishes
  if (mayTransfer && !elsewhere) return { content: { kind: 'text', text }, passesOn: true }
  return { content: withPerson(text, [], { wishes, texts }) }
}

async function toAsked(
  database: Database,
  { knowledge, question, words }: { knowledge: Knowledge; question: Question; words: string },
  { texts }: Speech
): Promise<Asked> {
  const { robot, faqs, search } = knowledge
  const { uid, cid, entry } = question
  const before = await entriesBefore(database.read, uid, entry.seq, MOST_BEFORE)
  const found = search.find(words).filter(({ sure }) => sure >= LEAST_SURE)
  return {
    id: entry.id,
    robot: robot.number,
    visitor: uid,
    conversation: cid,
    language: texts.tag,
    question: words,
    history: before.filter(one => one.cid === cid).flatMap(toLine),
    context: found.slice(0, MOST_CONTEXT).flatMap(({ id }) => {
      const faq = faqs.get(id)
      return faq ? [{ question: faq.question, answer: faq.answer }] : []
    })
  }
}

/** Others get numbers of cards as agents do. */
async function asShown(masking: Elsewhere['masking'], companyId: string, asked: Asked): Promise<Asked> {
  const history = []
  for (const line of asked.history) history.push({ ...line, text: await masking.shown(companyId, line.text) })
  return { ...asked, question: await masking.shown(companyId, asked.question), history }
}

const SPEAKERS = { visitor: 'visitor', bot: 'robot', agent: 'agent', system: undefined } as const

function toLine({ by, content }: Entry): Asked['history'] {
  const speaker = SPEAKERS[by.role]
  return speaker && content.kind === 'text' ? [{ by: speaker, text: content.text }] : []
}
