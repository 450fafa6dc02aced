import type { Summary } from '#protocol/desk'
import { Conversation } from '#ui/components/Conversation.tsx'
import type { ConversationModel } from '#ui/models/ConversationModel.ts'
import { may } from '#protocol/permissions'
import { t } from '../i18n/t.ts'
import type { DeskModel } from '../models/DeskModel.ts'
import type { LayoutModel } from '../models/LayoutModel.ts'
import { formatDate } from '../i18n/format.ts'
import { isBlocked, holderOf } from '../staff.ts'
import { nameOf } from '../visitor-name.ts'
import { AgentComposer } from './AgentComposer.tsx'
import { CarrierLine } from './CarrierLine.tsx'
import { ConnectionLine } from './ConnectionLine.tsx'
import { TalkHeader } from './TalkHeader.tsx'

type TalkProps = { desk: DeskModel; layout: LayoutModel; onEnd(summary: Summary): void }

/** The conversation that is open. */
export function Talk({ desk, layout, onEnd }: TalkProps) {
  const summary = desk.selected.value
  const opened = desk.opened.value
  const tab = desk.selectedTab.value
  const isLater = tab === 'ended' && summary !== undefined && isNewest(desk, summary)
  const isNewer = tab === 'ended' && !isLater
  const mayAnswer = tab === 'mine' || tab === 'queue' || isLater
  return (
    <main class="talk" aria-labelledby={summary ? 'talk-title' : undefined}>
      <ConnectionLine connection={desk.connection} />
      {summary && opened ? (
        <>
          <TalkHeader desk={desk} layout={layout} summary={summary} onEnd={onEnd} />
          <Conversation
            key={opened.uid}
            model={opened.model}
            storage={desk.storage}
            draftKey=""
            visible={desk.pageVisible.value}
            typing={<Typing desk={desk} summary={summary} />}
            above={isLater && <p class="later">{t('talk.later')}</p>}
            closed={
              <Below desk={desk} summary={summary} model={opened.model} mayReply={mayAnswer && !isNewer} />
            }
          />
        </>
      ) : (
        <Nothing desk={desk} />
      )}
    </main>
  )
}

function Nothing({ desk }: { desk: DeskModel }) {
  const isMissing = desk.route.value.cid !== undefined && desk.inbox.loaded.value
  return (
    <div class="talk-none">
      {isMissing ? (
        <>
          <p>{t('talk.missing')}</p>
          <button type="button" class="button" onClick={desk.back}>
            {t('talk.back')}
          </button>
        </>
      ) : (
        desk.route.value.cid === undefined && (
          <>
            <p>{t('talk.none')}</p>
            <p class="talk-hint">{t('talk.noneHint')}</p>
          </>
        )
      )}
    </div>
  )
}

function Typing({ desk, summary }: { desk: DeskModel; summary: Summary }) {
  const typing = desk.typing.value
  if (!typing) return null
  const name = typing.role === 'visitor' ? nameOf(summary) : (typing.name ?? '')
  return (
    <>
      <span class={typing.text ? 'sr-only' : undefined}>{t('talk.typing', { name })}</span>
      {/* Read out anew with every key, it would drown the conversation */}
      {typing.text && (
        <bdi class="ghost" aria-hidden="true">
          {t('talk.typingText', { text: typing.text })}
        </bdi>
      )}
    </>
  )
}

/** After the end one may still write, for the visitor's next visit, while no other conversation has begun. */
const isNewest = ({ inbox }: DeskModel, { uid, startedAt }: Summary) =>
  inbox.all.value.every(one => one.uid !== uid || one.startedAt <= startedAt)

type BelowProps = { desk: DeskModel; summary: Summary; model: ConversationModel; mayReply: boolean }

/** The composer; where this agent may not answer, for notes alone, under the reason. */
function Below({ desk, summary, model, mayReply }: BelowProps) {
  const isOver = desk.selectedTab.value === 'ended' && !mayReply
  const carrier = desk.visitor.value?.carrier
  return (
    <>
      <BlockedLine desk={desk} summary={summary} />
      {carrier && !isOver && <CarrierLine desk={desk} uid={summary.uid} carrier={carrier} />}
      {!mayReply && <Closed desk={desk} summary={summary} />}
      {!isOver && (
        <AgentComposer key={summary.uid} desk={desk} summary={summary} model={model} mayReply={mayReply} />
      )}
    </>
  )
}

function BlockedLine({ desk, summary }: { desk: DeskModel; summary: Summary }) {
  if (!isBlocked(summary, desk.now.value)) return null
  const { blockedUntil } = summary
  return (
    <p class="later blocked-line">
      {blockedUntil ? t('talk.blockedUntil', { time: formatDate(blockedUntil) }) : t('talk.blocked')}
      {may(desk.account.role, 'unblock', false) && (
        <button type="button" class="link" onClick={() => desk.unblock(summary.uid)}>
          {t('talk.unblock')}
        </button>
      )}
    </p>
  )
}

/** Why this agent may not answer here. */
function Closed({ desk, summary }: { desk: DeskModel; summary: Summary }) {
  if (summary.status === 'bot') return <p class="closed">{t('talk.robotSentence')}</p>
  if (desk.selectedTab.value === 'colleagues') {
    const name = holderOf(summary, desk) || t('talk.colleague')
    return <p class="closed">{t('talk.heldSentence', { name })}</p>
  }
  const [newest] = desk.inbox.all.value
    .filter(one => one.uid === summary.uid)
    .sort((a, b) => b.startedAt - a.startedAt)
  return (
    <p class="closed">
      {t('talk.endedNewer')}
      {newest && (
        <button type="button" class="link" onClick={() => desk.show(newest.cid)}>
          {t('talk.newer')}
        </button>
      )}
    </p>
  )
}
