import { html } from 'hono/html'
import type { Position } from '#protocol/client-frame'
import type { Entry } from '#protocol/entry'
import { present } from '#server/present'
import type { Services } from '#server/services'
import { isOfThisHistory } from '#server/socket/frames/follow'
import { entriesAfter, entriesBefore } from '#server/store/entries'
import { findTimeline } from '#server/store/timelines'
import type { Texts } from '#server/language'
import { toRow, type Row } from './rows.ts'
import type { Visit } from './visit.ts'

const PAGE = 30
const VISITOR = { role: 'visitor', masked: false } as const

/** A stretch of the timeline; `at` is the place of its newest entry, for the next question. */
export type Stretch = {
  rows: Row[]
  at: Position
  /** Seq before which there is more. */
  older: number | undefined
  /** There is more after it. */
  more: boolean
  /** It does not follow the position that was asked from. */
  reset: boolean
}

const NOTHING: Stretch = { rows: [], at: null, older: undefined, more: false, reset: true }

/** The newest messages, those after a position, or those before a seq. */
export async function readStretch(
  services: Services,
  visit: Visit,
  where: { after: Position } | { before: number }
): Promise<Stretch> {
  const { database } = services
  const timeline = visit.uid && (await findTimeline(database, visit.uid))
  if (!timeline) return NOTHING
  const { uid, headSeq, floorSeq } = timeline
  const isKnown = 'after' in where && (await isOfThisHistory(services, timeline, where.after))
  const more = isKnown ? await entriesAfter(database.read, uid, where.after!.cursor, PAGE) : []
  // RV2 The page's script only adds rows: one that is void now has it begin anew
  const follows =
    isKnown &&
    !more.some(
      ({ content }) => content.kind === 'erased' || (content.kind === 'recalled' && !content.internal)
    )
  const entries = follows
    ? more
    : await entriesBefore(database.read, uid, 'before' in where ? where.before : headSeq + 1, PAGE)
  const [first, last] = [entries[0], entries.at(-1)]
  const since = visit.config.time ? services.clock.now() - visit.config.time * 60_000 : 0
  return {
    rows: toRows(
      services,
      visit,
      entries.filter(({ at }) => at >= since)
    ),
    at: last ? { cursor: last.seq, lastId: last.id } : follows ? where.after! : null,
    older: first && first.seq > floorSeq && first.at >= since ? first.seq : undefined,
    more: follows && last !== undefined && last.seq < headSeq,
    reset: !follows
  }
}

function toRows({ tokens, clock }: Services, { texts, config }: Visit, entries: Entry[]): Row[] {
  const reader = { texts, linked: config.is_link !== false }
  return entries.flatMap(entry => toRow(present(entry, VISITOR, tokens, clock.now()), reader) ?? [])
}

/** Rows as the page's script would draw them. */
export const drawRows = (rows: Row[], texts: Texts, now: number) =>
  rows.map(row => (row.side === 'notice' ? drawNotice(row) : drawMessage(row, texts, now)))

const drawNotice = ({ pieces }: Row) => html`<div class="notice">${drawPieces(pieces)}</div>`

const drawMessage = ({ side, name, at, pieces, file }: Row, { age }: Texts, now: number) =>
  html`<div class="row ${side}">
    <div class="name">${name}</div>
    <div class="bubble">${file ? drawFile(file) : drawPieces(pieces)}</div>
    <div class="time">${age(now - at)}</div>
  </div>`

const drawPieces = (pieces: Row['pieces']) =>
  pieces.map(({ text, url }) =>
    url ? html`<a href="${url}" target="_blank" rel="noopener noreferrer nofollow ugc">${text}</a>` : text
  )

const drawFile = ({ url, name, about, picture }: NonNullable<Row['file']>) =>
  html`<a href="${url}" target="_blank" rel="noopener" title="${about}"
    >${
      picture
        ? html`<img src="${url}" alt="${about}" width="${picture.width}" height="${picture.height}" />`
        : name
    }</a
  >`
