import * as v from 'valibot'

// When people work: the table that administrators fill in and the desk reads.

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
