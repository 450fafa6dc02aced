import { t } from '../i18n/t.ts'

type Level = { id: string; name: string }

/** Ids with names, in an order that counts. */
export function Levels({
  id,
  value,
  onChange
}: {
  id: string
  value: Level[]
  onChange(next: Level[]): void
}) {
  const set = (at: number, change: Partial<Level>) =>
    onChange(value.map((level, index) => (index === at ? { ...level, ...change } : level)))
  const up = (at: number) =>
    onChange(
      value.flatMap((level, index) => (index === at - 1 ? [value[at]!, level] : index === at ? [] : level))
    )
  return (
    <div class="admin-rows">
      {value.map((level, at) => (
        <div key={at} class="admin-row">
          {(['id', 'name'] as const).map(name => (
            <input
              key={name}
              id={at === 0 && name === 'id' ? id : undefined}
              type="text"
              required
              maxLength={64}
              aria-label={t(`levels.${name}`)}
              placeholder={t(`levels.${name}`)}
              value={level[name]}
              onInput={event => set(at, { [name]: event.currentTarget.value })}
            />
          ))}
          <button
            type="button"
            class="button"
            disabled={at === 0}
            aria-label={t('levels.up')}
            onClick={() => up(at)}
          >
            ↑
          </button>
          <button
            type="button"
            class="button"
            aria-label={t('levels.remove')}
            onClick={() => onChange(value.filter((_, index) => index !== at))}
          >
            ×
          </button>
        </div>
      ))}
      <button type="button" class="button" onClick={() => onChange([...value, { id: '', name: '' }])}>
        {t('levels.add')}
      </button>
    </div>
  )
}
