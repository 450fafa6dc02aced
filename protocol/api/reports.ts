import * as v from 'valibot'
import { operation } from './operation.ts'

const says = 'has to be a date such as 2026-10-01'
export const date = v.pipe(
  v.string(says),
  v.regex(/^\d{4}-\d{2}-\d{2}$/, says),
  v.check(text => !Number.isNaN(Date.parse(`${text}T00:00:00Z`)), says)
)

export const REPORT_BY = ['day', 'agent', 'group', 'channel'] as const

export const timeZone = v.pipe(
  v.string(),
  v.maxLength(64, 'has at most 64 characters'),
  v.check(isTimeZone, 'has to be a time zone such as Asia/Shanghai')
)

function isTimeZone(text: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: text }) !== undefined
  } catch {
    return false
  }
}

const count = v.number()
/** Milliseconds; null: there was none. */
const ms = v.nullable(v.number())

const Figures = v.object({
  conversations: count,
  /** Of visitors, people and robots. */
  messages: count,
  /** That an agent has answered. */
  answered: count,
  /** Median, from when it came to the desk until an agent’s first message. */
  firstAnswerMs: ms,
  /** Median, from when an agent got it until it ended. */
  handlingMs: ms,
  /** That waited for an agent. */
  queued: count,
  /** Median of those that were served. */
  waitMs: ms,
  /** Ended without anybody having served them, though they waited. */
  abandoned: count,
  /** That a robot began. */
  byRobot: count,
  /** Of those, that no person was asked for. */
  solvedByRobot: count,
  rated: count,
  /** Mean of 1 to 5. */
  score: v.nullable(v.number())
})
export type Figures = v.InferOutput<typeof Figures>

const Row = v.object({
  /** The day, or an id. */
  key: v.string(),
  name: v.string(),
  ...Figures.entries
})
export type ReportRow = v.InferOutput<typeof Row>

const input = v.object({
  /** The first day. */
  from: date,
  /** The last day; at most 366 in all. */
  to: date,
  by: v.optional(v.picklist(REPORT_BY, `has to be ${REPORT_BY.join(', ')}`), 'day'),
  timeZone: v.optional(timeZone, 'UTC')
})

export const REPORTS = {
  getReport: operation({
    method: 'get',
    path: '/report',
    says: 'Conversations that began in these days: how many, how fast they were answered, how they were rated, by day, agent, group or channel.',
    role: 'lead',
    scope: 'reports:read',
    input,
    output: v.object({ rows: v.array(Row), all: Figures })
  }),
  exportReport: operation({
    method: 'get',
    path: '/report/csv',
    says: 'The same as the text of a CSV file. Cells that a spreadsheet would take for a formula begin with an apostrophe.',
    role: 'lead',
    scope: 'reports:read',
    input,
    output: v.object({ file: v.string() })
  })
}
