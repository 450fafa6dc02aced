import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { CUSTOMERS, type SummaryForm as Form } from '#protocol/api/customers'
import { Section } from '../components/Section.tsx'
import { formatDate } from '../i18n/format.ts'
import { carry } from '../operation.ts'
import { DefinedInput } from './DefinedInput.tsx'
import { t } from './i18n/t.ts'
import type { PanelProps } from './Panel.tsx'

type Values = Readonly<Record<string, string>>

/** What was filled in and not saved, by conversation: an agent goes back and forth between several. */
const unsaved = new Map<string, Values>()

/** CRM-summary: what the conversation was about, in the company's own fields. */
export function SummaryForm({ desk, summary: { cid } }: PanelProps) {
  const form = useSignal<Form | undefined>(undefined)
  const changed = useSignal<Values>(unsaved.get(cid) ?? {})
  const problem = useSignal('')
  const isBusy = useSignal(false)
  // What the page gives may come while the form is open
  const given = desk.visitor.value?.profile.claims?.['summaryparams']

  useEffect(() => {
    let isCurrent = true
    void carry(CUSTOMERS.getSummary, { conversation: cid }).then(answer => {
      if (isCurrent && answer.ok) form.value = answer.value
    })
    return () => void (isCurrent = false)
  }, [cid, given])

  function change(id: string, value: string) {
    changed.value = { ...changed.value, [id]: value }
    unsaved.set(cid, changed.value)
  }

  async function save(event: Event) {
    event.preventDefault()
    isBusy.value = true
    const before = Object.fromEntries(form.value!.fields.map(({ id, value }) => [id, value]))
    const values = { ...before, ...changed.value }
    const answer = await carry(CUSTOMERS.saveSummary, { conversation: cid, values })
    isBusy.value = false
    problem.value = answer.ok ? '' : answer.says || t('panel.failed')
    if (!answer.ok) return
    unsaved.delete(cid)
    changed.value = {}
    form.value = answer.value
    desk.notices.say(t('summary.done'))
  }

  if (!form.value || form.value.fields.length === 0) return null
  const { fields, ignored, savedBy, savedAt, maySave } = form.value
  return (
    <Section title={t('summary.title')}>
      <form class="stack summary-form" onSubmit={event => void save(event)}>
        {fields.map(({ id, name, type, options, isNeeded, value, isFromPage }) => (
          <DefinedInput
            key={id}
            label={name}
            note={[
              isNeeded && t('summary.needed'),
              isFromPage && changed.value[id] === undefined && t('summary.fromPage')
            ]
              .filter(Boolean)
              .join(', ')}
            type={type}
            options={options}
            value={changed.value[id] ?? value}
            isDisabled={!maySave}
            onChange={next => change(id, next)}
          />
        ))}
        {ignored.length > 0 && (
          <p class="panel-note">{t('summary.ignored', { names: ignored.join(', ') })}</p>
        )}
        {savedBy !== null && savedAt !== null && (
          <p class="panel-note">{t('summary.saved', { name: savedBy, time: formatDate(savedAt) })}</p>
        )}
        <p class="form-problem" role="alert">
          {problem.value}
        </p>
        {maySave ? (
          <button type="submit" class="button" disabled={isBusy.value}>
            {t('summary.save')}
          </button>
        ) : (
          <p class="panel-note">{t('summary.notYours')}</p>
        )}
      </form>
    </Section>
  )
}
