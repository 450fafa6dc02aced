import type { RefObject } from 'preact'
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { CUSTOMERS } from '#protocol/api/customers'
import type { Entry } from '#protocol/entry'
import { Dialog } from '../components/Dialog.tsx'
import { formatDate } from '../i18n/format.ts'
import { carry } from '../operation.ts'
import { t } from './i18n/t.ts'

type TranscriptProps = {
  conversation: string
  startedAt: number
  /** Seq of the message that it is opened at. */
  at?: number
  onClose(): void
}

/** What is read before that message. */
const BEFORE = 20

/** A conversation that the inbox does not have any more, to be read. */
export function Transcript({ conversation, startedAt, at = 0, onClose }: TranscriptProps) {
  const entries = useSignal<readonly Entry[]>([])
  const next = useSignal<string | null>(null)
  const state = useSignal<'loading' | 'there' | 'failed'>('loading')
  const begins = useSignal(Math.max(0, at - BEFORE))
  const wanted = useRef<HTMLLIElement>(null)

  async function load(after?: string, isAnew = false) {
    state.value = 'loading'
    const answer = await carry(CUSTOMERS.listMessages, {
      conversation,
      ...(after === undefined ? {} : { after })
    })
    state.value = answer.ok ? 'there' : 'failed'
    if (!answer.ok) return
    entries.value = [...(isAnew ? [] : entries.value), ...answer.value.items]
    next.value = answer.value.next
  }
  useEffect(() => void load(begins.value ? String(begins.value) : undefined, true), [conversation])
  const isThere = entries.value.length > 0
  useEffect(() => wanted.current?.scrollIntoView({ block: 'center' }), [isThere])

  function loadAll() {
    begins.value = 0
    void load(undefined, true)
  }

  return (
    <Dialog
      title={t('transcript.title', { time: formatDate(startedAt) })}
      className="transcript"
      onClose={onClose}
    >
      {begins.value > 0 && (
        <button type="button" class="button" onClick={loadAll}>
          {t('transcript.all')}
        </button>
      )}
      <ol
        class="transcript-list"
        tabIndex={0}
        aria-label={t('transcript.title', { time: formatDate(startedAt) })}
      >
        {entries.value.map(entry => (
          <Line key={entry.id} entry={entry} wanted={entry.seq === at ? wanted : undefined} />
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

type LineProps = { entry: Entry; wanted: RefObject<HTMLLIElement | null> | undefined }

function Line({ entry, wanted }: LineProps) {
  const words = <Words entry={entry} />
  const { by, at, content } = entry
  if (SILENT.has(content.kind)) return null
  const who =
    by.role === 'agent'
      ? (by.name ?? '')
      : t(`transcript.${by.role === 'visitor' ? 'visitor' : by.role === 'bot' ? 'bot' : 'system'}`)
  return (
    <li
      {...(wanted ? { ref: wanted, 'aria-current': 'true' } : {})}
      class={`transcript-line ${by.role} ${content.kind}`}
    >
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
