import { ABSENCES, REMEDIES, type Timeout } from '#protocol/timeouts'
import { t } from '../i18n/t.ts'

type TimeoutsProps = { id: string; value: Timeout[]; onChange(next: Timeout[]): void }

const USUAL: Timeout = { when: 'visitor-silent', afterS: 300, do: 'remind' }

/** What happens when somebody is silent or gone: a sentence with gaps each. */
export function Timeouts({ id, value, onChange }: TimeoutsProps) {
  const set = (at: number, next: Timeout) => onChange(value.map((one, index) => (index === at ? next : one)))
  return (
    <div class="admin-rows" id={id}>
      {value.map((one, at) => (
        <div key={at} class="admin-rule" role="group" aria-label={t('timeouts.one', { place: at + 1 })}>
          <div class="admin-row">
            <select
              aria-label={t('timeouts.when')}
              value={one.when}
              onChange={event => {
                const when = ABSENCES[event.currentTarget.selectedIndex]!
                const can: readonly string[] = REMEDIES[when]
                set(at, { ...one, when, do: can.includes(one.do) ? one.do : REMEDIES[when][0] })
              }}
            >
              {ABSENCES.map(when => (
                <option key={when} value={when}>
                  {t(`timeouts.when.${when}`)}
                </option>
              ))}
            </select>
            <input
              type="number"
              class="short"
              required
              min={5}
              max={7 * 86_400}
              aria-label={t('timeouts.after')}
              value={one.afterS}
              onInput={event => set(at, { ...one, afterS: event.currentTarget.valueAsNumber })}
            />
            <span>{t('timeouts.seconds')}</span>
            <select
              aria-label={t('timeouts.do')}
              value={one.do}
              onChange={event =>
                set(at, { ...one, do: REMEDIES[one.when][event.currentTarget.selectedIndex]! })
              }
            >
              {REMEDIES[one.when].map(what => (
                <option key={what} value={what}>
                  {t(`timeouts.do.${what}`)}
                </option>
              ))}
            </select>
            <button
              type="button"
              class="button"
              aria-label={t('timeouts.remove', { place: at + 1 })}
              onClick={() => onChange(value.filter((_, index) => index !== at))}
            >
              ×
            </button>
          </div>
          <input
            type="text"
            maxLength={1_000}
            aria-label={t('timeouts.text')}
            placeholder={t('timeouts.text')}
            value={one.text ?? ''}
            onInput={event => {
              const { text: _before, ...rest } = one
              const text = event.currentTarget.value
              set(at, text ? { ...rest, text } : rest)
            }}
          />
        </div>
      ))}
      <button type="button" class="button" onClick={() => onChange([...value, USUAL])}>
        {t('timeouts.add')}
      </button>
    </div>
  )
}
