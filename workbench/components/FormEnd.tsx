import type { ComponentChildren } from 'preact'
import { t } from '../i18n/t.ts'

type FormEndProps = {
  /** What kept the last try from being done; empty: nothing. Absent: it cannot fail here. */
  problem?: string
  /** The word on the button that does it. */
  does: string
  isDisabled?: boolean
  isDangerous?: boolean
  onCancel(): void
  /** Other buttons, before these. */
  children?: ComponentChildren
}

/** The end of a form in a dialog: what went wrong, away, and do it. */
export function FormEnd({ problem, does, isDisabled, isDangerous, onCancel, children }: FormEndProps) {
  return (
    <>
      {problem !== undefined && (
        <p class="form-problem" role="alert">
          {problem}
        </p>
      )}
      <div class="dialog-actions">
        {children}
        <button type="button" class="button" onClick={onCancel}>
          {t('app.cancel')}
        </button>
        <button type="submit" class={`button ${isDangerous ? 'danger' : 'primary'}`} disabled={isDisabled}>
          {does}
        </button>
      </div>
    </>
  )
}
