import { t } from '../i18n/t.ts'
import type { DeskModel } from '../models/DeskModel.ts'
import { useModule } from './lazy.tsx'

const load = () => import('./Tickets.tsx')

/** Comes when somebody looks into what was left. */
export function Tickets({ desk }: { desk: DeskModel }) {
  const { module } = useModule(load, () => {
    desk.notices.say(t('ticket.failed'), { urgent: true })
    desk.narrow({ tickets: '' })
  })
  return module ? <module.Tickets desk={desk} /> : null
}
