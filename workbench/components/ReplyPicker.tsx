import { useEffect, useRef } from 'preact/hooks'
import type { Reply } from '../canned.ts'
import { t } from '../i18n/t.ts'

type ReplyPickerProps = {
  replies: Reply[]
  active: number
  isLoaded: boolean
  onPick(reply: Reply): void
  onManage(): void
}

/** The replies that fit what is being typed. The focus stays in the composer, whose keys walk through them. */
export function ReplyPicker({ replies, active, isLoaded, onPick, onManage }: ReplyPickerProps) {
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' })
  }, [active])
  // A press must not take the focus out of what is being written
  const hold = (event: Event) => event.preventDefault()
  return (
    <div class="reply-picker" onPointerDown={hold} onMouseDown={hold}>
      <div id="reply-list" class="reply-options" ref={list} role="listbox" aria-label={t('reply.pick')}>
        {replies.map((reply, i) => (
          <button
            type="button"
            tabIndex={-1}
            key={reply.id}
            id={`reply-${reply.id}`}
            role="option"
            aria-selected={i === active}
            onClick={() => onPick(reply)}
          >
            <span class="reply-line">
              <b>{reply.title || reply.body}</b>
              {reply.shortcut && <kbd>/{reply.shortcut}</kbd>}
            </span>
            <small>{reply.body}</small>
          </button>
        ))}
      </div>
      <p class="reply-foot">
        <span>{isLoaded && replies.length === 0 ? t('reply.none') : ''}</span>
        <button type="button" class="link" onClick={onManage}>
          {t('reply.manage')}
        </button>
      </p>
    </div>
  )
}
