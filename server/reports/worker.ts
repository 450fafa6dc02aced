import { Kysely } from 'kysely'
import { constants, setPriority } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { nodeSqliteDialect } from '#server/store/node-sqlite'
import type { Tables } from '#server/store/schema'
import { readReport, type Question } from './read.ts'

const LONGEST_REST_MS = 100

// Reports read a great deal: in a thread with a connection of its own they hold up nobody.
const db = new Kysely<Tables>({ dialect: nodeSqliteDialect({ path: workerData as string, readOnly: true }) })

// On Linux that is the priority of the thread, elsewhere of the whole process: where processors are scarce, acks go first
if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL)

parentPort!.on('message', (message: { id: number; question: Question } | 'close') => {
  if (message === 'close') return void db.destroy().finally(() => parentPort!.close())
  // As long as it worked, so that the log can begin anew and acks have the processor
  readReport(db, message.question, ms => setTimeout(Math.min(ms, LONGEST_REST_MS))).then(
    found => parentPort!.postMessage({ id: message.id, found }),
    (error: unknown) => parentPort!.postMessage({ id: message.id, error: String(error) })
  )
})
