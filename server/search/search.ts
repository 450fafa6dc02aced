import type { Beside } from '#server/beside/beside'
import type { Clock } from '#server/clock'
import type { Report } from '#server/report'
import type { Database } from '#server/store/db'
import { createIndexer, type Indexer } from './indexer.ts'
import type { Hits, SearchQuestion } from './read.ts'

export type Search = Indexer & {
  find(question: Omit<SearchQuestion, 'kind'>): Promise<Hits>
  close(): Promise<void>
}

/** `beside` is its own: nobody who searches waits for a report. */
export const createSearch = ({
  database,
  beside,
  ...rest
}: {
  database: Database
  beside: Beside
  clock: Clock
  report: Report
}): Search => ({
  ...createIndexer({ database, ...rest }),
  find: question => beside.read('search', { kind: database.kind, ...question }),
  close: beside.close
})
