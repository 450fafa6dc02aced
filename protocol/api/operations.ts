import type * as v from 'valibot'
import { CHANNELS } from './channels.ts'
import { COMPANY } from './company.ts'
import { CUSTOMERS } from './customers.ts'
import { DEFINITIONS } from './definitions.ts'
import { MINI_PROGRAMS } from './mini-programs.ts'
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
import { TRACKERS } from './trackers.ts'
import { WEBHOOKS } from './webhooks.ts'

/** Everything that can be asked for under /api/v1, by name. */
export const OPERATIONS = {
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

export type Operations = typeof OPERATIONS
export type OperationName = keyof Operations
/** What a caller gives. */
export type Given<N extends OperationName> = v.InferInput<Operations[N]['input']>
/** What is left of it once it is checked. */
export type Checked<N extends OperationName> = v.InferOutput<Operations[N]['input']>
export type Answered<N extends OperationName> = v.InferOutput<Operations[N]['output']>
