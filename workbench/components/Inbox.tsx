import { useRef } from 'preact/hooks'
import { Icon } from '#ui/components/Icon.tsx'
import { wordOf } from '../claims.ts'
import { TABS, type Tab } from '../inbox.ts'
import { t } from '../i18n/t.ts'
import type { DeskModel } from '../models/DeskModel.ts'
import { InboxRow } from './InboxRow.tsx'
import { StatusSelect } from './StatusSelect.tsx'

/** The list of conversations: tabs, search and rows. */
export function Inbox({ desk, isAlone }: { desk: DeskModel; isAlone: boolean }) {
  return (
    <section class="inbox" role={isAlone ? 'main' : undefined} aria-label={t('tab.list')}>
      <header class="inbox-head">
        <h1>{t('app.conversations')}</h1>
        <StatusSelect desk={desk} />
      </header>
      <Search desk={desk} />
      <SourceFilter desk={desk} />
      <Tabs desk={desk} />
      <List desk={desk} />
    </section>
  )
}

function Search({ desk }: { desk: DeskModel }) {
  const { query } = desk.inbox
  const field = useRef<HTMLInputElement>(null)

  function onKeyDown(event: KeyboardEvent) {
    if (event.isComposing) return
    if (event.key === 'Escape' && query.value) {
      event.stopPropagation()
      query.value = ''
    }
    if (event.key !== 'ArrowDown' && event.key !== 'Enter') return
    event.preventDefault()
    focusRow(desk, desk.inbox.list.value[0]?.cid)
  }

  return (
    <div class="search" role="search">
      <Icon name="search" size={16} />
      <input
        ref={field}
        id="inbox-search"
        type="search"
        placeholder={t('inbox.search')}
        aria-label={t('inbox.search')}
        autocomplete="off"
        value={query.value}
        onInput={event => (query.value = event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {query.value && (
        <button
          type="button"
          class="tool"
          aria-label={t('inbox.clear')}
          onClick={() => {
            query.value = ''
            field.current?.focus()
          }}
        >
          <Icon name="close" size={16} />
        </button>
      )}
      <p class="sr-only" role="status">
        {query.value.trim() &&
          t('inbox.found', {
            count: desk.inbox.list.value.length,
            tab: t(`tab.${desk.route.value.tab}`)
          })}
      </p>
    </div>
  )
}

/** Not there while no page has said where its visitors come through. */
function SourceFilter({ desk }: { desk: DeskModel }) {
  const { source, sources } = desk.inbox
  if (sources.value.length === 0 && source.value === '') return null
  return (
    <select
      class="source-filter"
      aria-label={t('field.source')}
      value={source.value}
      onChange={event => (source.value = event.currentTarget.value)}
    >
      <option value="">{t('inbox.anySource')}</option>
      {[...new Set([...sources.value, ...(source.value ? [source.value] : [])])].map(one => (
        <option key={one} value={one}>
          {wordOf('source', one)}
        </option>
      ))}
    </select>
  )
}

function Tabs({ desk }: { desk: DeskModel }) {
  const { route, go, inbox } = desk
  const { tab, cid } = route.value

  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const next = TABS[(TABS.indexOf(tab) + step + TABS.length) % TABS.length]!
    go({ tab: next, cid }, { replace: true })
    document.getElementById(`tab-${next}`)?.focus()
  }

  return (
    <div class="tabs" role="tablist" tabIndex={-1} aria-label={t('tab.list')} onKeyDown={onKeyDown}>
      {TABS.map(one => (
        <button
          key={one}
          type="button"
          role="tab"
          id={`tab-${one}`}
          aria-selected={one === tab}
          aria-controls="inbox-list"
          tabIndex={one === tab ? 0 : -1}
          onClick={() => go({ tab: one, cid }, { replace: true })}
        >
          {t(`tab.${one}`)}
          <Count tab={one} count={inbox.found.value[one].length} isUrgent={isUrgent(desk, one)} />
        </button>
      ))}
    </div>
  )
}

const isUrgent = ({ inbox }: DeskModel, tab: Tab) =>
  tab === 'queue'
    ? inbox.groups.value.queue.length > 0
    : tab === 'mine' && inbox.groups.value.mine.some(one => one.unread > 0)

const Count = ({ tab, count, isUrgent }: { tab: Tab; count: number; isUrgent: boolean }) =>
  count > 0 ? <span class={isUrgent ? `count urgent ${tab}` : 'count'}>{count}</span> : null

function List({ desk }: { desk: DeskModel }) {
  const { inbox, route } = desk
  const { tab, cid } = route.value
  const list = inbox.list.value
  const at = [inbox.cursor.value, cid].find(one => one && list.some(row => row.cid === one)) ?? list[0]?.cid
  return (
    <div class="inbox-list" id="inbox-list" role="tabpanel" aria-labelledby={`tab-${tab}`}>
      {list.length === 0 ? (
        <p class="inbox-empty">{emptySentence(desk)}</p>
      ) : (
        <ul aria-label={t(`tab.${tab}`)}>
          {list.map(summary => (
            <InboxRow
              key={summary.cid}
              summary={summary}
              desk={desk}
              tab={tab}
              isSelected={summary.cid === cid}
              isTabStop={summary.cid === at}
            />
          ))}
        </ul>
      )}
      {inbox.query.value.trim() && <p class="inbox-note">{t('inbox.searched')}</p>}
    </div>
  )
}

function emptySentence({ inbox, route }: DeskModel): string {
  if (!inbox.loaded.value) return t('inbox.loading')
  return t(inbox.query.value.trim() ? 'inbox.nothingFound' : `inbox.empty.${route.value.tab}`)
}

/** The row gets the focus as soon as it is there. */
export function focusRow({ inbox }: DeskModel, cid: string | undefined) {
  if (!cid) return
  inbox.cursor.value = cid
  requestAnimationFrame(() => document.getElementById(`row-${cid}`)?.focus())
}
