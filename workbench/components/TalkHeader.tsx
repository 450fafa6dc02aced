import type { Summary } from '#protocol/desk'
import type { Action } from '#protocol/permissions'
import { Icon, type IconName } from '#ui/components/Icon.tsx'
import { formatDate, formatDuration, formatWhen } from '../i18n/format.ts'
import { t } from '../i18n/t.ts'
import { isFree, waitsSince } from '../inbox.ts'
import type { DeskModel } from '../models/DeskModel.ts'
import type { LayoutModel } from '../models/LayoutModel.ts'
import { holderOf, isBlocked, isGuest, mayDo, mayTakeOver } from '../staff.ts'
import { nameOf } from '../visitor-name.ts'
import { Avatar } from './Avatar.tsx'
import { Menu } from './Menu.tsx'

type TalkHeaderProps = {
  desk: DeskModel
  layout: LayoutModel
  summary: Summary
  onEnd(summary: Summary): void
}

/** Whose conversation it is, and what can be done with it. */
export function TalkHeader({ desk, layout, summary, onEnd }: TalkHeaderProps) {
  const isPhone = layout.layout.value === 'phone'
  const tab = desk.selectedTab.value
  // Alone on the screen it heads the page
  const Heading = isPhone ? 'h1' : 'h2'
  const isOpen = tab !== 'ended'
  return (
    <header class="talk-head">
      {isPhone && (
        <button type="button" class="tool" aria-label={t('talk.back')} onClick={desk.back}>
          <Icon name="back" />
        </button>
      )}
      <Avatar name={summary.name} uid={summary.uid} online={summary.online} />
      <div class="talk-who">
        <Heading id="talk-title" class="talk-name" tabIndex={-1}>
          <bdi>{nameOf(summary)}</bdi>
        </Heading>
        <p>
          <State desk={desk} summary={summary} />
          {summary.partner?.way === 'from' && ` · ${t('talk.referredBy', { name: summary.partner.name })}`}
        </p>
      </div>
      <div class="talk-actions" role="group" aria-label={t('talk.actions')}>
        {isFree(summary) && (
          <button type="button" class="button primary" onClick={() => desk.accept(summary)}>
            <Icon name="check" size={16} />
            {t('talk.accept')}
          </button>
        )}
        {isOpen && !isPhone && <Actions desk={desk} summary={summary} onEnd={onEnd} />}
        <MoreMenu desk={desk} summary={summary} onEnd={onEnd} isPhone={isPhone} />
        <button
          type="button"
          class="tool"
          aria-label={t(layout.isPanelShown.value ? 'visitor.hide' : 'visitor.show')}
          title={t(layout.isPanelShown.value ? 'visitor.hide' : 'visitor.show')}
          aria-expanded={layout.isPanelShown.value}
          onClick={layout.togglePanel}
        >
          <Icon name="user" />
        </button>
      </div>
    </header>
  )
}

type ActionsProps = Omit<TalkHeaderProps, 'layout'>

function Actions({ desk, summary, onEnd }: ActionsProps) {
  const { account } = desk
  return (
    <>
      {mayDo(account, 'transfer', summary) && (
        <HeadButton
          icon="transfer"
          text={t('talk.transfer')}
          onClick={() => (desk.dialog.value = { kind: 'transfer', summary })}
        />
      )}
      {summary.agentId === account.id && (
        <HeadButton icon="inbox" text={t('talk.release')} onClick={() => desk.release(summary)} />
      )}
      {mayDo(account, 'end', summary) && (
        <HeadButton icon="stop" text={t('talk.end')} onClick={() => onEnd(summary)} />
      )}
    </>
  )
}

const HeadButton = ({ icon, text, onClick }: { icon: IconName; text: string; onClick(): void }) => (
  <button type="button" class="button" aria-label={text} title={text} onClick={onClick}>
    <Icon name={icon} size={16} />
    <span class="button-text">{text}</span>
  </button>
)

/** What is rarer; on a phone all there is. */
function MoreMenu({ desk, summary, onEnd, isPhone }: ActionsProps & { isPhone: boolean }) {
  const items = itemsOf(desk, summary, { onEnd, isPhone }).filter(item => item.isThere)
  if (items.length === 0) return null
  return (
    <Menu label={t('talk.more')} className="tool" button={<Icon name="more" />}>
      {close => (
        <ul class="menu-list">
          {items.map(({ icon, text, act, asks }) => (
            <li key={text}>
              <button
                type="button"
                class="menu-item"
                onClick={() => {
                  close(asks)
                  act()
                }}
              >
                <Icon name={icon} size={18} />
                <bdi>{text}</bdi>
              </button>
            </li>
          ))}
        </ul>
      )}
    </Menu>
  )
}

