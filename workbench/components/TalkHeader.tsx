import type { Agent, Summary } from '#protocol/desk'
import { Icon } from '#ui/components/Icon.tsx'
import { formatDate, formatDuration, formatWhen } from '../i18n/format.ts'
import { t } from '../i18n/t.ts'
import { isFree, waitsSince } from '../inbox.ts'
import type { DeskModel } from '../models/DeskModel.ts'
import type { LayoutModel } from '../models/LayoutModel.ts'
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
  const isOpen = tab === 'queue' || tab === 'mine'
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
        {isOpen && isPhone && <MoreMenu desk={desk} summary={summary} onEnd={onEnd} />}
      </div>
    </header>
  )
}

type ActionsProps = Omit<TalkHeaderProps, 'layout'>

function Actions({ desk, summary, onEnd }: ActionsProps) {
  return (
    <>
      <Menu
        label={t('talk.transfer')}
        className="button"
        button={
          <>
            <Icon name="transfer" size={16} />
            <span class="button-text">{t('talk.transfer')}</span>
          </>
        }
      >
        {close => <Colleagues desk={desk} summary={summary} onDone={close} />}
      </Menu>
      {desk.selectedTab.value === 'mine' && (
        <button
          type="button"
          class="button"
          aria-label={t('talk.release')}
          title={t('talk.release')}
          onClick={() => desk.release(summary)}
        >
          <Icon name="inbox" size={16} />
          <span class="button-text">{t('talk.release')}</span>
        </button>
      )}
      <button
        type="button"
        class="button"
        aria-label={t('talk.end')}
        title={t('talk.end')}
        onClick={() => onEnd(summary)}
      >
        <Icon name="stop" size={16} />
        <span class="button-text">{t('talk.end')}</span>
      </button>
    </>
  )
}

function MoreMenu({ desk, summary, onEnd }: ActionsProps) {
  return (
    <Menu label={t('talk.more')} className="tool" button={<Icon name="more" />}>
      {close => (
        <>
          {desk.selectedTab.value === 'mine' && (
            <button
              type="button"
              class="menu-item"
              onClick={() => {
                close()
                desk.release(summary)
              }}
            >
              <Icon name="inbox" size={18} />
              {t('talk.release')}
            </button>
          )}
          <button
            type="button"
            class="menu-item"
            onClick={() => {
              close()
              onEnd(summary)
            }}
          >
            <Icon name="stop" size={18} />
            {t('talk.end')}
          </button>
          <Colleagues desk={desk} summary={summary} onDone={close} />
        </>
      )}
    </Menu>
  )
}

type ColleaguesProps = { desk: DeskModel; summary: Summary; onDone(): void }

function Colleagues({ desk, summary, onDone }: ColleaguesProps) {
  const here = [...desk.colleagues.value].sort((a, b) => rank(a) - rank(b))
  return (
    <>
      <p class="menu-title" id="transfer-title">
        {t('talk.transferTo')}
      </p>
      {here.length === 0 && <p class="menu-note">{t('talk.noColleagues')}</p>}
      <ul class="menu-list" aria-labelledby="transfer-title">
        {here.map(agent => (
          <li key={agent.id}>
            <button
              type="button"
              class="menu-item"
              onClick={() => {
                onDone()
                desk.transfer(summary, agent)
              }}
            >
              <i class={`dot ${agent.status ?? 'gone'}`} />
              <bdi>{agent.name}</bdi>
              <small>{t(`status.${agent.status ?? 'gone'}`)}</small>
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}

const RANKS = ['online', 'busy', 'away', null]
const rank = ({ status }: Agent) => RANKS.indexOf(status)

function State({ desk, summary }: { desk: DeskModel; summary: Summary }) {
  const { startedAt, endedAt, agentId, online, status } = summary
  const here = t(online ? 'visitor.online' : 'visitor.offline')
  switch (desk.selectedTab.value) {
    case 'queue':
      return <>{t('talk.acceptHint', { time: formatDuration(desk.now.value - waitsSince(summary)) })}</>
    case 'mine':
      return (
        <>
          {here} · {t('talk.started', { time: formatWhen(startedAt, desk.today.value) })}
        </>
      )
    case 'ended':
      return <>{t('talk.endedAt', { time: formatDate(endedAt ?? startedAt) })}</>
    default: {
      const name = desk.nameOfAgent(agentId)
      const nobody = status === 'bot' ? 'talk.heldByRobot' : 'talk.heldByNobody'
      return (
        <>
          {name ? t('talk.held', { name }) : t(nobody)} · {here}
        </>
      )
    }
  }
}
