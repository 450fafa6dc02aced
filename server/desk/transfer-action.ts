// RCV-transfer_action: the seed's codes. Whatever a page writes there, something sensible comes of it, and what was wrong with it is
// data for the trace: nobody but the integrator can mend it.

/** What an agent or a group can be like for somebody who comes; each may be a reason to go on to the next step. */
export const SPILLS = ['offline', 'busy', 'closed'] as const
export type Spill = (typeof SPILLS)[number]

/** A place to be served; `spillsOn` says when the next step is tried instead. Empty: stays here. */
export type Step = { to: 'agent' | 'group'; id: string; spillsOn: readonly Spill[] }

export type Warning =
  /** Not JSON, or not an array. */
  | { what: 'not-a-list' }
  /** The step is left out: no object, no known actionType, or no deciId. */
  | { what: 'not-a-step'; step: number }
  /** optionId is missing or unknown: taken as overflow; or of the other kind. */
  | { what: 'option'; step: number; given: string }
  /** spillId is unknown, taken as any reason; or of the other kind. */
  | { what: 'spill'; step: number; given: string }
  /** The fourth step does not overflow. */
  | { what: 'fourth-stays'; step: number }
  /** Steps after the fourth are not looked at. */
  | { what: 'too-many'; given: number }

export type Parsed = { steps: Step[]; warnings: Warning[] }

const MOST_STEPS = 4
/** As much of a code as is worth telling. */
const TOLD = 20

const TARGETS: Record<string, Step['to'] | undefined> = { to_group: 'group', to_service: 'agent' }
const OPTIONS: Record<Step['to'], readonly string[]> = { agent: ['1', '2'], group: ['3', '4'] }
const OVERFLOWS: Record<string, boolean | undefined> = { 1: true, 2: false, 3: true, 4: false }
const ANY: Record<Step['to'], readonly Spill[]> = { agent: ['offline', 'busy'], group: SPILLS }
const REASONS: Record<Step['to'], Record<string, readonly Spill[] | undefined>> = {
  agent: { 1: ['offline'], 2: ['busy'], 3: ANY.agent },
  group: { 4: ['offline'], 5: ['busy'], 6: ['closed'], 7: ANY.group }
}

/** Steps are numbered from 1 in warnings. Never throws. */
export function parseTransferAction(text: string): Parsed {
  const list = readList(text)
  if (!list) return { steps: [], warnings: [{ what: 'not-a-list' }] }
  const warnings: Warning[] = []
  const steps = list.slice(0, MOST_STEPS).flatMap((raw, i) => readStep(raw, i + 1, warnings) ?? [])
  if (list.length > MOST_STEPS) warnings.push({ what: 'too-many', given: list.length })
  return { steps, warnings }
}

function readList(text: string): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

function readStep(raw: unknown, step: number, warnings: Warning[]): Step | undefined {
  const given = typeof raw === 'object' && raw !== null ? (raw as Record<string, unknown>) : {}
  const code = (name: string) => codeOf(given[name])
  const action = code('actionType')
  const to = Object.hasOwn(TARGETS, action) ? TARGETS[action] : undefined
  const id = code('deciId')
  if (!to || id === '') {
    warnings.push({ what: 'not-a-step', step })
    return undefined
  }
  const overflows = readOption(to, code('optionId'), step, warnings)
  const spillsOn = overflows ? readSpill(to, code('spillId'), step, warnings) : []
  if (step < MOST_STEPS || spillsOn.length === 0) return { to, id, spillsOn }
  warnings.push({ what: 'fourth-stays', step })
  return { to, id, spillsOn: [] }
}

function readOption(to: Step['to'], given: string, step: number, warnings: Warning[]): boolean {
  if (!OPTIONS[to].includes(given)) warnings.push({ what: 'option', step, given: given.slice(0, TOLD) })
  // Whoever writes further steps means them to be reached
  return (Object.hasOwn(OVERFLOWS, given) ? OVERFLOWS[given] : undefined) ?? true
}

function readSpill(to: Step['to'], given: string, step: number, warnings: Warning[]): readonly Spill[] {
  if (given === '') return ANY[to]
  const own = Object.hasOwn(REASONS[to], given) ? REASONS[to][given] : undefined
  if (own) return own
  warnings.push({ what: 'spill', step, given: given.slice(0, TOLD) })
  const other = REASONS[to === 'agent' ? 'group' : 'agent']
  const likewise = Object.hasOwn(other, given) ? other[given]! : []
  const meant = likewise.filter(one => ANY[to].includes(one))
  return meant.length > 0 ? meant : ANY[to]
}

/** Codes come as text or as numbers, with spaces around them. */
function codeOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : ''
}
