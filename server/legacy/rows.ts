import { assertNever } from '#protocol/assert-never'
import type { Entry } from '#protocol/entry'
import { linkify, type Piece } from '#protocol/linkify'
import { cardText } from './card.ts'
import type { Texts } from '#server/language'

/** An entry as the page shows it, drawn by the server or by the page's script: plain text and addresses only. */
export type Row = {
  seq: number
  side: 'mine' | 'theirs' | 'notice'
  name: string
  /** ms since epoch. */
  at: number
  pieces: Piece[]
  file?: { url: string; name: string; about: string; picture?: { width: number; height: number } }
}

type Reader = { texts: Texts; linked: boolean }

/** Fits the narrowest phone. */
const LARGEST = { width: 220, height: 280 }

/** Undefined for what is not for the visitor's eyes. */
export function toRow(entry: Entry, reader: Reader): Row | undefined {
  const { seq, at, by, content } = entry
  const { t } = reader.texts
  const mine = by.role === 'visitor'
  const row: Row = {
    seq,
    at,
    side: mine ? 'mine' : 'theirs',
    name: mine ? t('entry.you') : by.name || t('entry.agent'),
    pieces: []
  }
  if (content.kind === 'text' || content.kind === 'card') {
    const text = content.kind === 'text' ? textWithChoices(content) : cardText(content.card, reader.texts)
    return { ...row, pieces: reader.linked ? linkify(text) : [{ text }] }
  }
  if (content.kind === 'rating') {
    const stars = '★'.repeat(content.score) + '☆'.repeat(5 - content.score)
    return { ...row, pieces: [{ text: content.comment ? `${stars} ${content.comment}` : stars }] }
  }
  if (content.kind === 'image' || content.kind === 'file')
    return { ...row, file: toFile(content, reader.texts) }
  const notice = noticeOf(entry, reader.texts)
  return notice === undefined ? undefined : { ...row, side: 'notice', name: '', pieces: [{ text: notice }] }
}

/** Without buttons a visitor writes what is to be chosen. */
const textWithChoices = ({ text, choices = [], go }: Extract<Entry['content'], { kind: 'text' }>) =>
  [text, ...choices.map(choice => `· ${choice}`), ...(go ? [`· ${go.text}: ${go.url}`] : [])].join('\n')

function toFile(
  { kind, file }: Extract<Entry['content'], { file: unknown }>,
  { t, size }: Texts
): NonNullable<Row['file']> {
  const { url, name, width, height } = file
  if (kind === 'file') return { url, name, about: t('file.download', { name, size: size(file.size) }) }
  const about = t('image.open', { name })
  if (!width || !height) return { url, name, about }
  const scale = Math.min(1, LARGEST.width / width, LARGEST.height / height)
  return {
    url,
    name,
    about,
    picture: { width: Math.round(width * scale), height: Math.round(height * scale) }
  }
}

function noticeOf({ content, by }: Entry, { t }: Texts): string | undefined {
  switch (content.kind) {
    case 'started':
      return t('entry.started')
    case 'assigned':
      return t('entry.assigned', { name: content.agent.name || t('entry.agent') })
    case 'ended':
      if (content.by === 'system') return t('entry.endedBySystem')
      return t(by.role === 'visitor' ? 'entry.endedByYou' : 'entry.endedByAgent')
    case 'void':
      return t('entry.void')
    case 'released':
    case 'recalled':
    case 'erased':
    case 'note':
    case 'joined':
    case 'left':
    case 'blocked':
    case 'unblocked':
    case 'hidden':
    case 'text':
    case 'image':
    case 'file':
    case 'rating':
    case 'card':
      return undefined
    default:
      return assertNever(content)
  }
}
