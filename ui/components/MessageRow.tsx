import { isMessage, type Content, type Draft, type Entry, type FileRef, type Sender } from '#protocol/entry'
import type { ComponentChildren } from 'preact'
import type { Pending } from '#client/index'
import { formatSize, formatTime, t, type TextKey } from '../i18n/t.ts'
import type { ConversationModel, Mark } from '../models/ConversationModel.ts'
import { Choices } from './Choices.tsx'
import { Icon, type IconName } from './Icon.tsx'
import { LeaveLink } from './LeaveLink.tsx'
import { Linked } from './Linked.tsx'
import { ShopCard } from './ShopCard.tsx'

const MARKS: Record<Mark, { icon: IconName; text: TextKey }> = {
  sending: { icon: 'clock', text: 'mark.sending' },
  failed: { icon: 'alert', text: 'mark.failed' },
  sent: { icon: 'check', text: 'mark.sent' },
  delivered: { icon: 'checks', text: 'mark.delivered' },
  read: { icon: 'checks', text: 'mark.read' }
}

export type MessageRowProps = {
  item: Entry | Pending
  model: ConversationModel
  joined: boolean
  /** Behind the time. */
  children?: ComponentChildren
}

/** One component for a message on its way and for the stored one: the document keeps the row, and it is announced once. */
export function MessageRow({ item, model, joined, children }: MessageRowProps) {
  if ('seq' in item && !isMessage(item)) return <Notice entry={item} model={model} />
  const { content, at } = item
  const by = 'seq' in item ? item.by : undefined
  const mine = !by || by.role === model.me
  const failed = 'seq' in item ? undefined : item.failed
  const state = 'seq' in item ? '' : failed ? 'failed' : 'sending'
  return (
    <div class={`row ${mine ? 'mine' : 'theirs'} ${state} ${joined ? 'joined' : ''}`}>
      <Name by={by} model={model} joined={joined} />
      {model.look.faces.value && (
        <Face name={nameOf(by, model)} src={mine ? model.look.faces.value.mine : undefined} />
      )}
      <div class="bubble">
        <Body content={content} model={model} seq={'seq' in item ? item.seq : undefined} />
      </div>
      <span class="row-foot">
        <time dateTime={new Date(at).toISOString()}>{formatTime(at)}</time>
        {mine && <MarkIcon mark={'seq' in item ? model.mark(item) : failed ? 'failed' : 'sending'} />}
        {children}
      </span>
      {failed && <Refused item={item as Pending} model={model} />}
    </div>
  )
}

function Name({
  by,
  model,
  joined
}: { by: Sender | undefined } & Omit<MessageRowProps, 'item' | 'children'>) {
  const own = !by || model.isOwn(by)
  return <span class={own || joined ? 'sr-only' : 'row-name'}>{nameOf(by, model)}</span>
}

function nameOf(by: Sender | undefined, model: ConversationModel): string {
  if (!by || model.isOwn(by)) return t('entry.you')
  return by.name || t(by.role === 'visitor' ? 'entry.visitor' : 'entry.agent')
}

/** Decoration: the name stands beside it, if only for screen readers. */
function Face({ name, src }: { name: string; src: string | undefined }) {
  return (
    <span class="face" aria-hidden="true">
      {src ? <img src={src} alt="" referrerPolicy="no-referrer" loading="lazy" /> : [...name][0]}
    </span>
  )
}

function Refused({ item: { clientId, failed }, model }: { item: Pending; model: ConversationModel }) {
  return (
    <span class="row-actions" role="alert">
      {t(failed === 'visitor-blocked' ? 'mark.blocked' : 'mark.failed')}
      <button type="button" class="link" onClick={() => model.retry(clientId)}>
        {t('mark.retry')}
      </button>
      <button type="button" class="link" onClick={() => model.discard(clientId)}>
        {t('mark.discard')}
      </button>
    </span>
  )
}

function Notice({ entry, model }: { entry: Entry; model: ConversationModel }) {
  const text = noticeText(entry, model)
  if (!text) return null
  const isEnd = entry.content.kind === 'ended' && entry === model.entries.value.at(-1)
  return (
    <div class="notice">
      {text}
      {isEnd && <LeaveLink leave={model.look.leave} />}
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

type BodyProps = { content: Content | Draft; model: ConversationModel; seq: number | undefined }

function Body({ content, model, seq }: BodyProps) {
  if (content.kind === 'text')
    return (
      <>
        <Linked text={content.text} follow={model.look.links.value} />
        <Choices content={content} model={model} seq={seq} />
      </>
    )
  if (content.kind === 'rating') return <Rated rating={content} />
  if (content.kind === 'card') return <ShopCard card={content.card} follow={model.look.links.value} />
  // On its way, a file is only an id
  if (!('file' in content)) return <Icon name="file" />
  return content.kind === 'image' ? (
    <Picture file={content.file} />
  ) : (
    <FileLink file={content.file} openFile={model.look.openFile} />
  )
}

function Rated({ rating: { score, comment } }: { rating: Extract<Content, { kind: 'rating' }> }) {
  return (
    <>
      <span class="stars" role="img" aria-label={t('rating.of', { score })}>
        {'★'.repeat(score)}
        {'☆'.repeat(5 - score)}
      </span>
      {comment && <span class="rating-comment">{comment}</span>}
    </>
  )
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

function FileLink({ file, openFile }: { file: FileRef; openFile(url: string): boolean }) {
  const size = formatSize(file.size)
  return (
    <a
      class="file"
      href={file.url}
      download={file.name}
      onClick={event => openFile(file.url) && event.preventDefault()}
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
