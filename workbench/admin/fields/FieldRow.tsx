import type { ComponentChildren } from 'preact'
import type { Loaded } from '../choices.ts'
import type { Choice, Field, FieldKind } from '../field.ts'
import { t } from '../i18n/t.ts'
import { Hours } from './Hours.tsx'
import { Levels } from './Levels.tsx'
import { Timeouts } from './Timeouts.tsx'

export type ControlProps = {
  field: Field
  id: string
  value: any
  choices: readonly Choice[]
  describedBy: string | undefined
  onChange(next: unknown): void
}

type RowProps = {
  field: Field
  value: unknown
  choices: Loaded
  problem: string
  onChange(next: unknown): void
}

/** A field with its name, its hint, and what is wrong with it. */
export function FieldRow({ field, value, choices, problem, onChange }: RowProps) {
  const { name, label, hint, kind, isNeeded } = field
  const id = `field-${name}`
  const hints = [hint ? `${id}-hint` : '', problem ? `${id}-problem` : ''].filter(Boolean).join(' ')
  const Control = CONTROLS[kind]
  const control = (
    <Control
      field={field}
      id={id}
      value={value}
      choices={choicesOf(field, choices)}
      describedBy={hints || undefined}
      onChange={onChange}
    />
  )
  const notes = (
    <>
      {hint && (
        <p class="admin-hint" id={`${id}-hint`}>
          {t(hint)}
        </p>
      )}
      {problem && (
        <p class="admin-wrong" id={`${id}-problem`} role="alert">
          {problem}
        </p>
      )}
    </>
  )
  if (kind === 'flag')
    return (
      <div class="admin-field">
        <label class="check">
          {control}
          {t(label)}
        </label>
        {notes}
      </div>
    )
  const title = (
    <>
      {t(label)}
      {isNeeded && <small> · {t('admin.isNeeded')}</small>}
    </>
  )
  if (GROUPED.includes(kind))
    return (
      <fieldset class="admin-field" aria-describedby={hints || undefined}>
        <legend class="admin-label">{title}</legend>
        {control}
        {notes}
      </fieldset>
    )
  return (
    <div class="admin-field">
      <label class="admin-label" for={id}>
        {title}
      </label>
      {control}
      {notes}
    </div>
  )
}

/** Of several controls, so that their name is of a group. */
const GROUPED: readonly FieldKind[] = ['choices', 'hours', 'levels']

function choicesOf({ choices, none }: Field, loaded: Loaded): readonly Choice[] {
  const known =
    typeof choices === 'string'
      ? (loaded[choices] ?? [])
      : (choices ?? []).map(({ value, label }) => ({ value, label: t(label) }))
  return none ? [{ value: null, label: t(none) }, ...known] : known
}

const CONTROLS: Record<FieldKind, (props: ControlProps) => ComponentChildren> = {
  text: props => <input type="text" {...textOf(props)} />,
  textOrNone: props => (
    <input
      type="text"
      {...textOf({ ...props, onChange: next => props.onChange(next === '' ? null : next) })}
    />
  ),
  email: props => <input type="email" {...textOf(props)} />,
  long: ({ id, value, describedBy, onChange }) => (
    <textarea
      id={id}
      rows={5}
      value={value ?? ''}
      aria-describedby={describedBy}
      onInput={event => onChange(event.currentTarget.value)}
    />
  ),
  lines: ({ id, value, describedBy, onChange }) => (
    <textarea
      id={id}
      rows={4}
      spellcheck={false}
      value={((value as string[] | undefined) ?? []).join('\n')}
      aria-describedby={describedBy}
      onChange={event =>
        onChange(
          event.currentTarget.value
            .split('\n')
            .map(line => line.trim())
            .filter(Boolean)
        )
      }
    />
  ),
  number: ({ field, id, value, describedBy, onChange }) => (
    <input
      id={id}
      type="number"
      required
      step={field.most === 1 ? 'any' : 1}
      min={field.least}
      max={field.most}
      value={value ?? ''}
      aria-describedby={describedBy}
      onInput={event => onChange(event.currentTarget.valueAsNumber)}
    />
  ),
  limit: ({ field, id, value, describedBy, onChange }) => (
    <input
      id={id}
      type="number"
      min={field.least}
      max={field.most}
      value={value ?? ''}
      aria-describedby={describedBy}
      onInput={event => onChange(event.currentTarget.value === '' ? null : event.currentTarget.valueAsNumber)}
    />
  ),
  flag: ({ id, value, describedBy, onChange }) => (
    <input
      id={id}
      type="checkbox"
      checked={value === true}
      aria-describedby={describedBy}
      onChange={event => onChange(event.currentTarget.checked)}
    />
  ),
  choice: ({ id, value, choices, describedBy, onChange }) => (
    <select
      id={id}
      value={String(value)}
      aria-describedby={describedBy}
      onChange={event => onChange(choices[event.currentTarget.selectedIndex]!.value)}
    >
      {choices.map(choice => (
        <option key={String(choice.value)} value={String(choice.value)}>
          {choice.label}
        </option>
      ))}
    </select>
  ),
  choices: ({ value, choices, onChange }) => {
    const chosen = (value as Choice['value'][] | undefined) ?? []
    const toggle = (one: Choice['value']) =>
      onChange(chosen.includes(one) ? chosen.filter(other => other !== one) : [...chosen, one])
    if (choices.length === 0) return <p class="admin-hint">{t('admin.nobody')}</p>
    return (
      <div class="admin-choices">
        {choices.map(choice => (
          <label key={String(choice.value)} class="check">
            <input
              type="checkbox"
              checked={chosen.includes(choice.value)}
              onChange={() => toggle(choice.value)}
            />
            {choice.label}
          </label>
        ))}
      </div>
    )
  },
  colour: ({ id, value, describedBy, onChange }) => (
    <input
      id={id}
      type="color"
      value={`#${String(value)}`}
      aria-describedby={describedBy}
      onInput={event => onChange(event.currentTarget.value.slice(1))}
    />
  ),
  hours: ({ id, value, onChange }) => <Hours id={id} value={value ?? null} onChange={onChange} />,
  longOrNone: ({ field, id, value, describedBy, onChange }) => (
    <textarea
      id={id}
      rows={3}
      maxLength={field.most}
      value={(value as string | null) ?? ''}
      aria-describedby={describedBy}
      onInput={event => onChange(event.currentTarget.value === '' ? null : event.currentTarget.value)}
    />
  ),
  secret: props => (
    <input
      {...textOf({ ...props, onChange: next => props.onChange(next === '' ? undefined : next) })}
      type="password"
      autocomplete="new-password"
    />
  ),
  timeouts: ({ id, value, onChange }) => <Timeouts id={id} value={value ?? []} onChange={onChange} />,
  levels: ({ id, value, onChange }) => <Levels id={id} value={value ?? []} onChange={onChange} />
}

function textOf({ field, id, value, describedBy, onChange }: ControlProps) {
  return {
    id,
    required: field.isNeeded ?? false,
    maxLength: field.most ?? 200,
    autocomplete: 'off' as const,
    value: (value ?? '') as string,
    'aria-describedby': describedBy,
    onInput: (event: { currentTarget: HTMLInputElement }) => onChange(event.currentTarget.value)
  }
}
