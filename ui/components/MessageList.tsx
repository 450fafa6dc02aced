import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { useSignal } from '@preact/signals'
import { isMessage, type Entry } from '#protocol/entry'
import type { ComponentChildren } from 'preact'
import { formatDay, startOfDay, t } from '../i18n/t.ts'
import type { ConversationModel } from '../models/ConversationModel.ts'
import { MessageRow, type MessageRowProps } from './MessageRow.tsx'
import { Icon } from './Icon.tsx'

/** Messages of one sender that follow each other closer than this belong together. */
const JOIN_MS = 120_000
/** As near to an edge as this, the list goes on. */
const EDGE = 200

type MessageListProps = {
  model: ConversationModel
  /** Whether the person can see the list now. */ visible: boolean
  children?: ComponentChildren
  typing?: ComponentChildren
}

/**
 * ML1 While the person is at the newest message the list stays there; while they read above, nothing moves.
 * ML2 Older entries come in above without moving what is read, and without being announced again.
 * ML3 A new message is announced once: a row keeps its identity from the outbox to the timeline.
 */
export function MessageList({ model, visible, children, typing }: MessageListProps) {
  const box = useRef<HTMLDivElement>(null)
  const atBottom = useRef(true)
  const anchor = useRef<{ key: string; top: number } | undefined>(undefined)
  const live = useSignal(false)
  const shown = model.shown.value
  const pending = model.atNewest.value ? model.pending.value : []
  const stored = new Set(shown.map(entry => entry.clientId))
  // In one list: between two of them a row could not keep its identity
  const rows = [
    ...shown.flatMap((entry, i) => [
      daySeparator(entry, shown[i - 1]),
      keyed(entry.clientId ?? entry.id, { item: entry, model, joined: isJoined(entry, shown[i - 1]) })
    ]),
    ...pending
      .filter(one => !stored.has(one.clientId))
      .map(one => keyed(one.clientId, { item: one, model, joined: false }))
  ]

  useLayoutEffect(() => {
    const list = box.current!
    const kept = anchor.current
    if (atBottom.current && model.atNewest.value) list.scrollTop = list.scrollHeight
    else if (kept) {
      const row = list.querySelector<HTMLElement>(`[data-key="${CSS.escape(kept.key)}"]`)
      if (row) list.scrollTop += row.offsetTop - list.scrollTop - kept.top
    }
    anchor.current = undefined
  }, [shown, pending.length, model.uploads.value.length])

  // The history that comes first is not news
  useEffect(() => {
    if (!model.loaded.value) return
    const timer = setTimeout(() => (live.value = true), 300)
    return () => clearTimeout(timer)
  }, [model.loaded.value])

  useEffect(() => {
    if (visible && atBottom.current && model.atNewest.value) model.seen()
  }, [visible, shown])

  // The keyboard of a phone or a growing composer must not hide the newest message
  useEffect(() => {
    const list = box.current!
    const observer = new ResizeObserver(() => {
      if (atBottom.current && model.atNewest.value) list.scrollTop = list.scrollHeight
    })
    observer.observe(list)
    return () => observer.disconnect()
  }, [])

  function onScroll() {
    const list = box.current
    // It is told of a turn later: by then another visitor's list may stand there
    if (!list) return
    const below = list.scrollHeight - list.scrollTop - list.clientHeight
    atBottom.current = below < 40
    if (atBottom.current && model.atNewest.value && visible) model.seen()
    if (list.scrollTop < EDGE) move(() => model.older())
    else if (below < EDGE && !model.atNewest.value) move(() => model.newer())
  }

  /** Changes what is shown around the row that is on top now. */
  function move(change: () => void) {
    const list = box.current!
    const row = [...list.querySelectorAll<HTMLElement>('[data-key]')].find(
      one => one.offsetTop + one.offsetHeight > list.scrollTop
    )
    if (row) anchor.current = { key: row.dataset['key']!, top: row.offsetTop - list.scrollTop }
    live.value = false
    change()
    setTimeout(() => (live.value = true), 300)
  }

  function toNewest() {
    atBottom.current = true
    model.newest()
    box.current!.scrollTop = box.current!.scrollHeight
    model.seen()
  }

  return (
    <div class="list-frame">
      <div
        class="list"
        ref={box}
        onScroll={onScroll}
        tabIndex={0}
        role="region"
        aria-label={t('chat.messages')}
      >
        <p class="list-top">{model.loadingOlder.value ? t('list.older') : ''}</p>
        {children}
        <div
          role="log"
          aria-live={live.value ? 'polite' : 'off'}
          aria-relevant="additions"
          aria-label={t('chat.messages')}
          class="rows"
        >
          {rows}
        </div>
        <div class="typing-line" role="status">
          {typing}
        </div>
      </div>
      {(model.unseen.value > 0 || !model.atNewest.value) && (
        <button type="button" class="to-newest" onClick={toNewest}>
          <Icon name="down" size={16} />
          {model.unseen.value > 0 ? t('list.new', { count: model.unseen.value }) : t('list.newest')}
        </button>
      )}
    </div>
  )
}

const keyed = (key: string, props: MessageRowProps, Row = props.model.look.Row ?? MessageRow) => (
  <div role="presentation" key={key} data-key={key} class="keyed">
    <Row {...props} />
  </div>
)

function isJoined(entry: Entry, before: Entry | undefined): boolean {
  return (
    before !== undefined &&
    isMessage(before) &&
    before.by.id === entry.by.id &&
    entry.at - before.at < JOIN_MS &&
    startOfDay(entry.at) === startOfDay(before.at)
  )
}

function daySeparator(entry: Entry, before: Entry | undefined) {
  if (before && startOfDay(before.at) === startOfDay(entry.at)) return null
  return (
    <div key={`day-${entry.seq}`} class="day">
      <span>{formatDay(entry.at)}</span>
    </div>
  )
}
