import { useEffect, useRef } from 'preact/hooks'
import type { Summary } from '#protocol/desk'
import { t } from '../i18n/t.ts'
import { nameOf } from '../visitor-name.ts'
import { Dialog } from './Dialog.tsx'

type EndDialogProps = { summary: Summary; onEnd(): void; onClose(): void }

/** The visitor is told at once: it is asked first. */
export function EndDialog({ summary, onEnd, onClose }: EndDialogProps) {
  const yes = useRef<HTMLButtonElement>(null)
  useEffect(() => yes.current?.focus(), [])
  return (
    <Dialog title={t('talk.endAsk', { name: nameOf(summary) })} onClose={onClose}>
      <p class="dialog-text">{t('talk.endHint')}</p>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={onClose}>
          {t('app.cancel')}
        </button>
        <button ref={yes} type="button" class="button danger" onClick={onEnd}>
          {t('talk.endYes')}
        </button>
      </div>
    </Dialog>
  )
}
