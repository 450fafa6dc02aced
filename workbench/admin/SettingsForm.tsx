import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { ComponentChildren } from 'preact'
import type { Refused } from './call.ts'
import type { Field, Values } from './field.ts'
import { FieldRow } from './fields/FieldRow.tsx'
import { t } from './i18n/t.ts'
import { Problem } from './parts.tsx'

type Called = { ok: true; value: Values } | Refused

export type SettingsProps = {
  fields: readonly Field[]
  read(): Promise<Called>
  save(values: Values): Promise<Called>
  say(text: string): void
  /** Under the button, once there are values. */
  below?(values: Values): ComponentChildren
}

/** What a company has one of: read, changed, kept. */
export function SettingsForm({ fields, read, save, say, below }: SettingsProps) {
  const values = useSignal<Values | undefined>(undefined)
  const problem = useSignal<Refused | undefined>(undefined)

  async function load() {
    const answer = await read()
    if (answer.ok) values.value = answer.value
    else problem.value = answer
  }
  useEffect(() => void load(), [])

  async function submit(event: Event) {
    event.preventDefault()
    const answer = await save(values.value!)
    problem.value = answer.ok ? undefined : answer
    if (!answer.ok) return
    values.value = answer.value
    say(t('admin.saved'))
  }

  return (
    <>
      <Problem
        shown={problem.value !== undefined && !fields.some(({ name }) => name === problem.value!.field)}
        {...(problem.value ? { says: problem.value.says } : {})}
      />
      {values.value && (
        <form class="admin-form" onSubmit={event => void submit(event)}>
          {fields.map(field => (
            <FieldRow
              key={field.name}
              field={field}
              value={values.value![field.name]}
              choices={{}}
              problem={problem.value?.field === field.name ? problem.value.says : ''}
              onChange={next => (values.value = { ...values.value, [field.name]: next })}
            />
          ))}
          <div class="admin-actions">
            <button type="submit" class="button primary">
              {t('admin.save')}
            </button>
          </div>
          {below?.(values.value)}
        </form>
      )}
    </>
  )
}
