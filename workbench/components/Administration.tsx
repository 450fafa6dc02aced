import type { DeskModel } from '../models/DeskModel.ts'
import { Coming, useModule } from './lazy.tsx'

const load = () => import('../admin/Administration.tsx')

/** The administration comes when somebody opens it: agents never load it. */
export function Administration({ desk, at, isPhone }: { desk: DeskModel; at: string; isPhone: boolean }) {
  const { module, hasFailed } = useModule(load)
  if (!module) return <Coming class="admin" hasFailed={hasFailed} />
  return (
    <module.default
      account={desk.account}
      at={at}
      isPhone={isPhone}
      go={next => desk.go({ tab: 'queue', cid: undefined, admin: next })}
      say={text => desk.notices.say(text)}
    />
  )
}
