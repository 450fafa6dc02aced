import { Icon } from '#ui/components/Icon.tsx'
import { switchLanguage, t } from '../i18n/t.ts'
import { isInbox } from '../route.ts'
import type { DeskModel } from '../models/DeskModel.ts'
import { letterOf } from '../visitor-name.ts'
import { Menu } from './Menu.tsx'
import { Mark } from './SignIn.tsx'

type RailProps = {
  desk: DeskModel
  onHelp(): void
  onBrowsing(): void
  onTickets(): void
  onSignOut(): Promise<string | undefined>
}

/** The edge of the workbench: where to, and what belongs to the agent. */
export function Rail({ desk, onHelp, onBrowsing, onTickets, onSignOut }: RailProps) {
  return (
    <nav class="rail" aria-label={t('app.navigation')}>
      <span class="rail-brand">
        <Mark size={28} />
      </span>
      <a
        class="rail-item"
        href="#/queue"
        aria-current={isInbox(desk.route.value) ? 'page' : undefined}
        title={t('app.conversations')}
        onClick={event => {
          event.preventDefault()
          desk.go({ tab: desk.route.value.tab, cid: undefined })
        }}
      >
        <Icon name="inbox" />
        <span class="sr-only">{t('app.conversations')}</span>
      </a>
      <a
        class="rail-item rail-search"
        href="#/search"
        aria-current={desk.route.value.search === undefined ? undefined : 'page'}
        title={t('app.search')}
      >
        <Icon name="search" />
        <span class="sr-only">{t('app.search')}</span>
      </a>
      {desk.browsing.value.on && <BrowsingButton desk={desk} onClick={onBrowsing} />}
      <button
        type="button"
        class="rail-item"
        aria-label={t('ticket.title')}
        title={t('ticket.title')}
        onClick={onTickets}
      >
        <Icon name="leave" />
      </button>
      {desk.account.role !== 'agent' && (
        <a
          class="rail-item rail-admin"
          href="#/admin/"
          aria-current={desk.route.value.admin === undefined ? undefined : 'page'}
          title={t('app.administration')}
        >
          <Sliders />
          <span class="sr-only">{t('app.administration')}</span>
        </a>
      )}
      <span class="rail-space" />
      <Bell desk={desk} />
      <button
        type="button"
        class="rail-item rail-help"
        aria-label={t('menu.shortcuts')}
        title={t('menu.shortcuts')}
        onClick={onHelp}
      >
        ?
      </button>
      <AccountMenu desk={desk} onHelp={onHelp} onSignOut={onSignOut} />
    </nav>
  )
}

/** Not among the icons of ui/, which visitors load, too. */
const Sliders = () => (
  <svg class="icon" width="20" height="20" viewBox="0 0 24 24" aria-hidden="true">
    <path d="M4 7h9M19 7h1M4 17h1M11 17h9M16 4.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5M8 14.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5" />
  </svg>
)

function BrowsingButton({ desk, onClick }: { desk: DeskModel; onClick(): void }) {
  const count = desk.browsing.value.visitors.length
  const label = t('browsing.open', { count })
  return (
    <button type="button" class="rail-item rail-browsing" aria-label={label} title={label} onClick={onClick}>
      <Icon name="users" />
      {count > 0 && <span aria-hidden="true">{count > 99 ? '99+' : count}</span>}
    </button>
  )
}

function Bell({ desk }: { desk: DeskModel }) {
  const { alerts, notices } = desk
  const label = t(alerts.desktop.value ? 'bell.on' : 'bell.off')

  async function toggle() {
    const isDone = await alerts.toggleDesktop()
    notices.say(
      isDone ? t(alerts.desktop.value ? 'bell.on' : 'bell.off') : t('bell.denied'),
      isDone ? {} : { urgent: true }
    )
  }

  return (
    <button
      type="button"
      class="rail-item"
      aria-label={label}
      title={label}
      aria-pressed={alerts.desktop.value}
      onClick={() => void toggle()}
    >
      <Icon name={alerts.desktop.value ? 'bell' : 'bellOff'} />
    </button>
  )
}

const MENU = [
  ['replies', 'file', 'reply.title'],
  ['blocked', 'alert', 'blocked.title'],
  ['security', 'check', 'menu.security']
] as const

function AccountMenu({ desk, onHelp, onSignOut }: Omit<RailProps, 'onBrowsing' | 'onTickets'>) {
  const { account, alerts, myStatus, notices } = desk
  const app = desk.app.value

  async function leave() {
    if (await onSignOut()) notices.say(t('menu.signOutFailed'), { urgent: true })
  }

  return (
    <Menu
      label={t('menu.account', { name: account.name })}
      className="rail-item rail-me"
      side="above"
      button={
        <span class="avatar me" aria-hidden="true">
          {letterOf(account.name)}
          <i class={`dot ${myStatus.value}`} />
        </span>
      }
    >
      {close => (
        <>
          <p class="menu-head">
            <b>{account.name}</b>
            <small>{account.email}</small>
            <small>{account.company}</small>
          </p>
          {MENU.map(([kind, icon, title]) => (
            <button
              key={kind}
              type="button"
              class="menu-item"
              onClick={() => {
                close(true)
                desk.dialog.value = { kind }
              }}
            >
              <Icon name={icon} size={18} />
              {t(title)}
            </button>
          ))}
          <label class="menu-item">
            <input type="checkbox" checked={alerts.sound.value} onChange={alerts.toggleSound} />
            {t('menu.sound')}
          </label>
          <label class="menu-item">
            <input type="checkbox" checked={desk.showsTracks.value} onChange={desk.toggleTracks} />
            {t('menu.tracks')}
          </label>
          {app?.push && <app.PushSwitch desk={desk} push={app.push} />}
          <button
            type="button"
            class="menu-item menu-keys"
            onClick={() => {
              close(true)
              onHelp()
            }}
          >
            <span class="menu-glyph" aria-hidden="true">
              ?
            </span>
            {t('menu.shortcuts')}
          </button>
          <button
            type="button"
            class="menu-item"
            lang={t('app.languageCode')}
            onClick={() => switchLanguage(desk.storage)}
          >
            <Icon name="globe" size={18} />
            {t('app.language')}
          </button>
          <button type="button" class="menu-item" onClick={() => void leave()}>
            <Icon name="logout" size={18} />
            {t('menu.signOut')}
          </button>
        </>
      )}
    </Menu>
  )
}
