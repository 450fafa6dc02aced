import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'
import { useSignal, type Signal } from '@preact/signals'
import { t } from './texts.ts'

type FormProps = {
  button: string
  isDanger?: boolean
  /** What went wrong, in words. */
  submit(): Promise<string | undefined>
  onCancel?: (() => void) | undefined
  children: ComponentChildren
}

export function Form({ button, isDanger, submit, onCancel, children }: FormProps) {
  const isBusy = useSignal(false)
  const problem = useSignal<string | undefined>(undefined)

  async function onSubmit(event: Event) {
    event.preventDefault()
    if (isBusy.value) return
    isBusy.value = true
    problem.value = await submit()
    isBusy.value = false
  }

  return (
    <form class="security-form" onSubmit={event => void onSubmit(event)}>
      {children}
      <div role="alert">{problem.value && <p class="card-problem">{problem.value}</p>}</div>
      <div class="security-actions">
        <button
          type="submit"
          class={`button ${isDanger ? 'danger' : 'primary'}`}
          aria-disabled={isBusy.value}
        >
          {button}
        </button>
        {onCancel && (
          <button type="button" class="button" onClick={onCancel}>
            {t('cancel')}
          </button>
        )}
      </div>
    </form>
  )
}

type FieldProps = {
  label: string
  hint?: string
  kind: 'current-password' | 'new-password' | 'code'
  value: Signal<string>
}

export function Field({ label, hint, kind, value }: FieldProps) {
  const id = useId()
  const isCode = kind === 'code'
  return (
    <>
      <label class="field">
        <span>{label}</span>
        <input
          {...(isCode
            ? { type: 'text' as const, inputMode: 'numeric' as const }
            : { type: 'password' as const })}
          autocomplete={isCode ? 'one-time-code' : kind}
          required
          minLength={kind === 'new-password' ? 10 : undefined}
          {...(hint ? { 'aria-describedby': id } : {})}
          value={value.value}
          onInput={event => (value.value = event.currentTarget.value)}
        />
      </label>
      {hint && (
        <p class="field-hint" id={id}>
          {hint}
        </p>
      )}
    </>
  )
}
