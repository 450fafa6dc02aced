import type { Loaded } from './choices.ts'
import type { Field } from './field.ts'
import { t } from './i18n/t.ts'
import type { Place } from './place.ts'
import type { Resource } from './resource.ts'

/** What of the address narrows a list. */
export const narrowing = ({ filters = [] }: Resource<any>, { query }: Place): Record<string, string> =>
  Object.fromEntries(filters.flatMap(({ name }) => (query[name] ? [[name, query[name]]] : [])))

type FiltersProps = {
  filters: readonly Field[]
  choices: Loaded
  values: Readonly<Record<string, string>>
  onChoose(values: Record<string, string | undefined>): void
}

/** Above a list; a choice narrows it at once, words when they are entered. */
export function Filters({ filters, choices, values, onChoose }: FiltersProps) {
  const choose = (name: string, value: string) => onChoose({ ...values, [name]: value || undefined })
  return (
    <div class="admin-search">
      {filters.map(field => (
        <label key={field.name} class="admin-filter">
          <span>{t(field.label)}</span>
          {field.kind === 'choice' ? (
            <select
              value={values[field.name] ?? ''}
              onChange={event => choose(field.name, event.currentTarget.value)}
            >
              <option value="">{t('admin.any')}</option>
              {offered(field, choices, values[field.name]).map(({ value, label }) => (
                <option key={value} value={String(value)}>
                  {label}
                </option>
              ))}
            </select>
          ) : (
            <input
              type="search"
              key={values[field.name]}
              defaultValue={values[field.name] ?? ''}
              maxLength={field.most}
              onChange={event => choose(field.name, event.currentTarget.value.trim())}
            />
          )}
        </label>
      ))}
    </div>
  )
}

/** With what the address names, whether it was loaded or not. */
function offered({ choices: from }: Field, loaded: Loaded, value: string | undefined) {
  const known = (typeof from === 'string' ? loaded[from] : undefined) ?? []
  return !value || known.some(one => one.value === value) ? known : [...known, { value, label: value }]
}
