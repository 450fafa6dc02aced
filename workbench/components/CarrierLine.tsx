import type { CarrierProps } from '../carrier/Carrier.tsx'
import { useModule } from './lazy.tsx'

const load = () => import('../carrier/Carrier.tsx')

/** Comes with the first customer who writes through a platform. */
export function CarrierLine(props: CarrierProps) {
  const { module } = useModule(load)
  return module ? <module.default {...props} /> : null
}
