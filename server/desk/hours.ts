import * as v from 'valibot'

// DSK-hours: when a group works. Only ever from an instant to the clock on the wall there, never back: so a day with 23 or 25 hours needs
// no rule of its own. What lies in the hour that a spring day leaves out does not happen; what lies in the hour that an autumn
// day has twice happens twice.

const MINUTE = /^([01]\d|2[0-3]):[0-5]\d$/
const from = v.pipe(v.string(), v.regex(MINUTE, 'has to be a time such as 09:00'))
const to = v.pipe(
  v.string(),
  v.regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'has to be a time such as 18:00, or 24:00')
)

/** `to` is the first minute that is not worked any more; when it is before `from`, it is of the next day. */
const Period = v.pipe(
  v.object({ from, to }),
  v.check(period => period.from !== period.to, 'has to have a length')
)
export type Period = v.InferOutput<typeof Period>
const periods = v.pipe(v.array(Period), v.maxLength(10))

/** `week` begins with Sunday. A date in `days` has its own periods: none for a holiday, others for a working Saturday. */
export const Hours = v.object({
  timeZone: v.pipe(
    v.string(),
    v.maxLength(64),
    v.check(isTimeZone, 'has to be a time zone such as Asia/Shanghai')
  ),
  week: v.pipe(v.array(periods), v.length(7, 'has to have seven days, Sunday first')),
  days: v.optional(
    v.pipe(
      v.record(v.pipe(v.string(), v.check(isDate, 'has to be a date such as 2026-10-01')), periods),
      v.check(days => Object.keys(days).length <= 1_000, 'has too many dates')
    ),
    {}
  )
})
export type Hours = v.InferOutput<typeof Hours>

const DAY_MS = 86_400_000

/** Whether the group works at that time (ms since the epoch). */
export function isOpen({ timeZone, week, days }: Hours, at: number): boolean {
  const { date, minute } = onTheWall(timeZone, at)
  const periodsOf = (day: Date) => days[day.toISOString().slice(0, 10)] ?? week[day.getUTCDay()]!
  const isIn = (period: Period) =>
    isOvernight(period)
      ? minute >= minutes(period.from)
      : minute >= minutes(period.from) && minute < minutes(period.to)
  const yesterday = new Date(date.getTime() - DAY_MS)
  return (
    periodsOf(date).some(isIn) ||
    periodsOf(yesterday).some(period => isOvernight(period) && minute < minutes(period.to))
  )
}

const isOvernight = (period: Period) => minutes(period.to) < minutes(period.from)
const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

const formats = new Map<string, Intl.DateTimeFormat>()

/** The date there, as its midnight in UTC, and the minute of the day. */
function onTheWall(timeZone: string, at: number): { date: Date; minute: number } {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en', {
      timeZone,
      calendar: 'gregory',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric'
    })
    formats.set(timeZone, format)
  }
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type)!
  return {
    date: new Date(Date.UTC(part('year'), part('month') - 1, part('day'))),
    minute: part('hour') * 60 + part('minute')
  }
}

function isTimeZone(text: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: text }) !== undefined
  } catch {
    return false
  }
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}
