import { useRef } from 'preact/hooks'
import { useSignal } from '@preact/signals'
import type { KeyValue } from '#client/index'
import { t, type TextKey } from '../i18n/t.ts'
import type { ConversationModel } from '../models/ConversationModel.ts'
import { EmojiPicker } from './EmojiPicker.tsx'
import { Icon, type IconName } from './Icon.tsx'
import { pastedFiles, useDraft } from './use-draft.ts'

type ComposerProps = {
  model: ConversationModel
  storage: KeyValue
  /** Where unsent text is kept over a reload. */
  draftKey: string
  /** Tell the other side what is typed, not only that something is. */
  previews?: boolean
}

const MOST_BESIDE = 2

export function Composer({ model, storage, draftKey, previews = false }: ComposerProps) {
  const files = useRef<HTMLInputElement>(null)
  const picking = useSignal(false)
  const draft = useDraft({
    storage,
    draftKey,
    onTyping: (on, text) => model.typing(on, previews ? text : undefined),
    onSend: model.send
  })
  const { tooMany } = draft

  return (
    <form
      class="composer"
      onSubmit={event => {
        event.preventDefault()
        draft.send()
      }}
    >
      {picking.value && <EmojiPicker onPick={draft.insert} onClose={() => (picking.value = false)} />}
      <Tools
        model={model}
        isPicking={picking.value}
        onAttach={() => files.current?.click()}
        onPick={() => (picking.value = !picking.value)}
      />
      <textarea
        ref={draft.area}
        rows={1}
        enterkeyhint="send"
        aria-label={t('composer.label')}
        placeholder={t('composer.hint')}
        value={draft.text}
        onInput={event => draft.change(event.currentTarget.value)}
        onKeyDown={draft.onKeyDown}
        onPaste={event => model.look.files.value && pastedFiles(event).forEach(model.upload)}
        onBlur={draft.stopTyping}
      />
      <button
        type="submit"
        class="send"
        aria-label={t('composer.send')}
        title={t('composer.send')}
        disabled={!draft.isSendable}
      >
        <Icon name="send" />
      </button>
      {tooMany > 0 && (
        <p class="composer-problem" role="alert">
          {t('composer.tooLong', { count: tooMany })}
        </p>
      )}
      <input
        ref={files}
        type="file"
        multiple
        hidden
        tabIndex={-1}
        aria-hidden="true"
        onChange={event => {
          ;[...(event.currentTarget.files ?? [])].forEach(model.upload)
          event.currentTarget.value = ''
        }}
      />
    </form>
  )
}

type ToolsProps = { model: ConversationModel; isPicking: boolean; onAttach(): void; onPick(): void }

/** In a line of their own when there are more of them than leave room for what is written. */
function Tools({ model: { look, upload }, isPicking, onAttach, onPick }: ToolsProps) {
  const shoot = look.shoot.value
  const tools = [
    look.attach.value && <Tool key="attach" icon="attach" text="composer.attach" onClick={onAttach} />,
    look.emoji.value && (
      <Tool key="emoji" icon="smile" text="composer.emoji" isExpanded={isPicking} onClick={onPick} />
    ),
    shoot && (
      <Tool
        key="shot"
        icon="shot"
        text="composer.shot"
        onClick={() => void shoot().then(file => file && upload(file))}
      />
    ),
    look.leave.button.value && <Tool key="leave" icon="leave" text="chat.leave" onClick={look.leave.open} />
  ].filter(Boolean)
  return <div class={tools.length > MOST_BESIDE ? 'tools above' : 'tools'}>{tools}</div>
}

type ToolProps = { icon: IconName; text: TextKey; isExpanded?: boolean; onClick(): void }

function Tool({ icon, text, isExpanded, onClick }: ToolProps) {
  return (
    <button
      type="button"
      class="tool"
      aria-label={t(text)}
      title={t(text)}
      aria-expanded={isExpanded}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  )
}
