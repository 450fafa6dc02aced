import type { ComponentChildren } from 'preact'
import type { Role } from '#protocol/api/operation'
import type { AdminKey } from './i18n/t.ts'
import { AGENTS } from './pages/agents.tsx'
import { AUDIT } from './pages/audit.tsx'
import { CHANNELS } from './pages/channels.tsx'
import { COMPANY } from './pages/company.tsx'
import { GROUPS } from './pages/groups.tsx'
import { CUSTOMERS, ORGANISATIONS, RECORDS } from './pages/customers.tsx'
import { DEFINITIONS } from './pages/definitions.tsx'
import { FAQS } from './pages/faqs.tsx'
import { KEYS } from './pages/keys.tsx'
import { MINI_PROGRAMS } from './pages/mini-programs.tsx'
import { PRIVACY } from './pages/privacy.tsx'
import { PLATFORMS } from './pages/platforms.tsx'
import { REPORTS } from './pages/reports.tsx'
import { ROBOTS } from './pages/robots.tsx'
import { TRACKERS } from './pages/trackers.tsx'
import { WEBHOOKS } from './pages/webhooks.tsx'
import { RULES } from './pages/rules.tsx'
import { UNKNOWN } from './pages/unknown.tsx'
import type { Place } from './place.ts'
import type { Resource } from './resource.ts'
import { ResourcePage } from './ResourcePage.tsx'

export type PageProps = { place: Place; go(place: Place): void; say(text: string): void }

export type AdminPage = {
  page: string
  part: Resource<unknown>['part']
  role: Role
  title: AdminKey
  /** Reached from another page only. */
  isWithin?: true
  View(props: PageProps): ComponentChildren
}

export const PARTS = ['reports', 'people', 'customers', 'channels', 'robots', 'fields', 'company'] as const

const pageOf = (one: Resource<any>): AdminPage => ({
  page: one.page,
  part: one.part,
  role: one.role,
  title: one.title,
  ...(one.parent === undefined ? {} : { isWithin: true }),
  View: props => <ResourcePage resource={one} {...props} />
})

/** Every page of the administration, in the order of its navigation. */
export const PAGES: readonly AdminPage[] = [
  REPORTS,
  pageOf(AGENTS),
  pageOf(GROUPS),
  RULES,
  pageOf(CUSTOMERS),
  pageOf(ORGANISATIONS),
  pageOf(RECORDS),
  pageOf(CHANNELS),
  pageOf(MINI_PROGRAMS),
  pageOf(TRACKERS),
  pageOf(ROBOTS),
  pageOf(FAQS),
  UNKNOWN,
  ...DEFINITIONS.map(pageOf),
  COMPANY,
  PLATFORMS,
  pageOf(KEYS),
  pageOf(WEBHOOKS),
  PRIVACY,
  pageOf(AUDIT)
]
