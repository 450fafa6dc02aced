import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { AdministrationProps } from '../admin/Administration.tsx'
import { t } from '../i18n/t.ts'
import type { DeskModel } from '../models/DeskModel.ts'

type Loaded = { View(props: AdministrationProps): preact.VNode }

/** The administration comes when somebody opens it: agents never load it. */
export function Administration({ desk, at, isPhone }: { desk: DeskModel; at: string; isPhone: boolean }) {
  const loaded = useSignal<Loaded | undefined>(undefined)
  const hasFailed = useSignal(false)
  useEffect(() => {
    import('../admin/Administration.tsx').then(
      module => (loaded.value = { View: module.default }),
      () => (hasFailed.value = true)
    )
  }, [])
  if (!loaded.value)
    return (
      <main class="center admin">
        <p role="status">{t(hasFailed.value ? 'app.unreachable' : 'app.starting')}</p>
      </main>
    )
  const { View } = loaded.value
  return (
    <View
      account={desk.account}
      at={at}
      isPhone={isPhone}
      go={next => desk.go({ tab: 'queue', cid: undefined, admin: next })}
      say={text => desk.notices.say(text)}
    />
  )
}
