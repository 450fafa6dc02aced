import { useSignal } from '@preact/signals'
import { RECORDS, type BusinessRecord } from '#protocol/api/records'
import { Dialog } from '../components/Dialog.tsx'
import { FormEnd } from '../components/FormEnd.tsx'
import { carry } from '../operation.ts'
import { DefinedInput } from './DefinedInput.tsx'
import { t } from './i18n/t.ts'
import { fieldsOf, type Forms } from './record-forms.ts'

type RecordDialogProps = {
  visitor: string
  conversation: string
  /** Null: a new one. */
  record: BusinessRecord | null
  forms: Forms
  onDone(): void
  onClose(): void
}

/** A business record with the fields of its template. */
export function RecordDialog({ visitor, conversation, record, forms, onDone, onClose }: RecordDialogProps) {
  const template = useSignal<string | null>(record ? record.template : (forms.templates[0]?.id ?? null))
  const title = useSignal(record?.title ?? '')
  const note = useSignal(record?.note ?? '')
  const fields = useSignal<Readonly<Record<string, string>>>({ ...record?.fields })
  const problem = useSignal('')
  const isBusy = useSignal(false)
  const chosen = forms.templates.find(({ id }) => id === template.value)
  // Another template has its own fields: what was filled in for the other goes with it
  const before = record && template.value === record.template ? record.fields : {}
  const shown = fieldsOf(forms, template.value, before)

  async function save(event: Event) {
    event.preventDefault()
    isBusy.value = true
    const given = {
      template: template.value,
      title: title.value,
      note: note.value,
      fields: Object.fromEntries(shown.map(({ id }) => [id, fields.value[id]?.trim() || null]))
    }
    const answer = record
      ? await carry(RECORDS.updateRecord, { record: record.id, ...given })
      : await carry(RECORDS.createRecord, { visitor, conversation, ...given })
    isBusy.value = false
    if (!answer.ok) return void (problem.value = answer.says || t('panel.failed'))
    onDone()
    onClose()
  }

  return (
    <Dialog title={t(record ? 'records.title' : 'records.new')} onClose={onClose}>
      <form class="stack customer-form" onSubmit={event => void save(event)}>
        {(forms.templates.length > 0 || template.value !== null) && (
          <label class="field">
            <span>{t('records.template')}</span>
            <select
              value={template.value ?? ''}
              onChange={event => (template.value = event.currentTarget.value || null)}
            >
              <option value="">{t('records.noTemplate')}</option>
              {template.value !== null && !chosen && <option value={template.value}>{template.value}</option>}
              {forms.templates.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        )}
        {chosen?.text && <p class="field-hint">{chosen.text}</p>}
        <DefinedInput
          label={t('records.what')}
          note={t('records.needed')}
          type="text"
          options={[]}
          value={title.value}
          onChange={value => (title.value = value)}
        />
        {shown.map(({ id, name, type, options, isNeeded }) => (
          <DefinedInput
            key={id}
            label={name}
            note={isNeeded ? t('records.needed') : ''}
            type={type}
            options={options}
            value={fields.value[id] ?? ''}
            onChange={value => (fields.value = { ...fields.value, [id]: value })}
          />
        ))}
        <DefinedInput
          label={t('records.note')}
          type="long"
          options={[]}
          value={note.value}
          onChange={value => (note.value = value)}
        />
        <FormEnd problem={problem.value} does={t('card.save')} isDisabled={isBusy.value} onCancel={onClose} />
      </form>
    </Dialog>
  )
}
