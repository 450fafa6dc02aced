import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Database } from '#server/store/db'
import { readReport, type Found, type Question } from './read.ts'

export type Reports = { read(question: Question): Promise<Found>; close(): Promise<void> }

type Answer = { id: number; found: Found } | { id: number; error: string }

/** On SQLite in a thread, which begins with the first question; PostgreSQL reads beside everything else anyway. */
export function createReports(database: Database, sqlitePath: string): Reports {
  if (database.kind === 'postgres')
    return { read: question => readReport(database.read, question), close: async () => {} }
  let worker: Worker | undefined
  let count = 0
  const waiting = new Map<number, { resolve(found: Found): void; reject(error: Error): void }>()

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
    read(question) {
      worker ??= start()
      const id = ++count
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        worker!.postMessage({ id, question })
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
