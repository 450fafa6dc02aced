import { batch, signal } from '@preact/signals'
import {
  formatAddress,
  formatRoute,
  isInbox,
  NO_FILTER,
  parseFilter,
  parseRoute,
  type Filter,
  type Route
} from '../route.ts'

export type RouteModel = ReturnType<typeof createRouteModel>

/** Browsers refuse an address that changes with every key. */
const WRITTEN_AFTER_MS = 300

/** Which tab and conversation are shown and what narrows the lists: the address's fragment, so that reload and back work. */
export function createRouteModel() {
  const route = signal<Route>(parseRoute(location.hash))
  const filter = signal<Filter>(isInbox(route.value) ? parseFilter(location.hash) : NO_FILTER)
  let writing: ReturnType<typeof setTimeout> | undefined
  const address = () => formatAddress(route.value, filter.value)
  const follow = () => {
    if (location.hash === address()) return
    clearTimeout(writing)
    batch(() => {
      const next = parseRoute(location.hash)
      if (formatRoute(next) !== formatRoute(route.value)) route.value = next
      if (isInbox(next)) filter.value = parseFilter(location.hash)
    })
  }
  addEventListener('popstate', follow)
  addEventListener('hashchange', follow)

  function go(next: Route, { replace = false } = {}) {
    if (formatRoute(next) === formatRoute(route.value)) return
    const state: unknown = replace ? history.state : { fromInbox: route.value.cid === undefined }
    history[replace ? 'replaceState' : 'pushState'](state, '', formatAddress(next, filter.value))
    route.value = next
  }

  return {
    route,
    go,
    filter,
    narrow(part: Partial<Filter>) {
      filter.value = { ...filter.value, ...part }
      clearTimeout(writing)
      writing = setTimeout(() => {
        history.replaceState(history.state, '', address())
      }, WRITTEN_AFTER_MS)
    },
    /** Out of the conversation, to where it was opened from. */
    back() {
      if ((history.state as { fromInbox?: boolean } | null)?.fromInbox) return history.back()
      go({ ...route.value, cid: undefined }, { replace: true })
    },
    destroy() {
      clearTimeout(writing)
      removeEventListener('popstate', follow)
      removeEventListener('hashchange', follow)
    }
  }
}
