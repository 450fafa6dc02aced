import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Section } from '../components/Section.tsx'
import { formatDate } from '../i18n/format.ts'
import { ticketsOfVisitor, type Ticket } from '../tickets.ts'
import { t } from './i18n/t.ts'
import type { PanelProps } from './Panel.tsx'

/** What this visitor has left, the newest first. */
export function VisitorTickets({ summary: { uid } }: PanelProps) {
  const tickets = useSignal<readonly Ticket[]>([])
  useEffect(() => {
    let isCurrent = true
    void ticketsOfVisitor(uid).then(answer => {
      if (isCurrent && answer.ok) tickets.value = answer.value.tickets
    })
    return () => void (isCurrent = false)
  }, [uid])
  if (tickets.value.length === 0) return null
  return (
    <Section title={t('tickets.title')}>
      <ul class="panel-list">
        {tickets.value.map(({ id, createdAt, status, content, answer, answeredBy }) => (
          <li key={id}>
            <p class="panel-when">
              <time dateTime={new Date(createdAt).toISOString()}>{formatDate(createdAt)}</time>
              <span class={`panel-state ${status}`}>{t(`tickets.${status}`)}</span>
            </p>
            <p class="panel-words" dir="auto">
              {content}
            </p>
            {answer && (
              <p class="panel-words answer">
                {t('tickets.answer')} ({answeredBy}): <bdi>{answer}</bdi>
              </p>
            )}
          </li>
        ))}
      </ul>
    </Section>
  )
}
