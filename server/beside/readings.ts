import { readReport } from '#server/reports/read'
import { readTalks } from '#server/reports/talks'
import { readSearch } from '#server/search/read'

/** What reads so much that it has a thread of its own on SQLite, by its name. */
export const READINGS = { report: readReport, talks: readTalks, search: readSearch }

export type Readings = typeof READINGS
export type Reading = keyof Readings
export type Question<N extends Reading> = Parameters<Readings[N]>[1]
export type Found<N extends Reading> = Awaited<ReturnType<Readings[N]>>
