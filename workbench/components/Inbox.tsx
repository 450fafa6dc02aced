import { useRef } from 'preact/hooks'
import { Icon } from '#ui/components/Icon.tsx'
import { wordOf } from '../claims.ts'
import { TABS, type Tab } from '../inbox.ts'
import { t } from '../i18n/t.ts'
import type { DeskModel } from '../models/DeskModel.ts'
import { InboxRows } from './InboxRows.tsx'
import { MoreButton } from './MoreButton.tsx'
import { StatusSelect } from './StatusSelect.tsx'

/** The list of conversations: tabs, search and rows. */
export function Inbox({ desk, isAlone }: { desk: DeskModel; isAlone: boolean }) {
  const app = desk.app.value
  return (
    <section class="inbox" role={isAlone ? 'main' : undefined} aria-label={t('tab.list')}>
      <header class="inbox-head">
        <h1>{t('app.conversations')}</h1>
        <StatusSelect desk={desk} />
      </header>
      <Search desk={desk} />
      <Filters desk={desk} />
      <Tabs desk={desk} />
      <List desk={desk} />
      {isAlone && app && <app.InstallHint desk={desk} />}
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
      desk.narrow({ q: '' })
    }
    if (event.key !== 'ArrowDown' && event.key !== 'Enter') return
    event.preventDefault()
    const [first] = desk.inbox.list.value
    if (!first && event.key === 'Enter' && query.value.trim()) return searchEverywhere(desk)
    focusRow(desk, first?.cid)
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
        onInput={event => desk.narrow({ q: event.currentTarget.value })}
        onKeyDown={onKeyDown}
      />
      {query.value && (
        <button
          type="button"
          class="tool"
          aria-label={t('inbox.clear')}
          onClick={() => {
            desk.narrow({ q: '' })
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

/** Each is not there while there is nothing to choose from. */
function Filters({ desk }: { desk: DeskModel }) {
  const { source, group } = desk.filter.value
  const sources = desk.inbox.sources.value.map(id => ({ id, name: wordOf('source', id) }))
  return (
    <div class="filters">
      <Filter
        label={t('field.source')}
        any={t('inbox.anySource')}
        value={source}
        choices={withChosen(sources, source)}
        onChoose={next => desk.narrow({ source: next })}
      />
      <Filter
        label={t('field.groupid')}
        any={t('inbox.anyGroup')}
        value={group}
        choices={withChosen(desk.groups.value, group)}
        onChoose={next => desk.narrow({ group: next })}
      />
    </div>
  )
}

type Choice = { id: string; name: string }
export const withChosen = (choices: readonly Choice[], chosen: string): readonly Choice[] =>
  chosen === '' || choices.some(({ id }) => id === chosen)
    ? choices
    : [...choices, { id: chosen, name: chosen }]

type FilterProps = {
  label: string
  any: string
  value: string
  choices: readonly Choice[]
  onChoose(value: string): void
}

const Filter = ({ label, any, value, choices, onChoose }: FilterProps) =>
  choices.length === 0 ? null : (
    <select aria-label={label} value={value} onChange={event => onChoose(event.currentTarget.value)}>
      <option value="">{any}</option>
      {choices.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  )

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
  const { tab } = route.value
  const list = inbox.list.value
  const box = useRef<HTMLDivElement>(null)
  return (
    <div class="inbox-list" id="inbox-list" role="tabpanel" aria-labelledby={`tab-${tab}`} ref={box}>
      {list.length === 0 ? (
        <p class="inbox-empty">{emptySentence(desk)}</p>
      ) : (
        <InboxRows key={tab} desk={desk} list={list} tab={tab} box={box} />
      )}
      {inbox.query.value.trim() && (
        <>
          <p class="inbox-everywhere">
            <button type="button" class="button" onClick={() => searchEverywhere(desk)}>
              {t('inbox.everywhere')}
            </button>
          </p>
          <p class="inbox-note">{t('inbox.searched')}</p>
        </>
      )}
      {tab === 'ended' && inbox.hasOlder.value && (
        <MoreButton
          count={inbox.olderCount.value}
          label={t(inbox.isNarrowed.value ? 'inbox.olderSearched' : 'inbox.older')}
          isEager={!inbox.isNarrowed.value}
          onMore={inbox.loadOlder}
        />
      )}
    </div>
  )
}

/** The same words, in everything that was ever said. */
const searchEverywhere = (desk: DeskModel) =>
  desk.go({
    tab: desk.route.value.tab,
    cid: undefined,
    search: String(new URLSearchParams({ q: desk.inbox.query.value.trim() }))
  })

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
