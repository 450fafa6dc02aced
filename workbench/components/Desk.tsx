import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { useSignal } from '@preact/signals'
import type { Summary } from '#protocol/desk'
import { isFree, TABS } from '../inbox.ts'
import { isInbox } from '../route.ts'
import { t } from '../i18n/t.ts'
import type { DeskModel } from '../models/DeskModel.ts'
import type { LayoutModel } from '../models/LayoutModel.ts'
import { isField, listenForShortcuts } from '../shortcuts.ts'
import { Administration } from './Administration.tsx'
import { mayDo } from '../staff.ts'
import { BlockDialog } from './BlockDialog.tsx'
import { BlockedDialog } from './BlockedDialog.tsx'
import { BrowsingDialog } from './BrowsingDialog.tsx'
import { CardDialog } from './CardDialog.tsx'
import { Dialog } from './Dialog.tsx'
import { EndDialog } from './EndDialog.tsx'
import { focusRow, Inbox } from './Inbox.tsx'
import { SecurityDialog } from './LazySecurity.tsx'
import { Notices } from './Notices.tsx'
import { PassDialog } from './PassDialog.tsx'
import { Rail } from './Rail.tsx'
import { RepliesDialog } from './RepliesDialog.tsx'
import { SearchScreen } from './SearchScreen.tsx'
import { Shortcuts } from './Shortcuts.tsx'
import { Talk } from './Talk.tsx'
import { Tickets } from './LazyTickets.tsx'
import { VisitorPanel } from './VisitorPanel.tsx'

type DeskProps = {
  desk: DeskModel
  layout: LayoutModel
  onSignOut(): Promise<string | undefined>
  onEnded(): void
}

const SINGLE_KEYS = 'ozc:agent:keys'

/** The panes of the workbench, and what the keyboard does between them. */
export function Desk({ desk, layout, onSignOut, onEnded }: DeskProps) {
  const help = useSignal(false)
  const browsing = useSignal(false)
  const ending = useSignal<Summary | undefined>(undefined)
  const singleKeys = useSignal(desk.storage.get(SINGLE_KEYS) !== 'off')
  const { cid } = desk.route.value
  const isPhone = layout.layout.value === 'phone'
  useFocus(desk, isPhone)

  function askToEnd(summary: Summary | undefined) {
    if (summary && summary.status !== 'ended' && mayDo(desk.account, 'end', summary)) ending.value = summary
  }

  useLayoutEffect(
    () =>
      listenForShortcuts(
        {
          move: by => focusRow(desk, desk.inbox.step(placeOf(desk), by)),
          accept() {
            const summary = target(desk)
            if (summary && isFree(summary)) desk.accept(summary)
          },
          end: () => askToEnd(target(desk)),
          back() {
            const open = desk.route.value.cid
            if (layout.layout.value === 'phone' && open) desk.back()
            else focusRow(desk, open ?? desk.inbox.cursor.value ?? desk.inbox.list.value[0]?.cid)
          },
          search: () => document.getElementById('inbox-search')?.focus(),
          everywhere: () => desk.go({ tab: 'queue', cid: undefined, search: '' }),
          tab(index) {
            desk.go({ tab: TABS[index]!, cid: desk.route.value.cid }, { replace: true })
            focusRow(desk, desk.inbox.list.value[0]?.cid)
          },
          help: () => (help.value = true)
        },
        () => singleKeys.value && isInbox(desk.route.value)
      ),
    []
  )

  return (
    <div class={`desk ${layout.layout.value} ${cid ? 'has-talk' : ''}`}>
      <Rail
        desk={desk}
        onHelp={() => (help.value = true)}
        onBrowsing={() => (browsing.value = true)}
        onTickets={() => desk.narrow({ tickets: 'open' })}
        onSignOut={onSignOut}
      />
      {isInbox(desk.route.value) ? (
        <>
          <Inbox desk={desk} isAlone={isPhone} />
          <Talk desk={desk} layout={layout} onEnd={askToEnd} />
          <Panel desk={desk} layout={layout} />
        </>
      ) : (
        <Other desk={desk} isPhone={isPhone} />
      )}
      <Notices model={desk.notices} />
      {desk.filter.value.tickets && <Tickets desk={desk} />}
      {help.value && (
        <Shortcuts
          isOn={singleKeys.value}
          onToggle={() => {
            singleKeys.value = !singleKeys.value
            desk.storage.set(SINGLE_KEYS, singleKeys.value ? 'on' : 'off')
          }}
          onClose={() => (help.value = false)}
        />
      )}
      <Over desk={desk} onEnded={onEnded} />
      {browsing.value && <BrowsingDialog desk={desk} onClose={() => (browsing.value = false)} />}
      {ending.value && (
        <EndDialog
          summary={ending.value}
          onEnd={() => {
            desk.end(ending.value!)
            ending.value = undefined
          }}
          onClose={() => (ending.value = undefined)}
        />
      )}
    </div>
  )
}

