import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { t } from '../i18n/t.ts'
import { Icon } from './Icon.tsx'

/** The page for leaving a message, over the chat; `address` has it know the visitor. */
export function LeaveForm({ address, onClose }: { address(): Promise<string>; onClose(): void }) {
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
        <iframe ref={frame} src={src.value} title={t('chat.leave')} onLoad={() => frame.current?.focus()} />
      )}
    </section>
  )
}
