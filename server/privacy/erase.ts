import type { Counts } from '#protocol/api/privacy'
import { ChatError } from '#protocol/errors'
import type { FileStore } from '#server/file-store'
import type { Op, Outcome } from '#server/store/commit'
import type { Database } from '#server/store/db'
import { emptyPortion } from '#server/store/emptying'
import {
  buryFiles,
  clearConversations,
  countPerson,
  filesOf,
  forgetNames,
  forgetPerson,
  forgetWords,
  personOf
} from '#server/store/personal'
import { maskNumbers } from './mask.ts'

// ER1 What is stored of a visitor goes, in portions; then one commit ends what is open and tells everybody (`erased`). A second try, after a
//     crash or by somebody else, takes what is left.

export type Erasing = {
  database: Database
  files: FileStore
  commit(op: Op): Promise<Outcome>
  now(): number
}

/** Longer than the robot's list keeps (bot/robots). */
const MOST_WORDS = 200

const SYSTEM = { role: 'system', id: 'system' } as const

/** Answers with what was there. Throws `not-found` when the company has no such visitor. */
export async function erasePerson(
  { database, files, commit, now }: Erasing,
  companyId: string,
  uid: string
): Promise<Counts> {
  const person = await personOf(database, companyId, uid)
  if (!person) throw new ChatError('not-found', 'visitor: no visitor of this company has this id')
  const counts = await countPerson(database, uid)
  const bytes = await filesOf(database, uid)
  const from = await emptyTimeline(database, companyId, person)
  await forgetNames(database, uid)
  await forgetPerson(database, uid)
  // Once more would be nothing new
  if (!person.isErased) {
    const outcome = await commit({ companyId, uid, intent: { kind: 'erase', by: SYSTEM, from } })
    if (!outcome.ok) throw new ChatError(outcome.code, outcome.why)
  }
  await clearConversations(database, uid, now())
  await buryFiles(database, uid, now())
  for (const { id } of bytes) await files.remove(id)
  return counts
}

/** Up to where it was empty then. */
async function emptyTimeline(
  database: Database,
  companyId: string,
  { uid, headSeq }: { uid: string; headSeq: number }
): Promise<number> {
  for (let from: number | undefined = 1; from !== undefined;) {
    const { words, next } = await emptyPortion(database.write, uid, { from, upTo: headSeq })
    await forgetWords(
      database,
      companyId,
      words.flatMap(text => [text, maskNumbers(text)]).map(text => text.slice(0, MOST_WORDS).trim())
    )
    from = next
    // Acks have their turn
    await new Promise(resolve => setImmediate(resolve))
  }
  return headSeq + 1
}
