import type { Summary } from '#protocol/desk'
import { Conversation } from '#ui/components/Conversation.tsx'
import { t } from '../i18n/t.ts'
import type { DeskModel } from '../models/DeskModel.ts'
import type { LayoutModel } from '../models/LayoutModel.ts'
import { nameOf } from '../visitor-name.ts'
import { ConnectionLine } from './ConnectionLine.tsx'
import { TalkHeader } from './TalkHeader.tsx'

type TalkProps = { desk: DeskModel; layout: LayoutModel; onEnd(summary: Summary): void }

/** The conversation that is open. */
export function Talk({ desk, layout, onEnd }: TalkProps) {
  const summary = desk.selected.value
  const opened = desk.opened.value
  const tab = desk.selectedTab.value
  const isLater = tab === 'ended' && summary !== undefined && isNewest(desk, summary)
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
            draftKey={`ozc:agent:${desk.account.id}:draft:${opened.uid}`}
            visible={desk.pageVisible.value}
            typing={<Typing desk={desk} summary={summary} />}
            above={isLater && <p class="later">{t('talk.later')}</p>}
            {...(mayAnswer ? {} : { closed: <Closed desk={desk} summary={summary} /> })}
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

/** What stands in the composer's place when this agent may not answer here. */
function Closed({ desk, summary }: { desk: DeskModel; summary: Summary }) {
  if (summary.status === 'bot') return <p class="closed">{t('talk.robotSentence')}</p>
  if (desk.selectedTab.value === 'colleagues') {
    const name = desk.nameOfAgent(summary.agentId) || t('talk.colleague')
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
