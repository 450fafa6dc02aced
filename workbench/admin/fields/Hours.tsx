import type { Hours as Value, Period } from '#protocol/hours'
import { ownLanguage } from '../../i18n/t.ts'
import { t } from '../i18n/t.ts'

type HoursProps = { id: string; value: Value | null; onChange(next: Value | null): void }

/** 1970-01-04 was a Sunday. */
const A_SUNDAY = Date.UTC(1970, 0, 4)
const DAY_MS = 86_400_000
/** Where the week begins on the screen; in the value it begins with Sunday. */
const MONDAY_FIRST = [1, 2, 3, 4, 5, 6, 0]
const USUAL: Period = { from: '09:00', to: '18:00' }

const usualWeek = (): Value => ({
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  week: Array.from({ length: 7 }, (_, day) => (day % 6 === 0 ? [] : [USUAL])),
  days: {}
})

/** A week with a time zone, and days that have hours of their own; or always. */
export function Hours({ id, value, onChange }: HoursProps) {
  return (
    <div class="admin-hours">
      <label class="check">
        <input
          id={id}
          type="checkbox"
          checked={value === null}
          onChange={event => onChange(event.currentTarget.checked ? null : usualWeek())}
        />
        {t('hours.always')}
      </label>
      {value && <Week value={value} onChange={onChange} />}
    </div>
  )
}

function Week({ value, onChange }: { value: Value; onChange(next: Value): void }) {
  const names = new Intl.DateTimeFormat(ownLanguage(), { weekday: 'long', timeZone: 'UTC' })
  const { timeZone, week, days } = value
  const setDay = (day: number, periods: Period[]) =>
    onChange({ ...value, week: week.map((old, index) => (index === day ? periods : old)) })
  return (
    <>
      <label class="admin-inline">
        {t('hours.zone')}
        <input
          type="text"
          required
          list="time-zones"
          value={timeZone}
          onInput={event => onChange({ ...value, timeZone: event.currentTarget.value })}
        />
      </label>
      <datalist id="time-zones">
        {Intl.supportedValuesOf('timeZone').map(zone => (
          <option key={zone}>{zone}</option>
        ))}
      </datalist>
      {MONDAY_FIRST.map(day => {
        const name = names.format(A_SUNDAY + day * DAY_MS)
        return (
          <div key={day} class="admin-day" role="group" aria-label={name}>
            <b>{name}</b>
            <Periods of={name} value={week[day]!} onChange={periods => setDay(day, periods)} />
          </div>
        )
      })}
      <p class="admin-label">{t('hours.days')}</p>
      <p class="admin-hint">{t('hours.daysHint')}</p>
      {Object.entries(days).map(([date, periods]) => (
        <div key={date} class="admin-day" role="group" aria-label={date}>
          <b>
            {date}
            <button
              type="button"
              class="button"
              aria-label={`${t('hours.removeDay')}: ${date}`}
              onClick={() => onChange({ ...value, days: without(days, date) })}
            >
              ×
            </button>
          </b>
          <Periods
            of={date}
            value={periods}
            onChange={next => onChange({ ...value, days: { ...days, [date]: next } })}
          />
        </div>
      ))}
      <label class="admin-inline">
        {t('hours.addDay')}
        <input
          type="date"
          onChange={event => {
            const date = event.currentTarget.value
            if (date && !(date in days)) onChange({ ...value, days: { ...days, [date]: [] } })
            event.currentTarget.value = ''
          }}
        />
      </label>
    </>
  )
}

function Periods({ of, value, onChange }: { of: string; value: Period[]; onChange(next: Period[]): void }) {
  const set = (at: number, change: Partial<Period>) =>
    onChange(value.map((period, index) => (index === at ? { ...period, ...change } : period)))
  return (
    <div class="admin-periods">
      {value.length === 0 && <span class="admin-hint">{t('hours.closed')}</span>}
      {value.map((period, at) => (
        <span key={at} class="admin-period">
          {(['from', 'to'] as const).map(end => (
            <input
              key={end}
              type="time"
              required
              aria-label={`${of}, ${t(`hours.${end}`)}`}
              value={period[end] === '24:00' ? '00:00' : period[end]}
              onChange={event => {
                const time = event.currentTarget.value
                set(at, { [end]: end === 'to' && time === '00:00' ? '24:00' : time })
              }}
            />
          ))}
          <button
            type="button"
            class="button"
            aria-label={`${t('hours.remove')}: ${of}`}
            onClick={() => onChange(value.filter((_, index) => index !== at))}
          >
            ×
          </button>
        </span>
      ))}
      <button
        type="button"
        class="button"
        aria-label={`${t('hours.add')}: ${of}`}
        onClick={() => onChange([...value, USUAL])}
      >
        +
      </button>
    </div>
  )
}

const without = (days: Value['days'], date: string) =>
  Object.fromEntries(Object.entries(days).filter(([one]) => one !== date))
