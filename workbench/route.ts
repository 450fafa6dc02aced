import { TABS, type Tab } from './inbox.ts'

export type Route = { tab: Tab; cid: string | undefined }

/** `#/mine/<cid>`; what does not fit is the queue. */
export function parseRoute(hash: string): Route {
  const [tab, cid] = hash.replace(/^#\/?/, '').split('/')
  const known = TABS.find(one => one === tab)
  return { tab: known ?? 'queue', cid: known && cid ? cid : undefined }
}

export const formatRoute = ({ tab, cid }: Route) => (cid ? `#/${tab}/${cid}` : `#/${tab}`)
