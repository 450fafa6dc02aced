import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { databasePath } from '#server/data-dir'
import { checkHistory, summarise, type Violation } from '#test/kit/history'
import { countSyncs, losePower, lostWritesEnv } from '#test/kit/lost-writes/lost-writes'
import { createRandom } from '#test/kit/random'
import { createServerProcess } from '#test/kit/server-process'
import { gather, readStore, sessionsOf, settle, wait } from './gather.ts'
import { createRecorder } from './people.ts'

export type KillOptions = {
  rounds: number
  /** Visitors; each has an agent session of its own beside it. */
  pairs: number
  seed: number
  /** After each kill the files go back to what was synced: as if the power had failed. */
  powerLoss: boolean
  /** For the check of the check: the server that is killed does not sync. */
  env?: Record<string, string>
  log?(line: string): void
}

export type KillResult = ReturnType<typeof summarise> & {
  rounds: number
  clients: number
  violations: Violation[]
  syncs: number
  unsettled: number
  lostWrites: number
}

/** Kills the real server again and again while people talk, then compares what they were told with what is stored. */
export async function killUnderLoad(options: KillOptions): Promise<KillResult> {
  const { rounds, pairs, seed, log = () => {} } = options
  const random = createRandom(seed)
  const journal = mkdtempSync(join(tmpdir(), 'openzc-journal-'))
  const dataDir = mkdtempSync(join(tmpdir(), 'openzc-chaos-'))
  const env = { ...(options.powerLoss ? lostWritesEnv({ directory: dataDir, journal }) : {}), ...options.env }
  const server = await createServerProcess({ env, dataDir })
  const recorder = createRecorder()
  let lostWrites = 0
  try {
    await server.start()
    const { visitors, people } = await gather(server, recorder, { pairs })
    const talk = setInterval(() => people.forEach(person => person.talk()), 26)
    for (let round = 1; round <= rounds; round++) {
      await wait(250 + random.int(500))
      await server.kill('SIGKILL')
      if (options.powerLoss) lostWrites += losePower(journal).reduce((sum, { writes }) => sum + writes, 0)
      await server.start()
      if (round % 20 === 0)
        log(`round ${round}: ${recorder.events.filter(event => event.type === 'ok').length} acks`)
    }
    clearInterval(talk)
    const unsettled = await settle(people)
    people.forEach(person => person.destroy())
    await server.kill('SIGTERM')
    const final = await readStore(databasePath(dataDir), visitors)
    const violations = checkHistory(recorder.events, final, { settled: sessionsOf(visitors) })
    const syncs = options.powerLoss ? countSyncs(journal) : 0
    return {
      ...summarise(recorder.events, violations),
      rounds,
      clients: people.length,
      violations,
      syncs,
      unsettled,
      lostWrites
    }
  } finally {
    await server.dispose()
    rmSync(journal, { recursive: true, force: true })
  }
}
