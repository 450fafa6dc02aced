import type { DeskModel } from '../models/DeskModel.ts'
import { Coming, useModule } from './lazy.tsx'

const load = () => import('../search/Search.tsx')

/** The search over everything comes when somebody opens it. */
export function SearchScreen({ desk, at }: { desk: DeskModel; at: string }) {
  const { module, hasFailed } = useModule(load)
  if (!module) return <Coming class="search-screen" hasFailed={hasFailed} />
  return <module.default desk={desk} at={at} />
}
