import type { WelcomeWords } from '#protocol/welcome'
import type { Channel } from '#server/store/companies'
import type { Database } from '#server/store/db'
import { robotsOf } from '#server/store/robots'

/** For whoever opens a chat there; undefined for what is usual. */
export async function wordsOf(
  database: Database,
  { companyId, settings }: Channel
): Promise<WelcomeWords | undefined> {
  const { robot, mode = 2, words } = settings
  const offline = words?.offline
  if (robot === undefined) return offline === undefined ? undefined : { offline }
  const robots = await robotsOf(database, companyId)
  const said = robots.flatMap(({ number, settings: { hello } }) =>
    hello === undefined ? [] : [[String(number), hello], ...(number === robot ? [['', hello]] : [])]
  )
  return { mode, offline, ...(said.length > 0 ? { hello: Object.fromEntries(said) } : {}) }
}
