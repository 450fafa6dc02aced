import type { FunctionComponent } from 'preact'
import { isMessage, type Entry } from '#protocol/entry'
import { STAFF_LIMITS } from '#protocol/limits'
import { Icon } from '#ui/components/Icon.tsx'
import { Linked } from '#ui/components/Linked.tsx'
import { MessageRow, type MessageRowProps } from '#ui/components/MessageRow.tsx'
import { formatTime, t as shared } from '#ui/i18n/t.ts'
import { eventText } from '../events.ts'
import { t } from '../i18n/t.ts'

type AgentRowOptions = {
  me: string
  recall(seq: number): void
  /** By the server's clock, ms; read while drawing, so that a tick draws again. */
  now(): number
}

/** A row as agents see it: notes among the messages, and what they may take back. */
export function createAgentRow({ me, recall, now }: AgentRowOptions): FunctionComponent<MessageRowProps> {
  const isMine = (entry: Entry) => entry.by.role === 'agent' && entry.by.id === me
  const mayRecall = (entry: Entry) => isMine(entry) && now() - entry.at < STAFF_LIMITS.recallMs

  /** The button goes with the message: what has the focus then is the list. */
  function takeBack({ currentTarget }: Event, seq: number) {
    if (currentTarget instanceof Element) currentTarget.closest<HTMLElement>('.list')?.focus()
    recall(seq)
  }

  function Recall({ item }: Pick<MessageRowProps, 'item'>) {
    if (!('seq' in item) || !mayRecall(item)) return null
    return (
      <button
        type="button"
        class="link recall"
        title={t('recall.hint')}
        onClick={event => takeBack(event, item.seq)}
      >
        {t('recall.do')}
      </button>
    )
  }

  return function AgentRow(props) {
    const { item } = props
    if (item.content.kind === 'note') return <Note {...props} recall={<Recall item={item} />} />
    const event = 'seq' in item ? eventText(item, me) : undefined
    if (event !== undefined) return <div class="notice">{event}</div>
    const isRecallable = 'seq' in item && isMessage(item)
    return <MessageRow {...props}>{isRecallable && <Recall item={item} />}</MessageRow>
  }
}

/** On its way, not sent, or stored. */
function Note({ item, model, recall }: MessageRowProps & { recall: preact.ComponentChildren }) {
  const { content, at } = item
  const failed = 'seq' in item ? undefined : item.failed
  if (content.kind !== 'note') return null
  const name = 'seq' in item && !model.isOwn(item.by) ? item.by.name : shared('entry.you')
  const state = 'seq' in item ? '' : failed ? 'failed' : 'sending'
  return (
    <div class={`row note ${state}`}>
      <div class="bubble">
        <p class="note-head">
          <Icon name="users" size={13} />
          <b>{name || shared('entry.agent')}</b> · {t('note.only')}
        </p>
        <Linked text={content.text} follow />
      </div>
      <span class="row-foot">
        <time dateTime={new Date(at).toISOString()}>{formatTime(at)}</time>
        {recall}
      </span>
      {failed && 'clientId' in item && (
        <span class="row-actions" role="alert">
          {shared('mark.failed')}
          <button type="button" class="link" onClick={() => model.retry(item.clientId!)}>
            {shared('mark.retry')}
          </button>
          <button type="button" class="link" onClick={() => model.discard(item.clientId!)}>
            {shared('mark.discard')}
          </button>
        </span>
      )}
    </div>
  )
}
