import type { ServerFrame } from '#protocol/server-frame'
import type { Member } from './hub.ts'
import { readingsOf } from './present.ts'
import type { Services } from './services.ts'
import { announceAgentsHere } from './socket/frames/desk.ts'
import { headsOf, type Head } from './store/timelines.ts'

// PC1 After a gap on the bus every process tells its members the newest entry of what they follow once more: who has missed something
//     sees by its seq that something is missing, and asks (TL5). What agents see of the desk is read anew.

/** Has this process look for what the bus did not bring. */
export type CatchUp = {
  look(): void
  /** Resolves when no look is under way. */
  settled(): Promise<void>
}

const HEADS_AT_ONCE = 64
const AFTER_FAILURE_MS = 1_000

export function createCatchUp(services: () => Services): CatchUp {
  let looking: Promise<void> | undefined
  let again = false

  async function lookUntilDone() {
    do {
      again = false
      await lookOnce(services()).catch(async (error: unknown) => {
        const { clock, report } = services()
        report('catch-up-failed', { error: String(error) })
        again = true
        await new Promise<void>(resolve => clock.setTimeout(resolve, AFTER_FAILURE_MS))
      })
    } while (again)
    looking = undefined
  }

  return {
    look() {
      again = true
      looking ??= lookUntilDone()
    },
    settled: async () => void (await looking)
  }
}

async function lookOnce(services: Services) {
  const { hub, deskLog, queueNews, database } = services
  hub.recheckHere()
  for (const companyId of hub.companiesHere()) {
    deskLog.nudgeHere(companyId)
    await announceAgentsHere(services, companyId)
  }
  const uids = [...hub.followedHere()]
  const companies = new Set<string>()
  for (let from = 0; from < uids.length; from += HEADS_AT_ONCE) {
    for (const head of await headsOf(database, uids.slice(from, from + HEADS_AT_ONCE))) {
      companies.add(head.companyId)
      await tellHead(services, head)
    }
  }
  for (const companyId of companies) queueNews.nudgeHere(companyId)
}

async function tellHead(
  { hub, tokens, clock, masking }: Services,
  { uid, companyId, entry, receipts }: Head
) {
  const masked = (await masking.modeOf(companyId)) !== 'off'
  const tell = (frame: ServerFrame, only?: Member['role']) =>
    hub.toFollowers(uid, frame, { isHereOnly: true, ...(only ? { only } : {}) })
  for (const { entry: shown, only } of readingsOf(entry, masked, tokens, clock.now()))
    tell({ type: 'entry', uid, entry: shown }, only)
  for (const role of ['visitor', 'agent'] as const)
    tell({ type: 'receipt', uid, role, receipt: receipts[role] })
}
