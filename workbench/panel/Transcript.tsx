import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { CUSTOMERS } from '#protocol/api/customers'
import type { Entry } from '#protocol/entry'
import { Dialog } from '../components/Dialog.tsx'
import { formatDate } from '../i18n/format.ts'
import { carry } from '../operation.ts'
import { t } from './i18n/t.ts'

type TranscriptProps = { conversation: string; startedAt: number; onClose(): void }

/** A conversation that the inbox does not have any more, to be read. */
export function Transcript({ conversation, startedAt, onClose }: TranscriptProps) {
  const entries = useSignal<readonly Entry[]>([])
  const next = useSignal<string | null>(null)
  const state = useSignal<'loading' | 'there' | 'failed'>('loading')

  async function load(after?: string) {
    state.value = 'loading'
    const answer = await carry(CUSTOMERS.listMessages, {
      conversation,
      ...(after === undefined ? {} : { after })
    })
    state.value = answer.ok ? 'there' : 'failed'
    if (!answer.ok) return
    entries.value = [...entries.value, ...answer.value.items]
    next.value = answer.value.next
  }
  useEffect(() => void load(), [conversation])

  return (
    <Dialog
      title={t('transcript.title', { time: formatDate(startedAt) })}
      className="transcript"
      onClose={onClose}
    >
      <ol
        class="transcript-list"
        tabIndex={0}
        aria-label={t('transcript.title', { time: formatDate(startedAt) })}
      >
        {entries.value.map(entry => (
          <Line key={entry.id} entry={entry} />
        ))}
      </ol>
      <p class="panel-note" role="status">
        {state.value === 'there' ? '' : t(state.value === 'loading' ? 'panel.loading' : 'panel.failed')}
      </p>
      {next.value !== null && (
        <button type="button" class="button" onClick={() => void load(next.value!)}>
          {t('transcript.more')}
        </button>
      )}
    </Dialog>
  )
}

function Line({ entry }: { entry: Entry }) {
  const words = <Words entry={entry} />
  const { by, at, content } = entry
  if (SILENT.has(content.kind)) return null
  const who =
    by.role === 'agent'
      ? (by.name ?? '')
      : t(`transcript.${by.role === 'visitor' ? 'visitor' : by.role === 'bot' ? 'bot' : 'system'}`)
  return (
    <li class={`transcript-line ${by.role} ${content.kind}`}>
      <p class="panel-when">
        <b>
          <bdi>{who}</bdi>
        </b>
        <time dateTime={new Date(at).toISOString()}>{formatDate(at)}</time>
      </p>
      {words}
    </li>
  )
}

const titleOf = (card: Extract<Entry['content'], { kind: 'card' }>['card']) =>
  card.type === 'product' ? card.title : (card.code ?? '')

/** What changed the conversation, which the list of conversations tells already. */
const SILENT = new Set<Entry['content']['kind']>([
  'started',
  'assigned',
  'released',
  'ended',
  'recalled',
  'joined',
  'left',
  'blocked',
  'unblocked',
  'hidden'
])

function Words({ entry: { content } }: { entry: Entry }) {
  switch (content.kind) {
    case 'text':
      return (
        <p class="panel-words" dir="auto">
          {content.text}
        </p>
      )
    case 'note':
      return (
        <p class="panel-words" dir="auto">
          {t('transcript.note')}: {content.text}
        </p>
      )
    case 'image':
    case 'file':
      return (
        <a href={content.file.url} download={content.file.name} target="_blank" rel="noopener">
          <bdi>{content.file.name}</bdi>
        </a>
      )
    case 'card':
      return <p class="panel-words">{t('transcript.card', { title: titleOf(content.card) })}</p>
    case 'rating':
      return <p class="panel-words">{t('transcript.rating', { score: content.score })}</p>
    case 'void':
      return <p class="panel-note">{t('transcript.gone')}</p>
    default:
      return null
  }
}
