// DSK-hours: when a group works. Only ever from an instant to the clock on the wall there, never back: so a day with 23 or 25 hours needs
// no rule of its own. What lies in the hour that a spring day leaves out does not happen; what lies in the hour that an autumn
// day has twice happens twice.

import type { Hours, Period } from '#protocol/hours'

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
