import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { t } from '../i18n/t.ts'
import type { DeskModel } from '../models/DeskModel.ts'

type Page = typeof import('./Tickets.tsx').Tickets

/** Comes when somebody looks into what was left. */
export function Tickets({ desk }: { desk: DeskModel }) {
  const page = useSignal<{ Tickets: Page } | undefined>(undefined)
  useEffect(() => {
    import('./Tickets.tsx').then(
      module => (page.value = module),
      () => {
        desk.notices.say(t('ticket.failed'), { urgent: true })
        desk.narrow({ tickets: '' })
      }
    )
  }, [])
  return page.value ? <page.value.Tickets desk={desk} /> : null
}