/** In the place of the inbox. */
function Other({ desk, isPhone }: { desk: DeskModel; isPhone: boolean }) {
  const { admin, search } = desk.route.value
  if (search !== undefined) return <SearchScreen desk={desk} at={search} />
  return <Administration desk={desk} at={admin ?? ''} isPhone={isPhone} />
}

/** The dialogs about a conversation, and those of the whole desk. */
function Over({ desk, onEnded }: Pick<DeskProps, 'desk' | 'onEnded'>) {
  const dialog = desk.dialog.value
  const onClose = () => (desk.dialog.value = undefined)
  switch (dialog?.kind) {
    case 'transfer':
    case 'invite': {
      const { kind, summary } = dialog
      return <PassDialog desk={desk} summary={summary} isInvite={kind === 'invite'} onClose={onClose} />
    }
    case 'block':
      return <BlockDialog desk={desk} summary={dialog.summary} onClose={onClose} />
    case 'card':
      return <CardDialog desk={desk} onClose={onClose} />
    case 'replies':
      return <RepliesDialog desk={desk} onClose={onClose} />
    case 'security':
      return <SecurityDialog onClose={onClose} onEnded={onEnded} />
    case 'blocked':
      return <BlockedDialog desk={desk} onClose={onClose} />
    default:
      return null
  }
}

function Panel({ desk, layout }: { desk: DeskModel; layout: LayoutModel }) {
  const summary = desk.selected.value
  if (!summary || !layout.isPanelShown.value) return null
  if (layout.layout.value === 'desktop')
    return (
      <aside class="panel" aria-label={t('visitor.title')}>
        <VisitorPanel desk={desk} summary={summary} />
      </aside>
    )
  return (
    <Dialog title={t('visitor.title')} className="sheet" onClose={layout.closeSheet}>
      <VisitorPanel desk={desk} summary={summary} onLeave={layout.closeSheet} />
    </Dialog>
  )
}

/** Into the composer when the agent may answer, else to the heading; back to the row when a phone leaves the conversation. */
function useFocus(desk: DeskModel, isPhone: boolean) {
  const { cid } = desk.route.value
  const tab = desk.selectedTab.value
  const before = useRef<{ cid: string | undefined; tab: typeof tab }>({ cid: undefined, tab: undefined })
  useEffect(() => {
    const last = before.current
    before.current = { cid, tab }
    if (!cid) return isPhone ? focusRow(desk, last.cid) : undefined
    if (!tab) return
    const isNew = cid !== last.cid || last.tab === undefined
    const { activeElement } = document
    if (!isNew && (isField(activeElement) || isInMenu(activeElement)) && activeElement?.isConnected) return
    if (!isNew && tab !== 'mine' && activeElement !== document.body) return
    const composer = document.querySelector<HTMLElement>('.talk textarea')
    if (tab === 'mine' && composer && !isPhone) composer.focus()
    else document.getElementById('talk-title')?.focus()
  }, [cid, tab])
}

/** A menu closes when the focus leaves it, also one that is about to open. */
const isInMenu = (element: Element | null) => Boolean(element?.closest('.menu'))

const rowInFocus = () => /^row-(.+)$/.exec(document.activeElement?.id ?? '')?.[1]

/** Where the keyboard goes on from: also when its row has moved out of a long list, and taken the focus with it. */
const placeOf = ({ inbox, route }: DeskModel) =>
  [rowInFocus(), inbox.cursor.value, route.value.cid].find(one =>
    inbox.list.value.some(({ cid }) => cid === one)
  )

/** What A and E are about: the row in focus, else the open conversation. */
const target = (desk: DeskModel) => desk.inbox.find(rowInFocus() ?? desk.route.value.cid)
