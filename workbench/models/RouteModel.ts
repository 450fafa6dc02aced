import { signal } from '@preact/signals'
import { formatRoute, parseRoute, type Route } from '../route.ts'

export type RouteModel = ReturnType<typeof createRouteModel>

/** Which tab and conversation are shown: the address's fragment, so that reload and back work. */
export function createRouteModel() {
  const route = signal<Route>(parseRoute(location.hash))
  const follow = () => {
    const next = parseRoute(location.hash)
    if (formatRoute(next) !== formatRoute(route.value)) route.value = next
  }
  addEventListener('popstate', follow)
  addEventListener('hashchange', follow)

  function go(next: Route, { replace = false } = {}) {
    if (formatRoute(next) === formatRoute(route.value)) return
    const state: unknown = replace ? history.state : { fromInbox: route.value.cid === undefined }
    history[replace ? 'replaceState' : 'pushState'](state, '', formatRoute(next))
    route.value = next
  }

  return {
    route,
    go,
    /** Out of the conversation, to where it was opened from. */
    back() {
      if ((history.state as { fromInbox?: boolean } | null)?.fromInbox) return history.back()
      go({ ...route.value, cid: undefined }, { replace: true })
    },
    destroy() {
      removeEventListener('popstate', follow)
      removeEventListener('hashchange', follow)
    }
  }
}
