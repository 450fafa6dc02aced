import { TABS, type Tab } from './inbox.ts'

/** With `admin` the administration is shown, at what stands behind `#/admin/`. */
export type Route = {
  tab: Tab
  cid: string | undefined
  admin?: string | undefined
  /** The search over everything is shown, for what stands behind `#/search?`. */
  search?: string | undefined
}

export const TICKET_LISTS = ['open', 'closed', 'all'] as const

/** What narrows the lists; empty: nothing. With `tickets` the messages left are shown, those of that state. */
export type Filter = {
  q: string
  source: string
  group: string
  tickets: string
  template: string
  text: string
}
export const NO_FILTER: Filter = { q: '', source: '', group: '', tickets: '', template: '', text: '' }

/** `#/mine/<cid>`; what does not fit is the queue. */
export function parseRoute(hash: string): Route {
  const admin = /^#\/?admin(?:\/(.*))?$/.exec(hash)
  if (admin) return { tab: 'queue', cid: undefined, admin: admin[1] ?? '' }
  const search = /^#\/?search(?:\?(.*))?$/s.exec(hash)
  if (search) return { tab: 'queue', cid: undefined, search: search[1] ?? '' }
  const [tab, cid] = hash.replace(/^#\/?/, '').replace(/\?.*$/s, '').split('/')
  const known = TABS.find(one => one === tab)
  return { tab: known ?? 'queue', cid: known && cid ? cid : undefined }
}

export function formatRoute({ tab, cid, admin, search }: Route): string {
  if (admin !== undefined) return `#/admin/${admin}`
  if (search !== undefined) return search ? `#/search?${search}` : '#/search'
  return cid ? `#/${tab}/${cid}` : `#/${tab}`
}

/** The inbox is shown, with a conversation perhaps. */
export const isInbox = ({ admin, search }: Route) => admin === undefined && search === undefined

/** `#/queue?q=tea&group=g1` */
export function parseFilter(hash: string): Filter {
  const query = new URLSearchParams(/\?(.*)$/s.exec(hash)?.[1] ?? '')
  const of = (name: keyof Filter) => query.get(name) ?? ''
  const wanted = of('tickets')
  return {
    q: of('q'),
    source: of('source'),
    group: of('group'),
    tickets: wanted === '' ? '' : (TICKET_LISTS.find(one => one === wanted) ?? 'open'),
    template: of('template'),
    text: of('text')
  }
}

/** The administration and the search have their own words behind the question mark. */
export function formatAddress(route: Route, filter: Filter): string {
  const query = new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== ''))
  return query.size > 0 && isInbox(route) ? `${formatRoute(route)}?${query}` : formatRoute(route)
}
