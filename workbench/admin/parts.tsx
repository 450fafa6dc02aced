import type { ComponentChildren } from 'preact'
import { useSignal } from '@preact/signals'
import { t } from './i18n/t.ts'

// Small pieces of several pages.

export const Head = ({
  title,
  about,
  children
}: {
  title: string
  about?: string
  children?: ComponentChildren
}) => (
  <header class="admin-head">
    <div>
      <h2 tabIndex={-1}>{title}</h2>
      {about && <p>{about}</p>}
    </div>
    <div class="admin-actions">{children}</div>
  </header>
)

export const Problem = ({ shown, says, onAgain }: { shown: boolean; says?: string; onAgain?(): void }) => (
  <div role="alert">
    {shown && (
      <p class="admin-problem">
        {says || t('admin.failed')}
        {onAgain && (
          <button type="button" class="button" onClick={onAgain}>
            {t('admin.again')}
          </button>
        )}
      </p>
    )}
  </div>
)

/** Text to take elsewhere. */
export function Copyable({ label, text, hint }: { label: string; text: string; hint?: string }) {
  const isCopied = useSignal(false)
  async function copy() {
    await navigator.clipboard?.writeText(text)
    isCopied.value = true
  }
  return (
    <div class="admin-copy">
      <p class="admin-label">{label}</p>
      {hint && <p class="admin-hint">{hint}</p>}
      <pre tabIndex={0} role="group" aria-label={label}>
        {text}
      </pre>
      <button type="button" class="button" onClick={() => void copy()}>
        {t(isCopied.value ? 'admin.copied' : 'admin.copy')}
      </button>
    </div>
  )
}

/** Hands a text to the browser as a file. */
export function saveFile(text: string, name: string) {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }))
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
