import type { Summary } from '#protocol/desk'
import { Icon } from '#ui/components/Icon.tsx'
import { lineOf } from '../events.ts'
import { movedAt, waitsSince, type Tab } from '../inbox.ts'
import { formatDuration, formatWhen } from '../i18n/format.ts'
import { t } from '../i18n/t.ts'
import type { DeskModel } from '../models/DeskModel.ts'
import { holderOf } from '../staff.ts'
import { nameOf } from '../visitor-name.ts'
import { Avatar } from './Avatar.tsx'

type InboxRowProps = {
  summary: Summary
  desk: DeskModel
  tab: Tab
  isSelected: boolean
  isTabStop: boolean
  /** Which of how many, in a list of which not all rows are there. */
  place?: number
  of?: number
}

/** Reads signals, so it is drawn again only when these or its props change: of 500 rows, the one that moved. */
export function InboxRow({ summary, desk, tab, isSelected, isTabStop, place, of }: InboxRowProps) {
  const { cid, uid, name, online, unread } = summary
  const at = movedAt(summary)
  // What a colleague has not read is the colleague's
  const fresh = tab !== 'colleagues' && unread > 0
  return (
    <li class="row-item" aria-setsize={of} aria-posinset={place}>
      <a
        id={`row-${cid}`}
        class={fresh ? 'inbox-row fresh' : 'inbox-row'}
        href={`#/${tab}/${cid}`}
        aria-current={isSelected ? 'true' : undefined}
        tabIndex={isTabStop ? 0 : -1}
        onFocus={() => (desk.inbox.cursor.value = cid)}
        onClick={event => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return
          event.preventDefault()
          desk.go({ tab, cid })
        }}
      >
        <Avatar name={name} uid={uid} online={online} />
        <span class="row-main">
          <span class="row-line">
            <bdi class="row-who">{nameOf(summary)}</bdi>
            {online && <span class="sr-only">, {t('row.online')}, </span>}
            {tab === 'queue' ? (
              <Waiting desk={desk} since={waitsSince(summary)} />
            ) : (
              <time class="row-when" dateTime={new Date(at).toISOString()}>
                {formatWhen(at, desk.today.value)}
              </time>
            )}
          </span>
          <span class="row-line">
            <span class="row-text">
              <Preview summary={summary} desk={desk} />
            </span>
            {desk.failed.value.has(uid) && (
              <span class="row-failed" role="img" aria-label={t('row.unsent')} title={t('row.unsent')}>
                <Icon name="alert" size={16} />
              </span>
            )}
            {fresh && (
              <span class="badge">
                {unread > 98 ? '99+' : unread}
                <span class="sr-only"> {t('row.unread', { count: '' })}</span>
              </span>
            )}
          </span>
        </span>
      </a>
    </li>
  )
}

function Preview({ summary, desk }: { summary: Summary; desk: DeskModel }) {
  const { last, agentId, status } = summary
  const holder = agentId && agentId !== desk.account.id && status !== 'ended' ? holderOf(summary, desk) : ''
  const text = last ? lineOf(last) : t('row.noMessage')
  const group = status === 'queued' ? desk.nameOfGroup(summary.groupId) : ''
  const said =
    last?.by.role === 'agent'
      ? last.by.id === desk.account.id
        ? t('row.you', { text })
        : t('row.agent', { name: last.by.name ?? '', text })
      : text
  return (
    <>
      {group && <span class="row-holder group">{group}</span>}
      {holder && <span class="row-holder">{holder}</span>}
      <bdi>{said}</bdi>
    </>
  )
}

const SOON_MS = 2 * 60_000
const LATE_MS = 5 * 60_000

/** Only this small part is drawn again as time passes. */
function Waiting({ desk, since }: { desk: DeskModel; since: number }) {
  const waited = Math.max(0, desk.now.value - since)
  const level = waited > LATE_MS ? 'late' : waited > SOON_MS ? 'soon' : ''
  const time = formatDuration(waited)
  return (
    <span class={`row-waiting ${level}`} title={t('row.waiting', { time })}>
      <Icon name="clock" size={13} />
      <span class="sr-only">{t('row.waiting', { time: '' })}</span>
      {time}
    </span>
  )
}
