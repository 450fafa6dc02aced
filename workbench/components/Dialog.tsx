import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import { Icon } from '#ui/components/Icon.tsx'
import { t } from '../i18n/t.ts'

type DialogProps = {
  title: string
  className?: string
  onClose(): void
  children: ComponentChildren
}

/** A modal dialog: the browser keeps the focus inside and gives it back at the end. */
export function Dialog({ title, className = '', onClose, children }: DialogProps) {
  // One may lie over another
  const titleId = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const { current } = dialog
    const before = document.activeElement
    current?.showModal()
    return () => {
      current?.close()
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  return (
    <dialog
      ref={dialog}
      class={`dialog ${className}`}
      aria-labelledby={titleId}
      onCancel={event => {
        event.preventDefault()
        onClose()
      }}
      onPointerDown={event => event.target === dialog.current && onClose()}
    >
      <div class="dialog-box">
        <header class="dialog-head">
          <h2 id={titleId}>{title}</h2>
          <button type="button" class="tool" aria-label={t('app.close')} onClick={onClose}>
            <Icon name="close" size={18} />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  )
}
