import { OPERATIONS, type Answered, type Given, type OperationName } from '#protocol/api/operations'
import { carry, type Refused } from '../operation.ts'

export type { Refused }
export type Outcome<N extends OperationName> = { ok: true; value: Answered<N> } | Refused

/** One wish by its name in the table of operations. */
export const call = async <N extends OperationName>(name: N, given: Given<N>): Promise<Outcome<N>> =>
  (await carry(OPERATIONS[name], given as never)) as Outcome<N>
