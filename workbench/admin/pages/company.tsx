import { call } from '../call.ts'
import type { Field } from '../field.ts'
import { t } from '../i18n/t.ts'
import type { AdminPage, PageProps } from '../pages.tsx'
import { Copyable, Head } from '../parts.tsx'
import { SettingsForm } from '../SettingsForm.tsx'

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
  return (
    <>
      <Head title={t('company.title')} about={t('company.about')} />
      <SettingsForm
        fields={FIELDS}
        read={() => call('getCompany', {})}
        save={({ sysnum: _fixed, ...given }) => call('updateCompany', given)}
        say={say}
        below={({ sysnum }) => <Copyable label={t('company.sysnum')} text={String(sysnum)} />}
      />
    </>
  )
}
