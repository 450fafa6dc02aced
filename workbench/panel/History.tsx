import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { CUSTOMERS, type Past } from '#protocol/api/customers'
import { Section } from '../components/Section.tsx'
import { formatDate } from '../i18n/format.ts'
import { carry } from '../operation.ts'
import { t } from './i18n/t.ts'
import type { PanelProps } from './Panel.tsx'
import { Transcript } from './Transcript.tsx'

const AT_ONCE = 6

/** What this customer has talked about, through whatever channel and on whatever device, the newest first. */
export function History({ desk, summary, onLeave }: PanelProps) {
  const { uid, cid } = summary
  const past = useSignal<readonly Past[]>([])
  const next = useSignal<string | null>(null)
  const hasFailed = useSignal(false)
  const reading = useSignal<Past | undefined>(undefined)

  async function load(after?: string) {
    const answer = await carry(CUSTOMERS.listCustomerConversations, {
      visitor: uid,
      limit: String(AT_ONCE),
      ...(after === undefined ? {} : { after })
    })
    hasFailed.value = !answer.ok
    if (!answer.ok) return
    past.value = [...(after === undefined ? [] : past.value), ...answer.value.items]
    next.value = answer.value.next
  }
  // A new one has begun, or one has ended
  const newest = desk.inbox.all.value
    .filter(one => one.uid === uid)
    .map(one => `${one.cid} ${one.endedAt ?? ''}`)
    .join()
  useEffect(() => void load(), [uid, cid, newest])

  function open(one: Past) {
    if (!desk.inbox.find(one.conversation)) return void (reading.value = one)
    onLeave?.()
    desk.show(one.conversation)
  }

  const others = past.value.filter(one => one.conversation !== cid)
  if (others.length === 0 && next.value === null && !hasFailed.value) return null
  return (
    <Section title={t('history.title')}>
      <ul class="panel-list earlier">
        {others.map(one => (
          <li key={one.conversation}>
            <button
              type="button"
              class="link"
              aria-label={t('history.open', { time: formatDate(one.startedAt) })}
              onClick={() => open(one)}
            >
              {formatDate(one.startedAt)}
            </button>
            <p class="panel-when">
              {[one.channel?.name, one.agent, t(`history.${one.status}`)].filter(Boolean).join(' · ')}
            </p>
            {one.visitor !== uid && <p class="panel-when">{t('history.elsewhere')}</p>}
            {one.about && (
              <p class="panel-words" dir="auto">
                {one.about}
              </p>
            )}
            <Said summary={one.summary} />
          </li>
        ))}
      </ul>
      <p class="form-problem" role="alert">
        {hasFailed.value && (
          <button type="button" class="link" onClick={() => void load()}>
            {t('panel.again')}
          </button>
        )}
      </p>
      {next.value !== null && (
        <button type="button" class="link" onClick={() => void load(next.value!)}>
          {t('history.more')}
        </button>
      )}
      {reading.value && (
        <Transcript
          conversation={reading.value.conversation}
          startedAt={reading.value.startedAt}
          onClose={() => (reading.value = undefined)}
        />
      )}
    </Section>
  )
}

const Said = ({ summary }: Pick<Past, 'summary'>) =>
  summary.length === 0 ? null : (
    <dl class="facts">
      {summary.map(({ id, name, value }) => (
        <div key={id} class="fact">
          <dt>
            <bdi>{name}</bdi>
          </dt>
          <dd dir="auto">{value}</dd>
        </div>
      ))}
    </dl>
  )
