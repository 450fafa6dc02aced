import type { Content, Entry, FileRef } from '#protocol/entry'
import type { Pending } from '#client/index'
import { formatSize, formatTime, t } from '../i18n/t.ts'
import type { TextKey } from '../i18n/en.ts'
import type { ConversationModel, Mark } from '../models/ConversationModel.ts'
import { Icon, type IconName } from './Icon.tsx'
import { Linked } from './Linked.tsx'

const MARKS: Record<Mark, { icon: IconName; text: TextKey }> = {
  sending: { icon: 'clock', text: 'mark.sending' },
  failed: { icon: 'alert', text: 'mark.failed' },
  sent: { icon: 'check', text: 'mark.sent' },
  delivered: { icon: 'checks', text: 'mark.delivered' },
  read: { icon: 'checks', text: 'mark.read' }
}

type EntryRowProps = { entry: Entry; model: ConversationModel; joined: boolean }

export function EntryRow({ entry, model, joined }: EntryRowProps) {
  const { by, content, at } = entry
  const mine = by.role === model.me
  if (content.kind !== 'text' && content.kind !== 'image' && content.kind !== 'file') {
    const text = noticeText(entry, model)
    return text ? <div class="notice">{text}</div> : null
  }
  const own = model.isOwn(by)
  const name = own ? t('entry.you') : by.name || t(by.role === 'visitor' ? 'entry.visitor' : 'entry.agent')
  return (
    <div class={`row ${mine ? 'mine' : 'theirs'} ${joined ? 'joined' : ''}`}>
      <span class={own || joined ? 'sr-only' : 'row-name'}>{name}</span>
      <div class="bubble">
        <Body content={content} />
      </div>
      <span class="row-foot">
        <time dateTime={new Date(at).toISOString()}>{formatTime(at)}</time>
        {mine && <MarkIcon mark={model.mark(entry)} />}
      </span>
    </div>
  )
}

/** A message that is still on its way, or was refused. */
export function PendingRow({
  pending,
  model,
  picture
}: {
  pending: Pending
  model: ConversationModel
  picture?: string
}) {
  const { clientId, content, failed, at } = pending
  return (
    <div class={`row mine ${failed ? 'failed' : 'sending'}`}>
      <span class="sr-only">{t('entry.you')}</span>
      <div class="bubble">
        {content.kind === 'text' ? <Linked text={content.text} /> : picture || <Icon name="file" />}
      </div>
      <span class="row-foot">
        <time dateTime={new Date(at).toISOString()}>{formatTime(at)}</time>
        <MarkIcon mark={failed ? 'failed' : 'sending'} />
      </span>
      {failed && (
        <span class="row-actions" role="alert">
          {t('mark.failed')}
          <button type="button" class="link" onClick={() => model.retry(clientId)}>
            {t('mark.retry')}
          </button>
          <button type="button" class="link" onClick={() => model.discard(clientId)}>
            {t('mark.discard')}
          </button>
        </span>
      )}
    </div>
  )
}

function MarkIcon({ mark }: { mark: Mark }) {
  const { icon, text } = MARKS[mark]
  return (
    <span class={`mark ${mark}`} role="img" aria-label={t(text)} title={t(text)}>
      <Icon name={icon} size={14} />
    </span>
  )
}

function Body({ content }: { content: Extract<Content, { kind: 'text' | 'image' | 'file' }> }) {
  if (content.kind === 'text') return <Linked text={content.text} />
  return content.kind === 'image' ? <Picture file={content.file} /> : <FileLink file={content.file} />
}

/** Takes its place before it has loaded: nothing jumps. */
function Picture({ file }: { file: FileRef }) {
  const { width = 240, height = 180 } = file
  const scale = Math.min(1, 260 / width, 320 / height)
  return (
    <a
      class="picture"
      href={file.url}
      target="_blank"
      rel="noopener"
      aria-label={t('image.open', { name: file.name })}
    >
      <img
        src={file.url}
        alt={file.name}
        width={Math.round(width * scale)}
        height={Math.round(height * scale)}
        loading="lazy"
        decoding="async"
      />
    </a>
  )
}

function FileLink({ file }: { file: FileRef }) {
  const size = formatSize(file.size)
  return (
    <a
      class="file"
      href={file.url}
      download={file.name}
      aria-label={t('file.download', { name: file.name, size })}
    >
      <Icon name="file" size={28} />
      <span>
        <b>{file.name}</b>
        <small>{size}</small>
      </span>
    </a>
  )
}

function noticeText({ content, by }: Entry, { me, isOwn }: ConversationModel): string | undefined {
  switch (content.kind) {
    case 'started':
      return t('entry.started')
    case 'assigned':
      return t(me === 'visitor' ? 'entry.assigned' : 'entry.assignedAgent', {
        name: content.agent.name || t('entry.agent')
      })
    case 'released':
      return me === 'agent' ? t('entry.released') : undefined
    case 'ended':
      return t(
        content.by === 'system'
          ? 'entry.endedBySystem'
          : isOwn(by)
            ? 'entry.endedByYou'
            : content.by === 'visitor'
              ? 'entry.endedByVisitor'
              : 'entry.endedByAgent'
      )
    case 'void':
      return t('entry.void')
    default:
      return undefined
  }
}
