import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { useSignal } from '@preact/signals'
import { LIMITS } from '#protocol/limits'
import type { KeyValue } from '#client/index'
import { t, type TextKey } from '../i18n/t.ts'
import type { ConversationModel } from '../models/ConversationModel.ts'
import { EmojiPicker } from './EmojiPicker.tsx'
import { Icon, type IconName } from './Icon.tsx'

type ComposerProps = {
  model: ConversationModel
  storage: KeyValue
  /** Where unsent text is kept over a reload. */
  draftKey: string
  /** Tell the other side what is typed, not only that something is. */
  previews?: boolean
}

const TYPING_EVERY_MS = 2_500
const MOST_BESIDE = 2

export function Composer({ model, storage, draftKey, previews = false }: ComposerProps) {
  const area = useRef<HTMLTextAreaElement>(null)
  const files = useRef<HTMLInputElement>(null)
  const text = useSignal(storage.get(draftKey) ?? '')
  const picking = useSignal(false)
  const typingToldAt = useRef(0)
  const tooMany = text.value.length - LIMITS.textLength

  useEffect(() => {
    text.value = storage.get(draftKey) ?? ''
  }, [draftKey])

  useLayoutEffect(() => {
    const { current } = area
    if (!current) return
    current.style.height = 'auto'
    current.style.height = `${Math.min(current.scrollHeight, 140)}px`
  }, [text.value])

  function change(next: string) {
    text.value = next
    if (next) storage.set(draftKey, next)
    else storage.remove(draftKey)
    tellTyping(next)
  }

  function tellTyping(next: string) {
    const now = Date.now()
    if (next !== '' && now - typingToldAt.current < TYPING_EVERY_MS) return
    typingToldAt.current = next === '' ? 0 : now
    model.typing(next !== '', previews ? next : undefined)
  }

  function send() {
    if (text.value.trim() === '' || tooMany > 0) return
    model.send(text.value)
    change('')
    area.current?.focus()
  }

  function onKeyDown(event: KeyboardEvent) {
    // 229: a browser that fires keydown of an input method without saying so
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return
    event.preventDefault()
    send()
  }

  function onPaste(event: ClipboardEvent) {
    const pasted = [...(event.clipboardData?.files ?? [])]
    if (pasted.length === 0 || !model.look.files.value) return
    event.preventDefault()
    pasted.forEach(model.upload)
  }

  function pick(emoji: string) {
    const { current } = area
    const at = current?.selectionStart ?? text.value.length
    change(text.value.slice(0, at) + emoji + text.value.slice(current?.selectionEnd ?? at))
    requestAnimationFrame(() => {
      current?.focus()
      current?.setSelectionRange(at + emoji.length, at + emoji.length)
    })
  }

  return (
    <form
      class="composer"
      onSubmit={event => {
        event.preventDefault()
        send()
      }}
    >
      {picking.value && <EmojiPicker onPick={pick} onClose={() => (picking.value = false)} />}
      <Tools
        model={model}
        isPicking={picking.value}
        onAttach={() => files.current?.click()}
        onPick={() => (picking.value = !picking.value)}
      />
      <textarea
        ref={area}
        rows={1}
        enterkeyhint="send"
        aria-label={t('composer.label')}
        placeholder={t('composer.hint')}
        value={text.value}
        onInput={event => change(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
        onBlur={() => tellTyping('')}
      />
      <button
        type="submit"
        class="send"
        aria-label={t('composer.send')}
        title={t('composer.send')}
        disabled={text.value.trim() === '' || tooMany > 0}
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
