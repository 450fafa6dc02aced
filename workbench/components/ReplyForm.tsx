import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { LIMITS, STAFF_LIMITS } from '#protocol/limits'
import { may } from '#protocol/permissions'
import { VARIABLES, type ReplyDraft, type Variable } from '../canned.ts'
import { ownLanguage, t } from '../i18n/t.ts'
import type { DeskModel } from '../models/DeskModel.ts'
import { FormEnd } from './FormEnd.tsx'

type ReplyFormProps = { desk: DeskModel; reply: ReplyDraft & { id?: string }; onDone(): void }

/** One canned reply: what it is called, how it is found, what it says. */
export function ReplyForm({ desk, reply: { id, ...before }, onDone }: ReplyFormProps) {
  const draft = useSignal<ReplyDraft>(before)
  const problem = useSignal('')
  const asksToRemove = useSignal(false)
  const body = useRef<HTMLTextAreaElement>(null)
  const change = (part: Partial<ReplyDraft>) => (draft.value = { ...draft.value, ...part })
  const { replies } = desk

  async function save(event: Event) {
    event.preventDefault()
    const failed = await replies.save(id, draft.value)
    if (!failed) return onDone()
    problem.value = t(failed === 'conflict' ? 'reply.full' : 'reply.failed')
  }

  async function remove() {
    if (!asksToRemove.value) return void (asksToRemove.value = true)
    const failed = await replies.remove(id!)
    if (failed) problem.value = t('reply.failed')
    else onDone()
  }

  function putIn(name: Variable) {
    const word = `{${ownLanguage() === 'zh-CN' ? VARIABLES[name] : name}}`
    const { selectionStart: from, selectionEnd: to } = body.current!
    const { body: text } = draft.value
    change({ body: text.slice(0, from) + word + text.slice(to) })
    requestAnimationFrame(() => {
      body.current?.focus()
      body.current?.setSelectionRange(from + word.length, from + word.length)
    })
  }

  const line = (field: 'title' | 'shortcut' | 'folder', label: string, most: number) => (
    <label class="field">
      <span>{label}</span>
      <input
        type="text"
        maxLength={most}
        list={field === 'folder' ? 'reply-folders' : undefined}
        pattern={field === 'shortcut' ? '[^\\s\\/]*' : undefined}
        title={field === 'shortcut' ? t('reply.shortcutHint') : undefined}
        value={draft.value[field]}
        onInput={event => change({ [field]: event.currentTarget.value })}
      />
    </label>
  )

  return (
    <form class="stack" onSubmit={event => void save(event)}>
      {line('title', t('reply.name'), STAFF_LIMITS.replyName)}
      <div class="two-fields">
        {line('shortcut', t('reply.shortcut'), STAFF_LIMITS.shortcutLength)}
        {line('folder', t('reply.folder'), STAFF_LIMITS.replyName)}
      </div>
      <datalist id="reply-folders">
        {replies.folders.value.map(one => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </datalist>
      <label class="area-field">
        <span>{t('reply.body')}</span>
        <textarea
          ref={body}
          rows={5}
          required
          maxLength={LIMITS.textLength}
          value={draft.value.body}
          onInput={event => change({ body: event.currentTarget.value })}
        />
      </label>
      <div class="variables" role="group" aria-label={t('reply.variables')}>
        <span aria-hidden="true">{t('reply.variables')}</span>
        {(Object.keys(VARIABLES) as Variable[]).map(name => (
          <button key={name} type="button" class="chip" onClick={() => putIn(name)}>
            {t(`var.${name}`)}
          </button>
        ))}
      </div>
      {may(desk.account.role, 'shared-replies', false) && (
        <label class="check">
          <input
            type="checkbox"
            checked={draft.value.isShared}
            onChange={event => change({ isShared: event.currentTarget.checked })}
          />
          {t('reply.shared')}
        </label>
      )}
      <FormEnd
        problem={problem.value}
        does={t('reply.save')}
        isDisabled={draft.value.body.trim() === ''}
        onCancel={onDone}
      >
        {id !== undefined && (
          <button type="button" class="button apart" onClick={() => void remove()}>
            {t(asksToRemove.value ? 'reply.removeAsk' : 'reply.remove')}
          </button>
        )}
      </FormEnd>
    </form>
  )
}
