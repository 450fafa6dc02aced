import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { ComponentChildren } from 'preact'
import type { KeyValue } from '#client/index'
import { t } from '../i18n/t.ts'
import type { VisitorModel } from '../models/VisitorModel.ts'
import { Conversation } from './Conversation.tsx'
import { Icon } from './Icon.tsx'
import { LeaveForm } from './LeaveForm.tsx'
import { LeaveLink } from './LeaveLink.tsx'
import { Offers } from './Offers.tsx'
import { RatingForm } from './RatingForm.tsx'

type VisitorChatProps = {
  model: VisitorModel
  storage: KeyValue
  company: string
  draftKey: string
  previews: boolean
  /** What stands left and right in the bar: a way back, a way to close. */
  start?: ComponentChildren
  end?: ComponentChildren
}

/** The whole chat of a visitor, in the floating window and on a page of its own. */
export function VisitorChat({ model, storage, company, draftKey, previews, start, end }: VisitorChatProps) {
  const { typing, shown } = model
  const name = typing.value?.name || t('entry.agent')
  if (model.refusal.value === 'illegal-visitor')
    return (
      <main class="visitor-chat">
        <header class="bar">
          {start}
          <div class="bar-title">
            <h1>{company}</h1>
          </div>
          {end}
        </header>
        <p class="refusal" role="alert">
          {t('chat.illegal')}
        </p>
      </main>
    )
  return (
    <main class="visitor-chat">
      <header class={model.config.value.top_bar_flag === false ? 'bar bare' : 'bar'}>
        {start}
        <div class="bar-title">
          <h1>{model.title.value || company}</h1>
          {model.title.value && <small>{company}</small>}
        </div>
        <Menu model={model} />
        {end}
      </header>
      <StatusLine model={model} />
      {model.rating.value && <RatingForm onRate={model.rate} onSkip={model.stopRating} />}
      <Conversation
        model={model.conversation}
        storage={storage}
        draftKey={draftKey}
        visible={shown.value}
        previews={previews}
        typing={typing.value && <Typing name={name} />}
        above={<Offers model={model} />}
      >
        {!model.conversation.hasOlder.value && (
          <p class="welcome">
            {model.welcome.value}
            {!model.agentsOnline.value && <LeaveLink leave={model.conversation.look.leave} />}
          </p>
        )}
      </Conversation>
      {model.leaving.value && (
        <LeaveForm
          address={model.leaveAddress}
          text={model.unanswered()}
          onClose={() => (model.leaving.value = false)}
        />
      )}
    </main>
  )
}

export function Typing({ name }: { name: string }) {
  return (
    <span class="typing">
      {t('typing.one', { name })}
      <i aria-hidden="true" />
      <i aria-hidden="true" />
      <i aria-hidden="true" />
    </span>
  )
}

/** Says nothing while all is well, and not for a blink. */
function StatusLine({ model }: { model: VisitorModel }) {
  const late = useSignal(false)
  const trouble = model.status.value !== 'online'
  useEffect(() => {
    if (!trouble) return void (late.value = false)
    const timer = setTimeout(() => (late.value = true), 1_500)
    return () => clearTimeout(timer)
  }, [trouble])
  const queue = model.queue.value
  const text = !trouble
    ? queue && t('status.queue', { place: queue.place, minutes: Math.ceil(queue.waitMs / 60_000) })
    : late.value &&
      (model.refusal.value
        ? t('chat.refused')
        : t(model.status.value === 'offline' ? 'status.offline' : 'status.connecting'))
  return (
    <div class={`status-line ${text ? 'on' : ''}`} role="status">
      {text}
      {!trouble && queue && ' '}
      {!trouble && queue && (
        <button type="button" class="link" onClick={model.end}>
          {t('chat.cancel')}
        </button>
      )}
    </div>
  )
}

function Menu({ model }: { model: VisitorModel }) {
  const isOpen = useSignal(false)
  const asking = useSignal(false)

  function close() {
    isOpen.value = false
    asking.value = false
  }

  return (
    <div
      class="menu"
      onKeyDown={event => {
        if (event.key !== 'Escape' || !isOpen.value) return
        event.stopPropagation()
        close()
      }}
      onFocusOut={event =>
        event.relatedTarget instanceof Node && !event.currentTarget.contains(event.relatedTarget) && close()
      }
    >
      <button
        type="button"
        class="tool"
        aria-label={t('chat.menu')}
        aria-expanded={isOpen.value}
        onClick={() => (isOpen.value = !isOpen.value)}
      >
        <Icon name="more" />
      </button>
      {isOpen.value && (
        <div class="menu-box">
          <label>
            <input type="checkbox" checked={model.sound.value} onChange={model.toggleSound} />{' '}
            {t('chat.sound')}
          </label>
          {model.mayRate.value && (
            <button
              type="button"
              onClick={() => {
                model.rating.value = {}
                close()
              }}
            >
              {t('rating.open')}
            </button>
          )}
          {model.open.value && !asking.value && (
            <button type="button" onClick={() => (asking.value = true)}>
              {t('chat.end')}
            </button>
          )}
          {asking.value && (
            <div role="alert">
              <p>{t('chat.endAsk')}</p>
              <button
                type="button"
                class="danger"
                onClick={() => {
                  model.rateBefore(model.end)
                  close()
                }}
              >
                {t('chat.endYes')}
              </button>
              <button type="button" onClick={close}>
                {t('chat.cancel')}
              </button>
            </div>
          )}
        </div>
      )}
    </div>
  )
}
