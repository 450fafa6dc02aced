import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { SearchProps } from '../search/Search.tsx'
import { t } from '../i18n/t.ts'
import type { DeskModel } from '../models/DeskModel.ts'

type Loaded = { View(props: SearchProps): preact.VNode }

/** The search over everything comes when somebody opens it. */
export function SearchScreen({ desk, at }: { desk: DeskModel; at: string }) {
  const loaded = useSignal<Loaded | undefined>(undefined)
  const hasFailed = useSignal(false)
  useEffect(() => {
    import('../search/Search.tsx').then(
      module => (loaded.value = { View: module.default }),
      () => (hasFailed.value = true)
    )
  }, [])
  if (!loaded.value)
    return (
      <main class="center search-screen">
        <p role="status">{t(hasFailed.value ? 'app.unreachable' : 'app.starting')}</p>
      </main>
    )
  const { View } = loaded.value
  return <View desk={desk} at={at} />
}
