import type { Beside } from '#server/beside/beside'
import type { Found, Question } from './read.ts'
import type { Talks, TalksQuestion } from './talks.ts'

export type Reports = {
  read(question: Question): Promise<Found>
  /** The next portion of an export. */
  talks(question: TalksQuestion): Promise<Talks>
  close(): Promise<void>
}

export const createReports = (beside: Beside): Reports => ({
  read: question => beside.read('report', question),
  talks: question => beside.read('talks', question),
  close: beside.close
})
