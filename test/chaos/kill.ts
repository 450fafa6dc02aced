import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { databasePath } from '#server/data-dir'
import { openDatabase } from '#server/store/db'
import { checkHistory, summarise, type Final, type Row, type Violation } from '#test/kit/history'
import { countSyncs, losePower, lostWritesEnv } from '#test/kit/lost-writes/lost-writes'
import { createRandom } from '#test/kit/random'
import { createServerProcess, type ServerProcess } from '#test/kit/server-process'
import { createAgent, createRecorder, createVisitor, type Person, type VisitorPerson } from './people.ts'

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

const wait = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

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
    const { visitors, people } = await gather(server, recorder, pairs)
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
    const final = await readStore(dataDir, visitors)
    const settled = visitors.flatMap(visitor =>
      [visitor.name, `agent of ${visitor.name}`].map(session => ({ session, uid: visitor.uid()! }))
    )
    const violations = checkHistory(recorder.events, final, { settled })
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

async function gather(server: ServerProcess, recorder: ReturnType<typeof createRecorder>, pairs: number) {
  const visitors = Array.from({ length: pairs }, (_, i) =>
    createVisitor(server, recorder, `visitor ${i + 1}`)
  )
  await until(() => visitors.every(visitor => visitor.isOnline()))
  visitors.forEach(visitor => visitor.talk())
  await until(() => visitors.every(visitor => visitor.waiting() === 0))
  const cookies = await Promise.all([server.signIn(0), server.signIn(1)])
  const ids = await Promise.all(
    cookies.map(
      async cookie =>
        (
          (await (await fetch(`${server.url}/api/agent/me`, { headers: { cookie } })).json()) as {
            id: string
          }
        ).id
    )
  )
  const agents = visitors.map((visitor, i) =>
    createAgent(server, recorder, {
      name: `agent of ${visitor.name}`,
      cookie: cookies[i % 2]!,
      id: ids[i % 2]!,
      uid: visitor.uid()!
    })
  )
  return { visitors, people: [...visitors, ...agents] as Person[] }
}

async function until(condition: () => boolean, withinMs = 20_000): Promise<boolean> {
  for (const end = Date.now() + withinMs; Date.now() < end; await wait(20)) if (condition()) return true
  return false
}

/** How many people still waited for an ack when the time was up. */
async function settle(people: Person[]): Promise<number> {
  await until(() => people.every(person => person.isOnline() && person.waiting() === 0), 30_000)
  await wait(500)
  return people.filter(person => !person.isOnline() || person.waiting() > 0).length
}

async function readStore(dataDir: string, visitors: VisitorPerson[]): Promise<Final> {
  const database = await openDatabase(databasePath(dataDir))
  const final = new Map<string, Row[]>()
  for (const visitor of visitors) {
    const rows = await database.read
      .selectFrom('entry')
      .select(['seq', 'id', 'sender_id as sender', 'client_id as clientId', 'content'])
      .where('uid', '=', visitor.uid()!)
      .orderBy('seq')
      .execute()
    final.set(
      visitor.uid()!,
      rows.map(({ content, ...row }) => ({
        ...row,
        text: (JSON.parse(content) as { text?: string }).text ?? null
      }))
    )
  }
  await database.close()
  return final
}
