import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { t } from '../i18n/t.ts'

/** What comes in a file of its own when somebody needs it: the module once it is here. */
export function useModule<T extends object>(load: () => Promise<T>, onFail?: () => void) {
  const loaded = useSignal<T | undefined>(undefined)
  const hasFailed = useSignal(false)
  useEffect(() => {
    load().then(
      module => (loaded.value = module),
      () => {
        hasFailed.value = true
        onFail?.()
      }
    )
  }, [])
  return { module: loaded.value, hasFailed: hasFailed.value }
}

/** Stands where a whole screen is on its way. */
export function Coming({ hasFailed, class: name = '' }: { hasFailed: boolean; class?: string }) {
  return (
    <main class={`center ${name}`}>
      <p role="status">{t(hasFailed ? 'app.unreachable' : 'app.starting')}</p>
    </main>
  )
}
