import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { t } from '../i18n/t.ts'
import { Icon } from './Icon.tsx'

type LeaveFormProps = {
  /** Has the page know the visitor. */
  address(): Promise<string>
  /** What stands in the form to begin with: posted, for it has no place in an address. */
  text: string
  onClose(): void
}

const submit = (form: HTMLFormElement | null) => form?.submit()

/** The page for leaving a message, over the chat. */
export function LeaveForm({ address, text, onClose }: LeaveFormProps) {
  const frame = useRef<HTMLIFrameElement>(null)
  const src = useSignal('')
  useEffect(() => void address().then(found => (src.value = found), onClose), [])
  return (
    <section
      class="leave-over"
      aria-label={t('chat.leave')}
      onKeyDown={event => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        onClose()
      }}
    >
      <button type="button" class="leave-back" onClick={onClose}>
        <Icon name="back" />
        {t('chat.back')}
      </button>
      {src.value && (
        <>
          <iframe
            ref={frame}
            name="ozc-leave"
            title={t('chat.leave')}
            onLoad={() => frame.current?.focus()}
          />
          <form
            ref={submit}
            method="post"
            target="ozc-leave"
            action={src.value}
            encType="multipart/form-data"
            hidden
          >
            <textarea name="draft" value={text} />
          </form>
        </>
      )}
    </section>
  )
}
