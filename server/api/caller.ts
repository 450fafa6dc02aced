import type { Answered, Checked, OperationName } from '#protocol/api/operations'
import type { Role, Scope } from '#protocol/api/operation'
import type { Services } from '#server/services'

/** Who asks: an agent of the workbench, or another program with a key of the company. */
export type Caller = {
  companyId: string
  kind: 'agent' | 'key'
  id: string
  name: string
  /** A key may what an administrator may, within its scopes. */
  role: Role
  /** Null: whatever the role may. */
  scopes: readonly Scope[] | null
}

export type Handler<N extends OperationName> = (
  context: { services: Services; caller: Caller; companyId: string; now: number; origin: string },
  given: Checked<N>
) => Promise<Answered<N>>

export type Context = Parameters<Handler<OperationName>>[0]
export type Handlers<N extends OperationName> = { [K in N]: Handler<K> }