/** `asks`: by a dialog. */
type Item = { icon: IconName; text: string; isThere: boolean; asks?: boolean; act(): void }

function itemsOf(
  desk: DeskModel,
  summary: Summary,
  { onEnd, isPhone }: { onEnd(summary: Summary): void; isPhone: boolean }
): Item[] {
  const { account, dialog } = desk
  const isOpen = summary.status !== 'ended'
  const may = (action: Action) => mayDo(account, action, summary)
  const shows = (kind: 'transfer' | 'invite' | 'block') => () => (dialog.value = { kind, summary })
  const blocked = isBlocked(summary, desk.now.value)
  const guests = (summary.guests ?? []).filter(id => id !== account.id)
  return [
    {
      icon: 'check',
      text: t('talk.takeOver'),
      isThere: isOpen && mayTakeOver(account, summary),
      act: () => desk.transfer(summary, account)
    },
    {
      icon: 'transfer',
      text: t('talk.transfer'),
      isThere: isOpen && isPhone && may('transfer'),
      asks: true,
      act: shows('transfer')
    },
    {
      icon: 'users',
      text: t('talk.invite'),
      isThere: isOpen && summary.agentId !== null && may('add-agent'),
      asks: true,
      act: shows('invite')
    },
    ...guests.map((id): Item => ({
      icon: 'logout',
      text: t('talk.takeOut', { name: desk.nameOfAgent(id) }),
      isThere: isOpen && may('remove-agent'),
      act: () => desk.removeAgent(summary, id)
    })),
    {
      icon: 'logout',
      text: t('talk.leave'),
      isThere: isOpen && isGuest(summary, account),
      act: () => desk.removeAgent(summary, account.id)
    },
    {
      icon: 'inbox',
      text: t('talk.release'),
      isThere: isPhone && isOpen && summary.agentId === account.id,
      act: () => desk.release(summary)
    },
    {
      icon: 'inbox',
      text: t('talk.giveBack', { name: summary.partner?.name ?? '' }),
      isThere: isOpen && summary.partner?.way === 'from' && may('end'),
      act: () => desk.giveBack(summary)
    },
    {
      icon: 'stop',
      text: t('talk.end'),
      isThere: isPhone && isOpen && may('end'),
      asks: true,
      act: () => onEnd(summary)
    },
    {
      icon: 'alert',
      text: t('talk.block'),
      isThere: !blocked && may('block'),
      asks: true,
      act: shows('block')
    },
    {
      icon: 'check',
      text: t('talk.unblock'),
      isThere: blocked && may('unblock'),
      act: () => desk.unblock(summary.uid)
    }
  ]
}

function State({ desk, summary }: { desk: DeskModel; summary: Summary }) {
  const { startedAt, endedAt, agentId, online, status } = summary
  const here = t(online ? 'visitor.online' : 'visitor.offline')
  switch (desk.selectedTab.value) {
    case 'queue':
      return <>{t('talk.acceptHint', { time: formatDuration(desk.now.value - waitsSince(summary)) })}</>
    case 'mine':
      return (
        <>
          {isGuest(summary, desk.account) ? t('talk.guest', { name: desk.nameOfAgent(agentId) }) : here} ·{' '}
          {t('talk.started', { time: formatWhen(startedAt, desk.today.value) })}
          <Guests desk={desk} summary={summary} />
        </>
      )
    case 'ended':
      return <>{t('talk.endedAt', { time: formatDate(endedAt ?? startedAt) })}</>
    default: {
      const name = holderOf(summary, desk)
      const nobody = status === 'bot' ? 'talk.heldByRobot' : 'talk.heldByNobody'
      return (
        <>
          {name ? t('talk.held', { name }) : t(nobody)} · {here}
          <Guests desk={desk} summary={summary} />
        </>
      )
    }
  }
}

function Guests({ desk, summary }: { desk: DeskModel; summary: Summary }) {
  const names = (summary.guests ?? []).filter(id => id !== desk.account.id).map(desk.nameOfAgent)
  return names.length > 0 ? <> · {t('talk.with', { names: names.join(', ') })}</> : null
}
