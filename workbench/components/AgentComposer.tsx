import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Summary } from '#protocol/desk'
import { EmojiPicker } from '#ui/components/EmojiPicker.tsx'
import { Icon, type IconName } from '#ui/components/Icon.tsx'
import { pastedFiles, useDraft } from '#ui/components/use-draft.ts'
import { t as shared } from '#ui/i18n/t.ts'
import type { ConversationModel } from '#ui/models/ConversationModel.ts'
import { fillIn, findReplies, shortcutAt, type Reply } from '../canned.ts'
import { t } from '../i18n/t.ts'
import type { DeskModel } from '../models/DeskModel.ts'
import { ReplyPicker } from './ReplyPicker.tsx'

type AgentComposerProps = {
  desk: DeskModel
  summary: Summary
  model: ConversationModel
  /** Else only notes. */
  mayReply: boolean
}

const MOST_SHOWN = 8

/** What an agent writes: to the visitor, or to colleagues, which looks so different that nobody mistakes one for the other. */
export function AgentComposer({ desk, summary, model, mayReply }: AgentComposerProps) {
  const wantsNote = useSignal(false)
  const picking = useSignal(false)
  const caret = useSignal(0)
  const chosen = useSignal(0)
  /** The text for which Esc has sent the replies away. */
  const dismissed = useSignal<string | undefined>(undefined)
  const files = useRef<HTMLInputElement>(null)
  const isNote = wantsNote.value || !mayReply
  const key = `ozc:agent:${desk.account.id}:draft:${summary.uid}`
  const draft = useDraft({
    storage: desk.storage,
    draftKey: isNote ? `${key}:note` : key,
    onTyping: on => (isNote ? desk.typesNote(summary.uid, on) : model.typing(on)),
    onSend: text => (isNote ? model.post({ kind: 'note', text }) : model.send(text))
  })
  const { text, tooMany } = draft
  const typed = isNote || dismissed.value === text ? undefined : shortcutAt(text, caret.value)
  const found = typed ? findReplies(desk.replies.replies.value ?? [], typed.query).slice(0, MOST_SHOWN) : []
  const isOpen = typed !== undefined && (found.length > 0 || typed.query === '')
  const active = Math.min(chosen.value, found.length - 1)

  useEffect(() => {
    if (typed) void desk.replies.load()
  }, [typed !== undefined])
  useEffect(() => {
    chosen.value = 0
  }, [typed?.query])

  const noteCaret = () => (caret.value = draft.area.current?.selectionStart ?? 0)

  function pick(reply: Reply) {
    if (!typed) return
    const filled = fillIn(reply.body, {
      visitor: summary.name.trim(),
      agent: desk.account.name,
      company: desk.account.company,
      now: new Date()
    })
    draft.insert(filled, typed.from, caret.value)
    caret.value = typed.from + filled.length
  }

  function openReplies() {
    const before = draft.area.current?.selectionStart ?? text.length
    const slash = before > 0 && /\S/.test(text[before - 1]!) ? ' /' : '/'
    draft.insert(slash)
    caret.value = before + slash.length
    dismissed.value = undefined
  }

  function toggleMode() {
    if (!mayReply) return
    draft.stopTyping()
    wantsNote.value = !wantsNote.value
    draft.area.current?.focus()
  }

  function onKeyDown(event: KeyboardEvent) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'i' && !event.altKey) {
      event.preventDefault()
      return toggleMode()
    }
    if (isOpen && steer(event)) return
    draft.onKeyDown(event)
  }

  /** True when the key was for the list of replies. */
  function steer(event: KeyboardEvent): boolean {
    if (event.isComposing || event.keyCode === 229) return false
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const picks = (event.key === 'Enter' && !event.shiftKey) || event.key === 'Tab'
    if (event.key === 'Escape') dismissed.value = text
    else if (found.length === 0) return false
    else if (step !== undefined) chosen.value = (active + step + found.length) % found.length
    else if (picks) pick(found[active]!)
    else return false
    event.preventDefault()
    event.stopPropagation()
    return true
  }

  return (
    <form
      class={isNote ? 'composer agent note' : 'composer agent'}
      onSubmit={event => {
        event.preventDefault()
        draft.send()
      }}
    >
      {picking.value && <EmojiPicker onPick={draft.insert} onClose={() => (picking.value = false)} />}
      {isOpen && (
        <ReplyPicker
          replies={found}
          active={active}
          isLoaded={desk.replies.replies.value !== undefined}
          onPick={pick}
          onManage={() => (desk.dialog.value = { kind: 'replies' })}
        />
      )}
      <div class="composer-bar">
        {mayReply && <Modes isNote={isNote} onChange={toggleMode} />}
        <span class="composer-space" />
        {!isNote && (
          <Tool icon="attach" text={shared('composer.attach')} onClick={() => files.current?.click()} />
        )}
        <Tool
          icon="smile"
          text={shared('composer.emoji')}
          isExpanded={picking.value}
          onClick={() => (picking.value = !picking.value)}
        />
        {!isNote && (
          <>
            <Tool
              icon="bag"
              text={t('compose.card')}
              onClick={() => (desk.dialog.value = { kind: 'card', summary })}
            />
            <Tool text={t('compose.replies')} onClick={openReplies} />
          </>
        )}
      </div>
      <textarea
        ref={draft.area}
        rows={1}
        enterkeyhint="send"
        aria-label={isNote ? t('compose.noteLabel') : shared('composer.label')}
        aria-autocomplete={isNote ? undefined : 'list'}
        aria-controls={isOpen ? 'reply-list' : undefined}
        aria-activedescendant={isOpen && found[active] ? `reply-${found[active]!.id}` : undefined}
        placeholder={t(isNote ? 'compose.noteHint' : 'compose.replyHint')}
        value={text}
        onInput={event => {
          noteCaret()
          draft.change(event.currentTarget.value)
        }}
        onSelect={noteCaret}
        onKeyDown={onKeyDown}
        onPaste={event => isNote || pastedFiles(event).forEach(model.upload)}
        onBlur={draft.stopTyping}
      />
      <button
        type="submit"
        class="send"
        aria-label={isNote ? t('compose.noteSend') : shared('composer.send')}
        title={isNote ? t('compose.noteSend') : shared('composer.send')}
        disabled={!draft.isSendable}
      >
        <Icon name="send" />
      </button>
      {tooMany > 0 && (
        <p class="composer-problem" role="alert">
          {shared('composer.tooLong', { count: tooMany })}
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

function Modes({ isNote, onChange }: { isNote: boolean; onChange(): void }) {
  return (
    <div class="composer-modes" role="group" aria-label={t('compose.mode')} title={t('compose.switch')}>
      {(['reply', 'note'] as const).map(mode => (
        <button
          key={mode}
          type="button"
          aria-pressed={isNote === (mode === 'note')}
          onClick={() => isNote !== (mode === 'note') && onChange()}
        >
          {t(`compose.${mode}`)}
        </button>
      ))}
    </div>
  )
}

/** Without an icon the slash, which is the key for it. */
type ToolProps = { icon?: IconName; text: string; isExpanded?: boolean; onClick(): void }

const Tool = ({ icon, text, isExpanded, onClick }: ToolProps) => (
  <button
    type="button"
    class="tool"
    aria-label={text}
    title={text}
    aria-expanded={isExpanded}
    onClick={onClick}
  >
    {icon ? <Icon name={icon} size={18} /> : <span class="menu-glyph">/</span>}
  </button>
)
