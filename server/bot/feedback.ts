import type { Entry } from '#protocol/entry'
import type { Database } from '#server/store/db'
import { entriesBefore } from '#server/store/entries'
import { noteFeedback } from '#server/store/robots'
import { withPerson, type Reply, type Speech } from './compose.ts'
import { voteOf } from './vote.ts'

type Said = { companyId: string; uid: string; entry: Entry; now: number }

const MOST_LOOKED_BACK = 40

/** A word on an answer is no question; undefined for everything else. */
export async function thanks(database: Database, said: Said, speech: Speech): Promise<Reply | undefined> {
  const { content } = said.entry
  const vote = content.kind === 'text' ? voteOf(content.text) : undefined
  if (!vote || !(await count(database, said, vote))) return undefined
  const { t } = speech.texts
  return vote === 'solved'
    ? { content: { kind: 'text', text: t('robot.glad') } }
    : { content: withPerson(t('robot.sorry'), [], speech) }
}

/** Of the answer under which the button was, else of the newest. False when there is no answer that it could be about. */
export async function count(
  database: Database,
  { companyId, uid, entry, now }: Said,
  vote: 'solved' | 'unsolved'
): Promise<boolean> {
  const re = entry.content.kind === 'text' ? entry.content.re : undefined
  const before = await (re === undefined
    ? entriesBefore(database.read, uid, entry.seq, MOST_LOOKED_BACK)
    : entriesBefore(database.read, uid, re + 1, 1))
  const answer = before.findLast(
    ({ by, content }) => by.role === 'bot' && content.kind === 'text' && content.faq !== undefined
  )
  if (answer?.content.kind !== 'text') return false
  const about = { robotId: answer.by.id, faqId: answer.content.faq!, answerId: answer.id }
  await noteFeedback(database, { companyId, uid, ...about, solved: vote === 'solved' }, now)
  return true
}
