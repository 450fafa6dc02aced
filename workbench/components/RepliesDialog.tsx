import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { may } from '#protocol/permissions'
import { Icon } from '#ui/components/Icon.tsx'
import { findReplies, type Reply } from '../canned.ts'
import { t } from '../i18n/t.ts'
import type { DeskModel } from '../models/DeskModel.ts'
import { Dialog } from './Dialog.tsx'
import { ReplyForm } from './ReplyForm.tsx'

const EMPTY = { isShared: false, folder: '', shortcut: '', title: '', body: '' }

/** All canned replies of this agent, to be found, written and thrown away. */
export function RepliesDialog({ desk, onClose }: { desk: DeskModel; onClose(): void }) {
  const { replies, folders, load } = desk.replies
  const query = useSignal('')
  const folder = useSignal('')
  const editing = useSignal<Partial<Reply> | undefined>(undefined)
  useEffect(() => void load({ always: true }), [])
  const all = replies.value
  const found = findReplies(all ?? [], query.value).filter(
    one => folder.value === '' || one.folder === folder.value
  )

  if (editing.value)
    return (
      <Dialog title={t(editing.value.id ? 'reply.edit' : 'reply.new')} className="replies" onClose={onClose}>
        <ReplyForm
          desk={desk}
          reply={{ ...EMPTY, ...editing.value }}
          onDone={() => (editing.value = undefined)}
        />
      </Dialog>
    )
  return (
    <Dialog title={t('reply.title')} className="replies" onClose={onClose}>
      <div class="reply-tools">
        <input
          type="search"
          class="line-field"
          autofocus
          aria-label={t('reply.find')}
          placeholder={t('reply.find')}
          value={query.value}
          onInput={event => (query.value = event.currentTarget.value)}
        />
        {folders.value.length > 0 && (
          <select
            class="line-field"
            aria-label={t('reply.folder')}
            value={folder.value}
            onChange={event => (folder.value = event.currentTarget.value)}
          >
            <option value="">{t('reply.anyFolder')}</option>
            {folders.value.map(one => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        )}
        <button
          type="button"
          class="button primary"
          onClick={() => (editing.value = { folder: folder.value })}
        >
          {t('reply.new')}
        </button>
      </div>
      {found.length === 0 ? (
        <p class="panel-note" role="status">
          {t(all === undefined ? 'visitor.loading' : all.length === 0 ? 'reply.none' : 'reply.noneFound')}
        </p>
      ) : (
        // Who may not change them finds nothing in it to stand on, and could not scroll it by the keyboard
        <div class="reply-list" role="group" aria-label={t('reply.title')} tabIndex={0}>
          <ul>
            {found.map(reply => (
              <Row key={reply.id} desk={desk} reply={reply} onEdit={() => (editing.value = reply)} />
            ))}
          </ul>
        </div>
      )}
      {!may(desk.account.role, 'shared-replies', false) && <p class="panel-note">{t('reply.sharedOnly')}</p>}
    </Dialog>
  )
}

function Row({ desk, reply, onEdit }: { desk: DeskModel; reply: Reply; onEdit(): void }) {
  const { isShared, folder, shortcut, title, body } = reply
  const mayEdit = !isShared || may(desk.account.role, 'shared-replies', false)
  return (
    <li class="reply-row">
      <div>
        <p class="reply-line">
          <b>{title || body.slice(0, 60)}</b>
          {shortcut && <kbd>/{shortcut}</kbd>}
          <small class="row-holder">{t(isShared ? 'reply.sharedMark' : 'reply.ownMark')}</small>
          {folder && <small>{folder}</small>}
        </p>
        <p class="reply-body">{body}</p>
      </div>
      {mayEdit && (
        <button
          type="button"
          class="button"
          aria-label={t('reply.editWhich', { name: title || body.slice(0, 60) })}
          onClick={onEdit}
        >
          <Icon name="file" size={16} />
          {t('reply.edit')}
        </button>
      )}
    </li>
  )
}
