import type { FieldType } from '#protocol/definition'
import { t } from './i18n/t.ts'

type DefinedInputProps = {
  label: string
  /** Behind the label, smaller. */
  note?: string
  type: FieldType
  options: readonly string[]
  value: string
  placeholder?: string
  isDisabled?: boolean
  onChange(value: string): void
}

/** A field that the company has defined. */
export function DefinedInput(props: DefinedInputProps) {
  const { label, note, type, options, value, placeholder, isDisabled, onChange } = props
  const shared = {
    value,
    disabled: isDisabled,
    placeholder,
    onInput: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value)
  }
  return (
    <label class="field">
      <span>
        {label} {note && <small>{note}</small>}
      </span>
      {type === 'choice' ? (
        <select {...shared}>
          <option value="">{placeholder || t('card.choose')}</option>
          {/* One that was taken out since it was chosen */}
          {value !== '' && !options.includes(value) && <option value={value}>{value}</option>}
          {options.map(option => (
            <option key={option} value={option}>
              {option}
            </option>
          ))}
        </select>
      ) : type === 'long' ? (
        <textarea rows={3} maxLength={2_000} {...shared} />
      ) : type === 'date' ? (
        <input type="date" {...shared} />
      ) : (
        <input
          type="text"
          inputMode={type === 'number' ? 'decimal' : undefined}
          maxLength={2_000}
          {...shared}
        />
      )}
    </label>
  )
}
