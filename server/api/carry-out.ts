import * as v from 'valibot'
import { ChatError } from '#protocol/errors'
import { isWithin, mayDo, type Operation } from '#protocol/api/operation'
import { OPERATIONS, type OperationName } from '#protocol/api/operations'
import { recordAudit } from '#server/store/audit'
import type { Services } from '#server/services'
import type { Caller, Handler } from './caller.ts'
import { CHANNELS } from './channels.ts'
import { COMPANY } from './company.ts'
import { CUSTOMERS } from './customers.ts'
import { DEFINITIONS } from './definitions.ts'
import { ORGANISATIONS } from './organisations.ts'
import { PEOPLE } from './people.ts'
import { PRIVACY } from './privacy.ts'
import { PLATFORMS } from './platforms.ts'
import { RECORDS } from './records.ts'
import { REPORTS } from './reports.ts'
import { ROBOTS } from './robots.ts'
import { RULES } from './rules.ts'
import { SEARCH } from './search.ts'
import { SECURITY } from './security.ts'
import { SITE_CHECK } from './site-check.ts'
import { MINI_PROGRAMS } from './mini-programs.ts'
import { TRACKERS } from './trackers.ts'
import { WEBHOOKS } from './webhooks.ts'

const HANDLERS: { [K in OperationName]: Handler<K> } = {
  ...COMPANY,
  ...PEOPLE,
  ...CHANNELS,
  ...ROBOTS,
  ...DEFINITIONS,
  ...CUSTOMERS,
  ...ORGANISATIONS,
  ...RECORDS,
  ...REPORTS,
  ...SEARCH,
  ...SECURITY,
  ...WEBHOOKS,
  ...MINI_PROGRAMS,
  ...PRIVACY,
  ...PLATFORMS,
  ...RULES,
  ...SITE_CHECK,
  ...TRACKERS
}

/** One wish of the table: who may, whether it fits, doing it, and writing down that it was done. */
export async function carryOut(
  services: Services,
  { name, caller, given, origin }: { name: OperationName; caller: Caller; given: unknown; origin: string }
): Promise<unknown> {
  const one: Operation = OPERATIONS[name]
  permit(one, caller)
  const checked = v.safeParse(one.input, given, { abortEarly: true })
  if (!checked.success) {
    const [issue] = checked.issues
    throw new ChatError('bad-request', `${v.getDotPath(issue) ?? 'the body'}: ${inWords(issue)}`)
  }
  const now = services.clock.now()
  const handler = HANDLERS[name] as unknown as Handler<OperationName>
  const { companyId } = caller
  const answer: unknown = await handler({ services, caller, companyId, now, origin }, checked.output as never)
  if (one.method !== 'get')
    await recordAudit(services.database, companyId, {
      by: { kind: caller.kind, id: caller.id, name: caller.name },
      action: name,
      target: targetOf(one, checked.output, answer),
      given: withoutSecrets(one, checked.output),
      at: now
    })
  return answer
}

function permit({ role, scope }: Operation, caller: Caller) {
  if (!mayDo(caller.role, role))
    throw new ChatError('forbidden', `this is for the role ${role}, or a higher one`)
  if (caller.scopes && !isWithin(caller.scopes, scope))
    throw new ChatError('forbidden', `this key lacks the scope ${scope}`)
}

/** What is not there at all is reported as a type that is wrong. */
const inWords = (issue: v.BaseIssue<unknown>) =>
  issue.kind === 'schema' && issue.input === undefined ? 'is needed' : issue.message

/** What the path names, else what was made. */
function targetOf({ path }: Operation, given: Record<string, unknown>, answer: unknown): string {
  const named = /:(\w+)/.exec(path)?.[1]
  if (named) return String(given[named])
  const made = Object.values(answer as object).find(
    one => typeof one === 'object' && one !== null && 'id' in one
  )
  const { id, number } = (made ?? answer) as { id?: unknown; number?: unknown }
  return String(id ?? number ?? '')
}

const withoutSecrets = ({ secret = [] }: Operation, given: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(given).filter(([name]) => !secret.includes(name)))
