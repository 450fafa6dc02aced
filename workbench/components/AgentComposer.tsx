import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Summary } from '#protocol/desk'
import { EmojiPicker } from '#ui/components/EmojiPicker.tsx'
import { Icon, type IconName } from '#ui/components/Icon.tsx'
import { pastedFiles, useDraft } from '#ui/components/use-draft.ts'
import { t as shared } from '#ui/i18n/t.ts'
import type { ConversationModel } from '#ui/models/ConversationModel.ts'
import { t } from '../i18n/t.ts'
import type { DeskModel } from '../models/DeskModel.ts'
import { ReplyPicker } from './ReplyPicker.tsx'
import { useReplies } from './use-replies.ts'

type AgentComposerProps = {
  desk: DeskModel
  summary: Summary
  model: ConversationModel
  /** Else only notes. */
  mayReply: boolean
}

/** What an agent writes: to the visitor, or to colleagues, which looks so different that nobody mistakes one for the other. */
export function AgentComposer({ desk, summary, model, mayReply }: AgentComposerProps) {
  const wantsNote = useSignal(false)
  const picking = useSignal(false)
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
  const replies = useReplies({ desk, summary, draft, isOn: !isNote })
  const active = replies.found[replies.active]

  useEffect(() => {
    if (desk.suggestion.value?.uid !== summary.uid) return
    draft.insert(desk.suggestion.value.text)
    desk.suggestion.value = undefined
  }, [desk.suggestion.value])

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
    if (!replies.takes(event)) draft.onKeyDown(event)
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
      {replies.isOpen && (
        <ReplyPicker
          replies={replies.found}
          active={replies.active}
          isLoaded={desk.replies.replies.value !== undefined}
          onPick={replies.pick}
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
            <Tool text={t('compose.replies')} onClick={replies.open} />
          </>
        )}
      </div>
      <textarea
        ref={draft.area}
        rows={1}
        enterkeyhint="send"
        aria-label={isNote ? t('compose.noteLabel') : shared('composer.label')}
        aria-autocomplete={isNote ? undefined : 'list'}
        aria-controls={replies.isOpen ? 'reply-list' : undefined}
        aria-activedescendant={replies.isOpen && active ? `reply-${active.id}` : undefined}
        placeholder={t(isNote ? 'compose.noteHint' : 'compose.replyHint')}
        value={text}
        onInput={event => {
          replies.follow()
          draft.change(event.currentTarget.value)
        }}
        onSelect={replies.follow}
        onKeyDown={onKeyDown}
        onPaste={event => isNote || pastedFiles(event).forEach(model.upload)}
        onFocus={() => replies.focus(true)}
        onBlur={() => {
          replies.focus(false)
          draft.stopTyping()
        }}
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
