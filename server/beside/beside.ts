import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Database } from '#server/store/db'
import type { Db } from '#server/store/schema'
import { READINGS, type Found, type Question, type Reading } from './readings.ts'

export type Beside = {
  /** Throws what the database says. */
  read<N extends Reading>(name: N, question: Question<N>): Promise<Found<N>>
  close(): Promise<void>
}

type Answer = { id: number; found: unknown } | { id: number; error: string }

/** On SQLite in a thread, which begins with the first question; PostgreSQL reads beside everything else anyway. */
export function createBeside(database: Database, sqlitePath: string): Beside {
  if (database.kind === 'postgres')
    return {
      read: async <N extends Reading>(name: N, question: Question<N>) =>
        (await (READINGS[name] as (db: Db, question: Question<N>) => Promise<unknown>)(
          database.read,
          question
        )) as Found<N>,
      close: async () => {}
    }
  let worker: Worker | undefined
  let count = 0
  const waiting = new Map<number, { resolve(found: unknown): void; reject(error: Error): void }>()

  function start(): Worker {
    const made = new Worker(new URL('./worker.ts', import.meta.url), { workerData: sqlitePath })
    made.unref()
    made.on('message', (answer: Answer) => {
      const one = waiting.get(answer.id)
      waiting.delete(answer.id)
      if ('found' in answer) one?.resolve(answer.found)
      else one?.reject(new Error(answer.error))
    })
    made.on('error', error => {
      if (worker === made) worker = undefined
      for (const one of waiting.values()) one.reject(error)
      waiting.clear()
    })
    return made
  }

  return {
    read<N extends Reading>(name: N, question: Question<N>) {
      worker ??= start()
      const id = ++count
      return new Promise<Found<N>>((resolve, reject) => {
        waiting.set(id, { resolve: found => resolve(found as Found<N>), reject })
        worker!.postMessage({ id, name, question })
      })
    },
    async close() {
      if (!worker) return
      worker.ref()
      const ended = once(worker, 'exit')
      worker.postMessage('close')
      await ended
    }
  }
}
