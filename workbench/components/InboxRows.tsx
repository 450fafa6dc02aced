import { useSignal, type ReadonlySignal } from '@preact/signals'
import type { RefObject } from 'preact'
import { useLayoutEffect } from 'preact/hooks'
import type { Summary } from '#protocol/desk'
import { t } from '../i18n/t.ts'
import type { Tab } from '../inbox.ts'
import type { DeskModel } from '../models/DeskModel.ts'
import { windowOf, type Seen } from '../window.ts'
import { InboxRow } from './InboxRow.tsx'

type InboxRowsProps = {
  desk: DeskModel
  list: readonly Summary[]
  tab: Tab
  /** What scrolls. */
  box: RefObject<HTMLDivElement | null>
}

/** As in the style sheet. */
const ROW_PX = 60

/**
 * The rows of a list; of a long one those that are near what is seen. What is above and below is empty space of the same height, beside the
 * rows rather than around them: so the browser keeps what is read where it is when others move.
 */
export function InboxRows({ desk, list, tab, box }: InboxRowsProps) {
  const { cid } = desk.route.value
  const cursor = desk.inbox.cursor.value
  const seen = useSeen(box, () => list.findIndex(row => row.cid === cursor), cursor)
  const { from, to } = windowOf(seen.value, list.length, ROW_PX)
  const rows = list.slice(from, to)
  const at = [cursor, cid].find(one => one && rows.some(row => row.cid === one)) ?? rows[0]?.cid
  const isWhole = rows.length === list.length
  return (
    <ul aria-label={t(`tab.${tab}`)}>
      <Space key="above" rows={from} />
      {rows.map((summary, i) => (
        <InboxRow
          key={summary.cid}
          summary={summary}
          desk={desk}
          tab={tab}
          isSelected={summary.cid === cid}
          isTabStop={summary.cid === at}
          {...(isWhole ? {} : { place: from + i + 1, of: list.length })}
        />
      ))}
      <Space key="below" rows={list.length - to} />
    </ul>
  )
}

const Space = ({ rows }: { rows: number }) =>
  rows === 0 ? null : <li aria-hidden="true" style={{ height: `${rows * ROW_PX}px` }} />

/** Where the list is scrolled to, px: where the keyboard has gone, also to a row that was not there. */
function useSeen(
  box: RefObject<HTMLDivElement | null>,
  indexOfCursor: () => number,
  cursor: string | undefined
): ReadonlySignal<Seen> {
  const seen = useSignal<Seen>({ top: 0, height: 1_000 })
  function look() {
    const { scrollTop: top, clientHeight: height } = box.current!
    if (seen.value.top !== top || seen.value.height !== height) seen.value = { top, height }
  }
  useLayoutEffect(() => {
    const list = box.current!
    look()
    list.addEventListener('scroll', look, { passive: true })
    const sizes = new ResizeObserver(look)
    sizes.observe(list)
    return () => {
      list.removeEventListener('scroll', look)
      sizes.disconnect()
    }
  }, [])
  useLayoutEffect(() => {
    const list = box.current!
    const index = indexOfCursor()
    if (index < 0 || document.getElementById(`row-${cursor}`)) return
    list.scrollTop = index * ROW_PX - list.clientHeight / 2
    look()
  }, [cursor])
  return seen
}
