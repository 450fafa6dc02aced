import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { EnrolProps, SecurityProps } from '../security/Security.tsx'
import { t } from '../i18n/t.ts'

type Pages = typeof import('../security/Security.tsx')

/** Comes when somebody looks after the own account, with the drawing of QR codes. */
function usePages() {
  const pages = useSignal<Pages | undefined>(undefined)
  const hasFailed = useSignal(false)
  useEffect(() => {
    import('../security/Security.tsx').then(
      module => (pages.value = module),
      () => (hasFailed.value = true)
    )
  }, [])
  return { pages: pages.value, hasFailed: hasFailed.value }
}

export function SecurityDialog(props: SecurityProps) {
  const { pages } = usePages()
  return pages ? <pages.Security {...props} /> : null
}

export function EnrolScreen(props: EnrolProps) {
  const { pages, hasFailed } = usePages()
  if (pages) return <pages.Enrol {...props} />
  return (
    <main class="center">
      <p role="status">{t(hasFailed ? 'app.unreachable' : 'app.starting')}</p>
    </main>
  )
}
