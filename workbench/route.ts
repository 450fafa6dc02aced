import { TABS, type Tab } from './inbox.ts'

/** With `admin` the administration is shown, at what stands behind `#/admin/`. */
export type Route = { tab: Tab; cid: string | undefined; admin?: string | undefined }

/** `#/mine/<cid>`; what does not fit is the queue. */
export function parseRoute(hash: string): Route {
  const admin = /^#\/?admin(?:\/(.*))?$/.exec(hash)
  if (admin) return { tab: 'queue', cid: undefined, admin: admin[1] ?? '' }
  const [tab, cid] = hash.replace(/^#\/?/, '').split('/')
  const known = TABS.find(one => one === tab)
  return { tab: known ?? 'queue', cid: known && cid ? cid : undefined }
}

export const formatRoute = ({ tab, cid, admin }: Route) =>
  admin !== undefined ? `#/admin/${admin}` : cid ? `#/${tab}/${cid}` : `#/${tab}`
