import type { EnrolProps, SecurityProps } from '../security/Security.tsx'
import { Coming, useModule } from './lazy.tsx'

/** Comes when somebody looks after the own account, with the drawing of QR codes. */
const load = () => import('../security/Security.tsx')

export function SecurityDialog(props: SecurityProps) {
  const { module } = useModule(load)
  return module ? <module.Security {...props} /> : null
}

export function EnrolScreen(props: EnrolProps) {
  const { module, hasFailed } = useModule(load)
  return module ? <module.Enrol {...props} /> : <Coming hasFailed={hasFailed} />
}
