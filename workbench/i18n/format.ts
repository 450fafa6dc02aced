import { language, startOfDay } from '#ui/i18n/t.ts'

const formats = new Map<string, Intl.DateTimeFormat>()

/** Making a format costs more than a row of the inbox: each is made once. */
function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language.value + JSON.stringify(options)
  const known = formats.get(key) ?? new Intl.DateTimeFormat(language.value, options)
  formats.set(key, known)
  return known
}

const DAY = 86_400_000

/** As short as it stays clear: the time, the day of the week, the date. */
export function formatWhen(at: number, today: number): string {
  if (at >= today) return format({ hour: '2-digit', minute: '2-digit' }).format(at)
  if (startOfDay(at) > today - 7 * DAY) return format({ weekday: 'short' }).format(at)
  return format({ day: 'numeric', month: 'short' }).format(at)
}

export const formatDate = (at: number) => format({ dateStyle: 'medium', timeStyle: 'short' }).format(at)

/** Undefined when the browser does not know the zone that a visitor claims. */
export function formatInZone(at: number, timeZone: string): string | undefined {
  try {
    return format({
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      timeZone
    }).format(at)
  } catch {
    return undefined
  }
}

export function formatLanguage(tag: string): string {
  try {
    return new Intl.DisplayNames(language.value, { type: 'language' }).of(tag) ?? tag
  } catch {
    return tag
  }
}

export function formatDuration(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000))
  if (minutes === 0) return `< ${unit(1, 'minute')}`
  if (minutes < 60) return unit(minutes, 'minute')
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? unit(hours, 'hour') : unit(Math.floor(hours / 24), 'day')
}

const unit = (value: number, name: string) =>
  new Intl.NumberFormat(language.value, { style: 'unit', unit: name, unitDisplay: 'short' }).format(value)
