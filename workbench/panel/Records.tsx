import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { RECORDS, type BusinessRecord } from '#protocol/api/records'
import { Section } from '../components/Section.tsx'
import { formatDate } from '../i18n/format.ts'
import { carry } from '../operation.ts'
import { t } from './i18n/t.ts'
import type { PanelProps } from './Panel.tsx'
import { loadForms, nameOfTemplate, NO_FORMS, type Forms } from './record-forms.ts'
import { RecordDialog } from './RecordDialog.tsx'

const AT_ONCE = 5

/** What was recorded of this customer, the newest first. */
export function Records({ summary: { uid, cid } }: PanelProps) {
  const records = useSignal<readonly BusinessRecord[]>([])
  const next = useSignal<string | null>(null)
  const state = useSignal<'loading' | 'there' | 'failed'>('loading')
  const forms = useSignal<Forms>(NO_FORMS)
  /** Undefined: no dialog; null: something new. */
  const editing = useSignal<BusinessRecord | null | undefined>(undefined)

  async function load(after?: string) {
    const answer = await carry(RECORDS.listRecords, {
      visitor: uid,
      limit: String(AT_ONCE),
      ...(after === undefined ? {} : { after })
    })
    state.value = answer.ok ? 'there' : 'failed'
    if (!answer.ok) return
    records.value = [...(after === undefined ? [] : records.value), ...answer.value.items]
    next.value = answer.value.next
  }
  useEffect(() => {
    void load()
    void loadForms().then(loaded => (forms.value = loaded))
  }, [uid])

  return (
    <Section
      title={t('records.title')}
      action={
        <button type="button" class="link" onClick={() => (editing.value = null)}>
          {t('records.add')}
        </button>
      }
    >
      {state.value === 'there' && records.value.length === 0 && <p class="panel-note">{t('records.none')}</p>}
      <ul class="panel-list records">
        {records.value.map(record => (
          <li key={record.id}>
            <button
              type="button"
              class="link"
              aria-label={t('records.edit', { title: record.title })}
              onClick={() => (editing.value = record)}
            >
              <bdi>{record.title}</bdi>
            </button>
            <p class="panel-when">
              {[nameOfTemplate(forms.value, record.template), record.createdBy, formatDate(record.createdAt)]
                .filter(Boolean)
                .join(' · ')}
            </p>
            {record.changedBy !== null && record.changedAt !== null && (
              <p class="panel-when">
                {t('records.changed', { name: record.changedBy, time: formatDate(record.changedAt) })}
              </p>
            )}
            <Filled record={record} forms={forms.value} />
            {record.note && (
              <p class="panel-words" dir="auto">
                {record.note}
              </p>
            )}
          </li>
        ))}
      </ul>
      {state.value === 'failed' && (
        <button type="button" class="link" onClick={() => void load()}>
          {t('panel.again')}
        </button>
      )}
      {next.value !== null && (
        <button type="button" class="link" onClick={() => void load(next.value!)}>
          {t('records.more')}
        </button>
      )}
      {editing.value !== undefined && (
        <RecordDialog
          visitor={uid}
          conversation={cid}
          record={editing.value}
          forms={forms.value}
          onDone={() => void load()}
          onClose={() => (editing.value = undefined)}
        />
      )}
    </Section>
  )
}

/** A field that has gone since goes by its id. */
function Filled({ record, forms }: { record: BusinessRecord; forms: Forms }) {
  const values = Object.entries(record.fields)
  if (values.length === 0) return null
  return (
    <dl class="facts">
      {values.map(([id, value]) => (
        <div key={id} class="fact">
          <dt>
            <bdi>{forms.fields.find(field => field.id === id)?.name ?? id}</bdi>
          </dt>
          <dd dir="auto">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
