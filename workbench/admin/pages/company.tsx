import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { call, type Refused } from '../call.ts'
import type { Field, Values } from '../field.ts'
import { FieldRow } from '../fields/FieldRow.tsx'
import { t } from '../i18n/t.ts'
import type { AdminPage, PageProps } from '../pages.tsx'
import { Copyable, Head, Problem } from '../parts.tsx'

const FIELDS: readonly Field[] = [
  { name: 'name', label: 'company.name', kind: 'text', isNeeded: true, most: 100 },
  {
    name: 'assign',
    label: 'company.assign',
    kind: 'choice',
    choices: [
      { value: 'manual', label: 'company.assign.manual' },
      { value: 'auto', label: 'company.assign.auto' }
    ]
  },
  { name: 'needsSecondFactor', label: 'company.second', hint: 'company.secondHint', kind: 'flag' },
  { name: 'asksGroup', label: 'company.asksGroup', hint: 'company.asksGroupHint', kind: 'flag' },
  { name: 'vipLevels', label: 'company.levels', hint: 'company.levelsHint', kind: 'levels' }
]

export const COMPANY: AdminPage = {
  page: 'company',
  part: 'company',
  role: 'admin',
  title: 'company.title',
  View: props => <Company {...props} />
}

function Company({ say }: PageProps) {
  const values = useSignal<Values | undefined>(undefined)
  const problem = useSignal<Refused | undefined>(undefined)

  async function load() {
    const answer = await call('getCompany', {})
    if (answer.ok) values.value = answer.value
    else problem.value = answer
  }
  useEffect(() => void load(), [])

  async function submit(event: Event) {
    event.preventDefault()
    const { sysnum: _fixed, ...given } = values.value!
    const answer = await call('updateCompany', given)
    problem.value = answer.ok ? undefined : answer
    if (!answer.ok) return
    values.value = answer.value
    say(t('admin.saved'))
  }

  return (
    <>
      <Head title={t('company.title')} about={t('company.about')} />
      <Problem
        shown={problem.value !== undefined && !FIELDS.some(({ name }) => name === problem.value!.field)}
        {...(problem.value ? { says: problem.value.says } : {})}
      />
      {values.value && (
        <form class="admin-form" onSubmit={event => void submit(event)}>
          {FIELDS.map(field => (
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
          <Copyable label={t('company.sysnum')} text={String(values.value['sysnum'])} />
        </form>
      )}
    </>
  )
}
