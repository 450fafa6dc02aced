import type { Database } from '#server/store/db'
import { faqsOf, robotById, type Robot, type StoredFaq } from '#server/store/robots'
import { createSearch, type Search } from './search.ts'

/** A robot, what it knows, and the index over it. */
export type Knowledge = { robot: Robot; faqs: ReadonlyMap<string, StoredFaq>; search: Search }

const MOST_KEPT = 50

/** Keeps what robots know in memory; a robot that has changed is read anew, whichever process has changed it. */
export function createKnowledge(database: Database) {
  const kept = new Map<string, { revision: number; made: Promise<Knowledge> }>()

  return async (robotId: string): Promise<Knowledge | undefined> => {
    const robot = await robotById(database, robotId)
    if (!robot) return undefined
    const known = kept.get(robotId)
    kept.delete(robotId)
    const { revision } = robot
    const fresh = known?.revision === revision ? known : { revision, made: make(database, robot) }
    kept.set(robotId, fresh)
    for (const oldest of [...kept.keys()].slice(0, -MOST_KEPT)) kept.delete(oldest)
    return await fresh.made.catch((error: unknown) => {
      if (kept.get(robotId) === fresh) kept.delete(robotId)
      throw error
    })
  }
}

async function make(database: Database, robot: Robot): Promise<Knowledge> {
  const faqs = await faqsOf(database, robot)
  const search = await createSearch(
    faqs.map(({ id, question, phrasings, answer }) => ({ id, phrasings: [question, ...phrasings], answer }))
  )
  return { robot, faqs: new Map(faqs.map(faq => [faq.id, faq])), search }
}
