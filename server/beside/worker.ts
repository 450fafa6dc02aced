import { Kysely } from 'kysely'
import { constants, setPriority } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import type { Db, Tables } from '#server/store/schema'
import { nodeSqliteDialect } from '#server/store/node-sqlite'
import type { Rest } from '#server/reports/read'
import { READINGS, type Reading } from './readings.ts'

const LONGEST_REST_MS = 100

// Reports and searches read a great deal: in a thread with a connection of its own they hold up nobody.
const db = new Kysely<Tables>({ dialect: nodeSqliteDialect({ path: workerData as string, readOnly: true }) })

// On Linux that is the priority of the thread, elsewhere of the whole process: where processors are scarce, acks go first
if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL)

type Asked = { id: number; name: Reading; question: unknown }

parentPort!.on('message', (message: Asked | 'close') => {
  if (message === 'close') return void db.destroy().finally(() => parentPort!.close())
  const read = READINGS[message.name] as (db: Db, question: unknown, rest: Rest) => Promise<unknown>
  // As long as it worked, so that the log can begin anew and acks have the processor
  read(db, message.question, ms => setTimeout(Math.min(ms, LONGEST_REST_MS))).then(
    found => parentPort!.postMessage({ id: message.id, found }),
    (error: unknown) => parentPort!.postMessage({ id: message.id, error: String(error) })
  )
})
